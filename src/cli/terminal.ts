import colours from 'picocolors';
import { printError } from './printError.js';
import type { TapelessError } from '../base/index.js';

/** Where the command line writes. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly colours: ReturnType<typeof colours.createColors>;
  readonly folder: string;
}

/** The process' own; what is printed is for a person only where there is a terminal. */
export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    colours: colours.createColors(colours.isColorSupported && process.stderr.isTTY),
    folder: process.cwd(),
  };
}

export function reportErrors(errors: readonly TapelessError[], terminal: Terminal): void {
  terminal.err(`${errors.map((error) => printError(error, terminal)).join('\n\n')}\n`);
}
