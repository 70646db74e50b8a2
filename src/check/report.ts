import { shapeText, sourceText, type NdArray, type Source } from '../base/index.js';
import { nameOf, type Tensor } from '../graph/index.js';
import type { Culprit } from './culprit.js';
import type { Fault } from './fault.js';

/** A case in which a derivative (or a compiled result) is wrong, as small and simple as it could be made. */
export interface Counterexample {
  /** What is derived: `loss`, `predict`, `the result`. */
  readonly of: string;
  /** What it is derived by, or which result of the compiled module is wrong. */
  readonly input: string;
  readonly index: readonly number[];
  /** What differences (or the float64 reference) say. */
  readonly expected: number;
  /** What the derivative (or the compiled module) says. */
  readonly found: number;
  /** The batch size, and what was fed. */
  readonly n: number;
  readonly values: Readonly<Record<string, NdArray>>;
  /** The user's line: of the rule at fault where one is. */
  readonly place: Source;
  /** The whole in one or two sentences. */
  readonly says: string;
}

/** What a check found. */
export interface CheckReport {
  readonly ok: boolean;
  readonly runs: number;
  /** Gives the same cases again. */
  readonly seed: number;
  /** For people: what was checked, or the counterexample. */
  readonly lines: readonly string[];
  readonly counterexample?: Counterexample;
}

/** Row-major position to index. */
export function indexOf(element: number, shape: readonly number[]): number[] {
  let rest = element;
  const index: number[] = [];
  for (const extent of [...shape].reverse()) {
    index.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return index;
}

/** What is wrong about a derivative, in words. */
export function faultText(of: string, { kind, x, element, expected, found, point }: Fault): string {
  const { shape } = point.values.get(x)!;
  const at = shape.length === 0 ? '' : ` at ${shapeText(indexOf(element, shape))}`;
  const by = `${nameOf(x)} ${shapeText(x.shape)}${at}`;
  const numbers = (who: string): string => `is ${numberText(found)}, but ${who} ${numberText(expected)}.`;
  if (kind === 'gradient') return `The gradient of ${of} with respect to ${by} ${numbers('differences give')}`;
  if (kind === 'forward mode')
    return `The derivative of ${of} along ${by}, by forward mode, ${numbers('its vjp, which agrees with differences, gives')}`;
  return `A second derivative of ${of}, of its gradient with respect to ${by}, ${numbers('differences of the gradient give')}`;
}

/** Which operation is to blame. */
export function culpritText({ node, operand, place, fault }: Culprit): string {
  const order = fault.kind === 'gradient' ? '' : ` (the ${fault.kind})`;
  if (place !== node.source)
    return `The derivative that ${node.op.name} was given for its argument makes it${order}: ${sourceText(place)}, called at ${sourceText(node.source)}. If it is meant to, say so: \`estimator: true\` beside its backward.`;
  return `By itself ${node.op.name} is wrong with respect to its operand ${operand}${order}: ${sourceText(place)}.`;
}

/** The lines that a failed check prints. */
export function counterexampleLines({ says, place, values, n }: Counterexample, again: string): string[] {
  const usesN = Object.keys(values).length > 0;
  return [
    `${placeText(place)}  wrong-gradient`,
    `  ${says}`,
    ...(usesN ? [`  The smallest case that was found, with N = ${n}:`] : []),
    ...Object.entries(values).map(([name, value]) => `    ${name} = ${arrayText(value)}`),
    `  The same cases again: ${again}`,
  ];
}

/** `FILE:LINE:COLUMN`, the file as an editor opens it. */
const placeText = (source: Source): string => {
  const { file, line, column } = source;
  return file.startsWith('file://') ? `${decodeURIComponent(file.slice(7))}:${line}:${column}` : sourceText(source);
};

/** As many digits as an f32 has. */
export const numberText = (value: number): string => String(Number(value.toPrecision(7)));

const mostShown = 24;

function arrayText({ shape, data, dtype }: NdArray): string {
  const first = [...data.subarray(0, mostShown)].map((value) =>
    dtype === 'bool' ? String(value !== 0) : numberText(value),
  );
  if (shape.length === 0) return first[0]!;
  const same = data.length > 3 && data.every((value) => value === data[0]);
  if (same) return `${shapeText(shape)} filled with ${first[0]}`;
  const more = data.length > mostShown ? `, … ${data.length - mostShown} more` : '';
  return `${shapeText(shape)} of ${first.join(', ')}${more}`;
}

/** The values of leaves that a person would want to see. */
export const shown = (leaves: readonly Tensor[], values: ReadonlyMap<Tensor, NdArray>): Record<string, NdArray> =>
  Object.fromEntries(leaves.flatMap((x) => (values.has(x) ? [[nameOf(x), values.get(x)!] as const] : [])));
