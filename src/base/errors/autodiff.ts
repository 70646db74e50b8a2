import { typeText, shapeText, type Type } from '../shape.js';
import type { Source } from '../source.js';
import { TapelessError, type Place } from '../tapelessError.js';

/** A tensor as errors of derivatives show it. */
export interface NamedType extends Type {
  readonly name: string;
  readonly source: Source;
}

const text = (x: NamedType): string => `${x.name} ${shapeText(x.shape)}`;
const made = (x: NamedType): Place => ({ source: x.source, note: `${text(x)} was made here` });

/** A derivative with respect to something that the result does not use, or only through steps and integers. */
export function noDependence(what: string, y: NamedType, x: NamedType): TapelessError {
  return new TapelessError({
    code: 'no-dependence',
    says: `${what}: ${text(y)} does not depend on ${text(x)}, or only through ops without a derivative.`,
    mend: 'Leave it out, or pass { allowUnused: true } for zeros.',
    places: [made(y), made(x)],
  });
}

/** A gradient of something that is no single real number. */
export function notAScalar(what: string, y: NamedType): TapelessError {
  return new TapelessError({
    code: 'gradient-of-tensor',
    says: `${what}: expected the result to be a scalar f32[], found ${y.name} ${typeText(y)}.`,
    mend: 'Reduce it with sum or mean, or give the cotangent: gradients(y, xs, { dy }), vjp(f, ...xs).',
    places: [made(y)],
  });
}

/** A derivative with respect to integers or truth values. */
export function notDifferentiable(what: string, x: NamedType): TapelessError {
  return new TapelessError({
    code: 'gradient-of-integer',
    says: `${what}: expected f32, found ${x.name} ${typeText(x)}; only f32 tensors have derivatives.`,
    mend: "Convert it with cast(x, 'f32'), or capture it instead of passing it.",
    places: [made(x)],
  });
}

/** Tensors that have to be like others: tangents like their inputs, cotangents like their results. */
export function unlike(what: string, role: string, found: string, expected: string): TapelessError {
  return new TapelessError({ code: 'unlike', says: `${what}: expected ${role} to be ${expected}, found ${found}.` });
}

/** Forward mode through a backward function that is not linear in its cotangent. */
export function noForwardMode(op: string, source: Source): TapelessError {
  return new TapelessError({
    code: 'no-forward-mode',
    says: `jvp: ${op} has a backward function that is not linear in dy, so no tangent can be read off it.`,
    mend: 'Use reverse mode (grad, vjp) here, also for second derivatives.',
    places: [{ source, note: '' }],
  });
}

/** A customVjp whose function uses a tensor from outside that should have a gradient. */
export function capturedByCustomVjp(x: NamedType, source: Source): TapelessError {
  return new TapelessError({
    code: 'captured-tensor',
    says: `customVjp: the function uses ${text(x)} from outside, and a gradient with respect to it is asked for.`,
    mend: 'Pass it as an argument, so that backward can give its gradient; or wrap it in stopGradient.',
    places: [{ source, note: '' }, made(x)],
  });
}

/** Batch axes that do not fit to the arguments of vmap. */
export function badBatch(says: string, mend?: string): TapelessError {
  return new TapelessError({ code: 'bad-batch', says: `vmap: ${says}.`, ...(mend !== undefined && { mend }) });
}

/** A carry of a loop that is of another type after a step than before. */
export function carryChanged(what: string, path: string, before: NamedType, after: NamedType): TapelessError {
  const name = path === '' ? 'the carry' : `the carry ${path.replace(/^[.]/, '')}`;
  return new TapelessError({
    code: 'carry-changed',
    says: `${what}: ${name} is ${typeText(before)} and becomes ${typeText(after)}; a carry keeps its dtype and its shape.`,
    mend:
      before.dtype === after.dtype
        ? 'Start from a carry of the shape that a step gives, or let the step give the shape that it starts from.'
        : `Convert it at the end of the step: cast(x, '${before.dtype}').`,
    places: [made(after), made(before)],
  });
}

/** Operands of a loop or a branch that do not fit to it. */
export function badLoop(what: string, says: string, mend: string, tensors: readonly NamedType[] = []): TapelessError {
  return new TapelessError({ code: 'bad-loop', says: `${what}: ${says}.`, mend, places: tensors.map(made) });
}

/** Reverse mode through a loop whose number of steps is known only when it runs. */
export function noReverseMode(source: Source): TapelessError {
  return new TapelessError({
    code: 'no-reverse-mode',
    says: 'whileLoop has no derivative in reverse mode: how many steps there are to go back through is known only when it runs.',
    mend: 'Use scan with a fixed number of steps, stopGradient where no gradient shall flow, or forward mode (jvp).',
    places: [{ source, note: '' }],
  });
}
