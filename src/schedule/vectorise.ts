import { columnsInVectors, type VectorTools } from './columns.js';
import { inVectors } from './inVectors.js';
import type { Statement } from './loopNest.js';
import { insideOf, lanesOf, valuesOf, valuesWithin } from './walk.js';

/** The loops of a body in vectors: the innermost that can be, or one around it where that reads more memory in a row. */
export function vectorise(body: readonly Statement[], tools: VectorTools): Statement[] {
  return body.flatMap((s) => {
    if (s.kind === 'if') return [{ ...s, then: vectorise(s.then, tools) }];
    if (s.kind !== 'loop') return [s];
    const inner = vectorise(s.body, tools);
    const isGood = hasVectors(inner) && gathersIn(inner) === 0;
    const own = isGood ? null : inVectors(s, tools.fresh);
    const isBetter = own !== null && (!hasVectors(inner) || gathersIn(own) < gathersIn(inner));
    return isBetter ? (columnsInVectors(s, tools) ?? own) : [{ ...s, body: inner }];
  });
}

/** How many vectors are put together of single elements. */
const gathersIn = (body: readonly Statement[]): number => valuesWithin(body).filter((x) => x.kind === 'lanes').length;

const hasVectors = (body: readonly Statement[]): boolean =>
  body.some((s) => valuesOf(s).some((x) => lanesOf(x) === 4) || hasVectors(insideOf(s)));
