import {
  dtypes,
  elements,
  extentAt,
  identifierOf,
  moduleNames,
  nowhere,
  polynomialSum,
  sizeOf,
  type DType,
  type EntryName,
  type Fed,
  type Polynomial,
  type Result,
  type Shape,
  type Variable,
} from '../../src/base/index.js';
import { emitModule, type ModuleOptions, type ModuleUnit } from '../../codegen/module/index.js';
import type { Placed } from '../../src/schedule/index.js';

interface HandMadeVariable extends Pick<Variable, 'name' | 'role'> {
  readonly dtype?: DType;
  readonly shape?: readonly number[];
  readonly initial?: Variable['initial'];
}

interface HandMadeBuffer {
  readonly name: string;
  readonly dtype?: DType;
  readonly shape: Shape;
  readonly data?: readonly number[];
}

interface HandMadeEntry {
  readonly name: EntryName;
  readonly feeds?: readonly (HandMadeBuffer & Pick<Fed, 'ranges'>)[];
  /** Names of buffers: one, or total and weight. */
  readonly results?: readonly {
    readonly kind?: Result['kind'];
    readonly path: readonly string[];
    readonly of: readonly string[];
  }[];
  /** Lines of the function (N, m); `v(name)` is the code of a buffer. */
  readonly body?: (v: (buffer: string) => string) => readonly string[];
}

export interface HandMade {
  readonly exportName?: string;
  readonly variables?: readonly HandMadeVariable[];
  readonly buffers?: readonly HandMadeBuffer[];
  readonly entries: readonly HandMadeEntry[];
  /** Before names of functions. */
  readonly prefix?: string;
}

/** A unit as the compiler would give it, its kernels written by hand. */
export function handMade({
  exportName = 'default',
  variables = [],
  buffers = [],
  entries,
  prefix = '',
}: HandMade): ModuleUnit {
  const fed = entries.flatMap(({ feeds = [] }) => feeds);
  const inner = [...new Map([...fed, ...buffers].map((buffer) => [buffer.name, buffer])).values()];
  const kept = variables.map(({ dtype = 'f32', shape = [], initial = 0, ...rest }): Variable => {
    return { ...rest, dtype, shape, initial, trainable: rest.role === 'parameter', source: nowhere };
  });
  const state = place(kept, 'state');
  const arena = place(
    inner.filter(({ data }) => !data),
    'arena',
  );
  const constants = place(
    inner.filter(({ data }) => data),
    'constants',
  );
  const placed = [...state.placed, ...constants.placed, ...arena.placed];
  const taken = new Set<string>();
  const views = placed.map(({ name }) => identifierOf(name, taken));
  const v = (name: string): string => `m.${views[placed.findIndex((buffer) => buffer.name === name)]}`;
  const functions = new Set(moduleNames);
  const emitted = entries.map(({ name, body }) => {
    const own = identifierOf(`${prefix}${name === 'init' ? 'initialize' : name}`, functions);
    const lines = body?.(v) ?? [];
    return {
      name,
      own,
      lines:
        lines.length === 0 ? [`function ${own}() {}`] : [`function ${own}(N, m) {`, ...lines.map((l) => `  ${l}`), '}'],
    };
  });
  return {
    exportName,
    schedule: {
      name: exportName,
      variables: kept.map((variable) => ({ variable, buffer: variable.name })),
      buffers: placed,
      slices: [],
      nests: [],
      entries: entries.map(({ name, feeds = [], results = [] }) => ({
        name,
        calls: [],
        feeds: feeds.map((feed, index) => ({
          fed: {
            name: feed.name,
            dtype: feed.dtype ?? 'f32',
            shape: feed.shape,
            index,
            source: nowhere,
            ...(feed.ranges && { ranges: feed.ranges }),
          },
          buffer: feed.name,
        })),
        results: results.map(({ kind = 'tensor', path, of }, index) => ({
          result: kind === 'ratio' ? { kind, path, index, weight: index } : { kind, path, index },
          buffers: of,
        })),
      })),
      memory: {
        state: state.end[0] ?? 0,
        constants: constants.end[0] ?? 0,
        arena: arena.end,
        lowerBound: () => 0,
        planned: () => 0,
      },
    },
    emitted: {
      text: `${emitted.flatMap(({ lines }, k) => (k === 0 ? lines : ['', ...lines])).join('\n')}\n`,
      entries: Object.fromEntries(emitted.map(({ name, own }) => [name, { name: own }])),
      views,
      lines: emitted.flatMap(({ lines }, k) => {
        const places = lines.map((_, line) => ({ file: 'file:///models/hand.model.ts', line: line + 1, column: 3 }));
        return k === 0 ? places : [null, ...places];
      }),
    },
  };
}

