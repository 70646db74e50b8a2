#!/usr/bin/env node
import { run } from './run.js';
import { strays } from './strays.js';
import { processTerminal, reportErrors } from './terminal.js';

// Deep models call through many layers: the user's own line must not fall off the end of a stack.
Error.stackTraceLimit = 100;

const terminal = processTerminal();
let finished = false;

// What a model file leaves behind itself: a promise that fails or never settles, an end of the process, a closed pipe.
const stop = (thrown: unknown): void => {
  finished = true;
  reportErrors([strays.explain(thrown)], terminal);
  process.exit(1);
};
process.on('uncaughtException', stop);
process.on('unhandledRejection', stop);
process.on('exit', () => {
  if (finished) return;
  terminal.err('The model file ended the process, or waits for something that never comes.\n');
  process.exitCode = 1;
});
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  finished = true;
  process.exit(code === 'EPIPE' ? 0 : 1);
});

void run(process.argv.slice(2), terminal).then((code) => {
  finished = true;
  process.exitCode = code;
});
