// Graphviz' language, one cluster an entry point.
import { typeText } from '../base/index.js';
import { nameOf, type Graph, type Tensor } from '../graph/index.js';
import { kernelBuffers, kernelsInOrder, type Buffer, type Program, type ProgramEntry } from '../kernels/index.js';

/** A tensor a box, an arrow from each operand. */
export function graphsDot(graphs: readonly [string, Graph][]): string {
  return digraph(
    graphs.map(([name, graph], k): Cluster => {
      const ids = idsOf(graph);
      const id = (x: Tensor): string => `${k}.${ids.get(x)}`;
      const lines = graph.inputs.map((x) => node(id(x), 'ellipse', `${nameOf(x)}\n${typeText(x)}`));
      for (const { op, inputs, results } of graph.nodes) {
        for (const result of results) {
          const shape = graph.outputs.includes(result) ? 'doubleoctagon' : 'box';
          lines.push(node(id(result), shape, `${op.name}\n${typeText(result)}`));
          lines.push(...inputs.map((x) => arrow(id(x), id(result))));
        }
      }
      return { name, lines };
    }),
  );
}

/** A number for each tensor of a graph. */
export const idsOf = ({ inputs, nodes }: Graph): Map<Tensor, number> =>
  new Map([...inputs, ...nodes.flatMap(({ results }) => results)].map((x, k) => [x, k]));

/** A kernel a box, an arrow for each buffer from where it is made to where it is read; `about` says more of a buffer. */
export const kernelsDot = ({ entries }: Program, about: (buffer: Buffer) => string): string =>
  digraph(entries.map((entry, k) => kernelsOf(entry, `${k}`, about)));

function kernelsOf(
  { name, steps, feeds, results }: ProgramEntry,
  prefix: string,
  about: (b: Buffer) => string,
): Cluster {
  const lines: string[] = [];
  const places = new Map<Buffer, string>();
  const stored = new Map<Buffer, string>();
  const placeOf = (buffer: Buffer): string => {
    const known = stored.get(buffer) ?? `${prefix}.b${stored.size}`;
    if (!stored.has(buffer)) {
      stored.set(buffer, known);
      lines.push(node(known, buffer.space === 'arena' ? 'ellipse' : 'cylinder', `${buffer.name}\n${typeText(buffer)}`));
    }
    return known;
  };
  feeds.forEach(({ buffer }) => places.set(buffer, placeOf(buffer)));
  const text = (buffer: Buffer): string => `${buffer.name}\n${about(buffer)}`;
  kernelsInOrder(steps).forEach((kernel, at) => {
    const id = `${prefix}.${at}`;
    const { reads, writes } = kernelBuffers(kernel);
    lines.push(node(id, 'box', kernel.name));
    for (const buffer of reads) lines.push(arrow(places.get(buffer) ?? placeOf(buffer), id, text(buffer)));
    for (const buffer of new Set(writes)) {
      places.set(buffer, id);
      if (buffer.space === 'state') lines.push(arrow(id, placeOf(buffer), text(buffer)));
    }
  });
  results.forEach(({ result, buffers }, at) => {
    const id = `${prefix}.r${at}`;
    lines.push(node(id, 'doubleoctagon', result.path.join('.')));
    for (const buffer of buffers) lines.push(arrow(places.get(buffer) ?? placeOf(buffer), id, text(buffer)));
  });
  return { name, lines };
}

interface Cluster {
  readonly name: string;
  readonly lines: readonly string[];
}

const digraph = (clusters: readonly Cluster[]): string =>
  `digraph {\n${clusters
    .map(({ name, lines }) =>
      [
        `  subgraph ${quoted(`cluster_${name}`)} {`,
        `    label=${quoted(name)};`,
        ...lines.map((line) => `    ${line}`),
        '  }',
      ].join('\n'),
    )
    .join('\n')}\n}\n`;

const node = (id: string, shape: string, label: string): string =>
  `${quoted(id)} [shape=${shape}, label=${quoted(label)}];`;

const arrow = (from: string, to: string, label?: string): string =>
  `${quoted(from)} -> ${quoted(to)}${label === undefined ? '' : ` [label=${quoted(label)}]`};`;

/** Names may hold any characters; a backslash is a line's end to Graphviz unless it is doubled. */
const quoted = (text: string): string =>
  `"${text.replace(/[\\"]/g, '\\$&').replace(/\r\n|[\r\n\u2028\u2029]/g, '\\n')}"`;
