import { isExtent, sourceText, typeText } from '../base/index.js';
import type { Graph } from './graph.js';
import { nameOf, type Node, type Tensor } from './tensor.js';

/** One line a node: `%3 = tanh(%2) : f32[N, 10]  // mnist.model.ts:4:18 dense`. */
export function printGraph(graph: Graph): string {
  const names = new Map<Tensor, string>();
  graph.inputs.forEach((x) => names.set(x, `%${nameOf(x)}`));
  const lines = graph.inputs.map((x) => `${names.get(x)} : ${typeText(x)}`);
  let count = 0;
  for (const node of graph.nodes) {
    node.results.forEach((result) => names.set(result, `%${count++}`));
    lines.push(printNode(node, names));
  }
  lines.push(`return ${graph.outputs.map((x) => names.get(x)).join(', ')}`);
  return `${lines.join('\n')}\n`;
}

function printNode(node: Node, names: ReadonlyMap<Tensor, string>): string {
  const results = node.results.map((x) => names.get(x)).join(', ');
  const operands = node.inputs.map((x) => names.get(x) ?? `%${nameOf(x)}`).join(', ');
  const types = node.results.map(typeText).join(', ');
  const { file, layer } = node.source;
  const where = file === '' ? layer : `${sourceText(node.source)}${layer === '' ? '' : ` ${layer}`}`;
  const attrs = printAttrs(node.attrs);
  const line = `${results} = ${node.op.name}(${operands}${attrs === '' ? '' : `${operands === '' ? '' : ', '}${attrs}`}) : ${types}`;
  return where === '' ? line : `${line}  // ${where}`;
}

const printAttrs = (attrs: object): string =>
  Object.entries(attrs ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${printValue(value)}`)
    .join(', ');

function printValue(value: unknown): string {
  if (typeof value === 'string') return isExtent(value) ? value : JSON.stringify(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (ArrayBuffer.isView(value)) return printValue(Array.from(value as unknown as number[]));
  if (Array.isArray(value))
    return value.length > 16 ? `[… ${value.length} values]` : `[${value.map(printValue).join(', ')}]`;
  if ('nodes' in value && 'outputs' in value)
    return `{ ${printGraph(value as Graph)
      .trimEnd()
      .replaceAll('\n', '; ')} }`;
  return `{ ${printAttrs(value)} }`;
}
