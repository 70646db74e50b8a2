import type { Tensor } from './tensor.js';

/** A text that is equal for equal attributes: plain data, typed arrays, and sub-graphs by the tensors that they hold. */
export function keyOf(attrs: unknown, idOf: (x: Tensor) => number): string {
  if (attrs === null || typeof attrs !== 'object') return scalarKey(attrs);
  if (ArrayBuffer.isView(attrs))
    return `${attrs.constructor.name}(${Array.from(attrs as unknown as number[], scalarKey).join()})`;
  if (Array.isArray(attrs)) return `[${attrs.map((x) => keyOf(x, idOf)).join()}]`;
  if ('node' in attrs && 'index' in attrs) return `%${idOf(attrs as Tensor)}`;
  // Tensors know their nodes: a sub-graph is told by its ends.
  if ('nodes' in attrs && 'inputs' in attrs && 'outputs' in attrs) return keyOf([attrs.inputs, attrs.outputs], idOf);
  const entries = Object.entries(attrs).filter(([, value]) => value !== undefined);
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${keyOf(value, idOf)}`).join()}}`;
}

function scalarKey(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
