import { typeText } from '../base/index.js';
import type { Graph } from './graph.js';
import type { Tensor } from './tensor.js';

/** A text that is equal for equal attributes: plain data, typed arrays, and sub-graphs by what they compute. */
export function keyOf(attrs: unknown, idOf: (x: Tensor) => number): string {
  if (attrs === null || typeof attrs !== 'object') return scalarKey(attrs);
  if (ArrayBuffer.isView(attrs))
    return `${attrs.constructor.name}(${Array.from(attrs as unknown as number[], scalarKey).join()})`;
  if (Array.isArray(attrs)) return `[${attrs.map((x) => keyOf(x, idOf)).join()}]`;
  if ('node' in attrs && 'index' in attrs) return `%${idOf(attrs as Tensor)}`;
  if ('nodes' in attrs && 'inputs' in attrs && 'outputs' in attrs) return graphKey(attrs as Graph, idOf);
  const entries = Object.entries(attrs).filter(([, value]) => value !== undefined);
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${keyOf(value, idOf)}`).join()}}`;
}

/** Of a sub-graph, whose leaves are its own: numbered by their places, so that two traces of one function are equal. */
function graphKey({ inputs, nodes, outputs }: Graph, outer: (x: Tensor) => number): string {
  const places = new Map(inputs.map((x, k) => [x, k]));
  const idOf = (x: Tensor): number => places.get(x) ?? -1 - outer(x);
  const lines = nodes.map(({ op, inputs: operands, attrs, results }) => {
    const line = `${op.name}(${operands.map(idOf).join()})${keyOf(attrs, idOf)}`;
    results.forEach((x) => places.set(x, places.size));
    return line;
  });
  return `(${inputs.map(typeText).join()}){${lines.join(';')}}(${outputs.map(idOf).join()})`;
}

function scalarKey(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
