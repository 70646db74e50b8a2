import { badAttribute, range, shapeMismatch } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { contract } from '../contract.js';
import { numberOf } from '../families/floats.js';
import { fail, named, sameDtype, type Operand } from '../families/operand.js';
import { reduceSum } from '../reduceSum.js';
import { transpose } from '../transpose.js';
import { diagonal } from './matrices.js';

/** A tensor whose axes have one-letter names. */
interface Labelled {
  readonly x: Tensor;
  readonly labels: readonly string[];
}

/**
 * Einstein's summation: `einsum('bij,bjk->bik', a, b)`. A letter that is not in the result is summed over; one that
 * occurs twice in an operand takes its diagonal; without `->` the result has the letters that occur once, in order.
 */
export function einsum(subscripts: string, ...operands: readonly Operand[]): Tensor {
  const { inputs, output } = parse(subscripts, operands.length);
  const tensors = sameDtype('einsum', operands).map((x) => numberOf(x, 'einsum'));
  tensors.forEach((x, k) => requireLabels(x, inputs[k]!));
  requireExtents(tensors, inputs);
  const parts = tensors.map((x, k) => withoutRepeats({ x, labels: inputs[k]! }));
  const [first, ...rest] = parts;
  const joined = rest.reduce((left, right, k) => {
    const later = [...output, ...rest.slice(k + 1).flatMap(({ labels }) => labels)];
    return join(summed(left, [...right.labels, ...later]), summed(right, [...left.labels, ...later]), later);
  }, first!);
  const { x, labels } = summed(joined, output);
  return transpose(
    x,
    output.map((label) => labels.indexOf(label)),
  );
}

interface Subscripts {
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
}

function parse(subscripts: string, count: number): Subscripts {
  const text = subscripts.replaceAll(' ', '');
  if (/\.\.\.|…/.test(text)) {
    const expected = 'a letter for each axis: an ellipsis is not supported';
    fail(badAttribute('einsum', 'the subscripts', `'${subscripts}'`, expected));
  }
  if (!/^[A-Za-z]*(,[A-Za-z]*)*(->[A-Za-z]*)?$/.test(text)) {
    fail(badAttribute('einsum', 'the subscripts', `'${subscripts}'`, "letters, ',' and '->', such as 'ij,jk->ik'"));
  }
  const [left = '', right] = text.split('->');
  const inputs = left.split(',').map((labels) => [...labels]);
  if (inputs.length !== count)
    fail(badAttribute('einsum', 'the number of operands', String(count), String(inputs.length)));
  const all = inputs.flat();
  const once = [...new Set(all)].sort().filter((label) => all.filter((other) => other === label).length === 1);
  const output = right === undefined ? once : [...right];
  const odd = output.find((label, k) => !all.includes(label) || output.indexOf(label) < k);
  if (odd !== undefined)
    fail(badAttribute('einsum', 'the result', `'${output.join('')}'`, 'letters of the operands, each once'));
  return { inputs, output };
}

function requireLabels(x: Tensor, labels: readonly string[]): void {
  if (labels.length === x.shape.length) return;
  fail(shapeMismatch('einsum', [named(x)], `'${labels.join('')}' names ${labels.length} axes`));
}

function requireExtents(tensors: readonly Tensor[], inputs: readonly (readonly string[])[]): void {
  const known = new Map<string, Tensor['shape'][number]>();
  inputs.forEach((labels, k) =>
    labels.forEach((label, axis) => {
      const extent = tensors[k]!.shape[axis]!;
      const before = known.get(label) ?? extent;
      known.set(label, before);
      if (before !== extent)
        fail(shapeMismatch('einsum', tensors.map(named), `the extents ${before} and ${extent} of '${label}' differ`));
    }),
  );
}

/** Of a letter that occurs more than once, the diagonal of its axes. */
function withoutRepeats({ x, labels }: Labelled): Labelled {
  const again = labels.findIndex((label, k) => labels.indexOf(label) < k);
  if (again < 0) return { x, labels };
  const label = labels[again]!;
  const first = labels.indexOf(label);
  const rest = labels.filter((_, k) => k !== first && k !== again);
  return withoutRepeats({ x: diagonal(x, { axes: [first, again] }), labels: [...rest, label] });
}

/** Summed over the letters that nobody needs any more. */
function summed({ x, labels }: Labelled, needed: readonly string[]): Labelled {
  const axes = range(labels.length).filter((k) => !needed.includes(labels[k]!));
  return { x: reduceSum(x, axes), labels: labels.filter((label) => needed.includes(label)) };
}

/** Letters of both that are needed later are batches, the others are summed over. */
function join(a: Labelled, b: Labelled, later: readonly string[]): Labelled {
  const common = a.labels.filter((label) => b.labels.includes(label));
  const batch = common.filter((label) => later.includes(label));
  const inner = common.filter((label) => !later.includes(label));
  const axes = (labels: readonly string[]): [number[], number[]] => [
    labels.map((label) => a.labels.indexOf(label)),
    labels.map((label) => b.labels.indexOf(label)),
  ];
  const own = (labels: readonly string[]): string[] => labels.filter((label) => !common.includes(label));
  return {
    x: contract(a.x, b.x, { batch: axes(batch), sum: axes(inner) }),
    labels: [...batch, ...own(a.labels), ...own(b.labels)],
  };
}
