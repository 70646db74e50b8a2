import type { Emitted, Placed, Schedule } from '../../src/schedule/index.js';
import { unreachable, type EntryName, type Least } from '../../src/base/index.js';

/** One model or program of a module: what the compiler decided, the text of its kernels, and the name it is exported by. */
export interface ModuleUnit {
  readonly schedule: Schedule;
  readonly emitted: Emitted;
  /** Entry points that need more samples than none, and what needs them. */
  readonly least?: ReadonlyMap<EntryName, Least>;
  /** `default`: the module itself has `create`; another name: an export of that name has it. */
  readonly exportName: string;
}

/** The property that the kernels know a buffer by. */
export function viewOf({ schedule, emitted }: ModuleUnit, buffer: string): string {
  const place = schedule.buffers.findIndex(({ name }) => name === buffer);
  return emitted.views[place] ?? unreachable(`no buffer is called ${buffer}`);
}

export function bufferOf({ schedule }: ModuleUnit, name: string): Placed {
  return schedule.buffers.find((buffer) => buffer.name === name) ?? unreachable(`no buffer is called ${name}`);
}

/** How a user sees a hyperparameter: without the part of the path that says that it is none of theirs. */
export const hyperparameterName = (name: string): string => name.replace(/^tapeless\//, '');

/** Inputs of all entry points, each once. */
export const inputNames = ({ entries }: Schedule): string[] => [
  ...new Set(entries.flatMap(({ feeds }) => feeds.map(({ fed }) => fed.name))),
];
