import { js } from '../../codegen/js/index.js';
import { unknownTarget } from '../base/index.js';
import type { BackEnd } from '../schedule/index.js';

/** Every back end; a new target is one line here. */
const backEnds = { js } as const satisfies Readonly<Record<string, BackEnd>>;

export type Target = keyof typeof backEnds;

export const targets = Object.keys(backEnds) as readonly Target[];

export function backEndOf(target: string): BackEnd {
  const found = Object.hasOwn(backEnds, target) ? backEnds[target as Target] : undefined;
  if (!found) throw unknownTarget(target, targets);
  return found;
}
