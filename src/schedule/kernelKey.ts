import { exprKey, type Axis, type Expr, type Readable } from '../expr/index.js';
import type { Kernel, Output } from '../kernels/index.js';
import { shortName } from './naming.js';

/**
 * A text that only kernels have whose nests are equal but for their reasons: axes, buffers and expressions are numbered as
 * they occur. Null for a kernel of a form that does not often occur twice.
 */
export function kernelKey(kernel: Kernel): string | null {
  if (kernel.form !== 'map') return null;
  const { name, sources, axes, outputs, packed } = kernel;
  const lines: string[] = [JSON.stringify([name, sources])];
  const ids = new Map<object, number>();
  const numbered = (x: object, line: () => string): number => {
    const known = ids.get(x);
    if (known !== undefined) return known;
    const text = line();
    lines.push(text);
    ids.set(x, ids.size);
    return ids.size - 1;
  };
  const axis = (x: Axis): number => numbered(x, () => `axis ${x.extent}`);
  const buffer = (x: Readable): number =>
    numbered(x, () => `buffer ${JSON.stringify([shortName(x.name), x.dtype, x.shape])}`);
  const value = (x: Expr): number => (x.kind === 'axis' ? axis(x) : numbered(x, () => exprKey(x, part)));
  const part = (x: Expr | Readable): number => ('kind' in x ? value(x) : buffer(x));
  const output = (o: Output): string =>
    [buffer(o.buffer), o.index.map(value).join(), o.axes.map(axis).join(), value(o.value)].join(' ');
  lines.push(axes.map(axis).join(), ...outputs.map(output));
  if (packed) lines.push(`packed ${buffer(packed.of)} ${buffer(packed.in)}`);
  return lines.join('\n');
}