/** One after the other, each at a multiple of 64 bytes for every capacity that is a multiple of 16. */
function place(buffers: readonly HandMadeBuffer[], space: Placed['space']): { placed: Placed[]; end: Polynomial } {
  let end: Polynomial = [];
  const placed = buffers.map(({ name, dtype = 'f32', shape, data }): Placed => {
    const bytes = sizeOf(shape).map((x, power) =>
      power === 0 ? Math.ceil((x * dtypes[dtype].bytes) / 64) * 64 : Math.ceil((x * dtypes[dtype].bytes) / 4) * 4,
    );
    const offset = end;
    end = polynomialSum(end, bytes);
    return { name, dtype, shape, space, offset, bytes, ...(data && { data }) };
  });
  return { placed, end };
}

/** The module of units, as its functions: evaluated as `compile` does. */
// Users' programs have other inputs each time.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function evaluated(units: readonly ModuleUnit[], options: Partial<ModuleOptions> = {}): any {
  const { files } = emitModule({ units, name: 'hand', form: 'function', ...options });
  return (new Function(files['hand.js']!) as () => unknown)();
}

export const moduleText = (units: readonly ModuleUnit[], options: Partial<ModuleOptions> = {}): string =>
  emitModule({ units, name: 'hand', ...options }).files['hand.js']!;

/** What a call refuses with. */
export function refusal(run: () => unknown): { readonly code: string; readonly says: string; readonly name: string } {
  try {
    run();
  } catch (error) {
    const { name, code, message } = error as Error & { code: string };
    return { name, code, says: message };
  }
  throw new Error('nothing was refused');
}

/**
 * w starts as the seed's low word, 2w at each further element; y = x·w; a step takes learningRate from each w, and counts.
 * loss is the mean of y, accuracy the share of labels that are 0.
 */
export const line: HandMade = {
  variables: [
    { name: 'line/w', role: 'parameter', shape: [2], initial: null },
    { name: 'line/scale', role: 'parameter', initial: 1 },
    { name: 'line/table', role: 'parameter', shape: [3], initial: [1, 2, 3], dtype: 'i32' },
    { name: 'line/seen', role: 'state', shape: [3], dtype: 'bool' },
    { name: 'tapeless/m/line/w', role: 'slot', shape: [2] },
    { name: 'tapeless/learningRate', role: 'hyperparameter', initial: 0.001 },
    { name: 'tapeless/step', role: 'step', dtype: 'u32' },
    { name: 'tapeless/seed', role: 'seed', dtype: 'u32', shape: [2] },
  ],
  buffers: [
    { name: 'y', shape: ['N'] },
    { name: 'loss', shape: [] },
    { name: 'right', shape: [] },
    { name: 'all', shape: [] },
    { name: 'half', shape: [2], data: [0.5, 0.25] },
  ],
  entries: [
    {
      name: 'init',
      body: (v) => [`${v('line/w')}[0] = ${v('tapeless/seed')}[1];`, `${v('line/w')}[1] = 2 * ${v('line/w')}[0];`],
    },
    {
      name: 'step',
      feeds: [
        { name: 'x', shape: ['N', 2] },
        { name: 'label', shape: ['N'], dtype: 'i32', ranges: [{ extent: 3, of: 'the 3 classes of y' }] },
      ],
      results: [
        { kind: 'mean', path: ['loss'], of: ['loss'] },
        { kind: 'ratio', path: ['accuracy'], of: ['right', 'all'] },
        { path: ['taps', 'y'], of: ['y'] },
      ],
      body: (v) => [
        ...forward(v),
        `for (let k = 0; k < 2; k++) ${v('line/w')}[k] -= ${v('tapeless/learningRate')}[0];`,
        `for (let k = 0; k < 2; k++) ${v('tapeless/m/line/w')}[k] += ${v('half')}[k];`,
        `${v('line/seen')}[0] = 1;`,
        `${v('tapeless/step')}[0] += 1;`,
      ],
    },
    {
      name: 'evaluate',
      feeds: [
        { name: 'x', shape: ['N', 2] },
        { name: 'label', shape: ['N'], dtype: 'i32', ranges: [{ extent: 3, of: 'the 3 classes of y' }] },
      ],
      results: [
        { kind: 'mean', path: ['loss'], of: ['loss'] },
        { kind: 'ratio', path: ['accuracy'], of: ['right', 'all'] },
      ],
      body: forward,
    },
    {
      name: 'predict',
      feeds: [{ name: 'x', shape: ['N', 2] }],
      results: [{ path: ['y'], of: ['y'] }],
      body: forward,
    },
  ],
};

function forward(v: (buffer: string) => string): string[] {
  return [
    `${v('loss')}[0] = 0;`,
    `${v('right')}[0] = 0;`,
    'for (let k = 0; k < N; k++) {',
    `  ${v('y')}[k] = ${v('line/scale')}[0] * (${v('x')}[2 * k] * ${v('line/w')}[0] + ${v('x')}[2 * k + 1] * ${v('line/w')}[1]);`,
    `  ${v('loss')}[0] += ${v('y')}[k] / N;`,
    `  ${v('right')}[0] += ${v('label')}[k] === 0 ? 1 : 0;`,
    '}',
    `${v('all')}[0] = N;`,
  ];
}

export const sizeAt = (shape: Shape, n: number): number => elements(shape.map((extent) => extentAt(extent, n)));
