import { js } from '../../codegen/js/index.js';
import { wasm } from '../../codegen/wasm/index.js';
import { unknownTarget } from '../base/index.js';
import type { BackEnd } from '../schedule/index.js';

/** Every back end; a new target is one line here. */
const backEnds = { js, wasm } as const satisfies Readonly<Record<string, BackEnd>>;

/** What a model can be compiled to. */
export type Target = keyof typeof backEnds;

/** All targets of this version. */
export const targets = Object.keys(backEnds) as readonly Target[];

export function backEndOf(target: string): BackEnd {
  const found = Object.hasOwn(backEnds, target) ? backEnds[target as Target] : undefined;
  if (!found) throw unknownTarget(target, targets);
  return found;
}
