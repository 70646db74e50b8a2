// Who may import whom. The rules below the table are derived from it; tests/architecture.test.ts runs them.

/**
 * @typedef {object} Room
 * @property {string[]} imports the rooms that it may import, through their door `index.ts`, besides itself
 * @property {Record<string, string>} [packages] npm packages, each with the pattern of the files that may import it
 * @property {true} [node] whether it may import Node's own modules: elsewhere the compiler would not run in a page
 */

const everywhere = '';
const language = ['src/base', 'src/graph', 'src/ops', 'src/model'];
const backEnds = ['codegen/js', 'codegen/wasm', 'codegen/wgsl'];

/** @type {Record<string, Room>} in the order of the data */
const rooms = {
  'src/base': { imports: [] },
  'src/expr': { imports: ['src/base'] },
  'src/graph': { imports: ['src/base', 'src/expr'] },
  'src/ops': { imports: ['src/base', 'src/expr', 'src/graph'] },
  'src/autodiff': { imports: ['src/base', 'src/graph', 'src/ops', 'src/passes'] },
  'src/passes': { imports: ['src/base', 'src/graph', 'src/ops'] },
  'src/model': { imports: ['src/base', 'src/graph', 'src/ops', 'src/autodiff'] },
  // Libraries on the public functions, without privileges; never each other.
  'src/nn': { imports: language },
  'src/losses': { imports: language },
  'src/optim': { imports: language },
  'src/metrics': { imports: language },
  'src/kernels': { imports: ['src/base', 'src/expr', 'src/graph'] },
  'src/schedule': { imports: ['src/base', 'src/expr', 'src/kernels'] },
  ...Object.fromEntries(backEnds.map((room) => [room, { imports: ['src/base', 'src/expr', 'src/schedule'] }])),
  'codegen/module': {
    // The runtime is carried as text, so it is no import.
    imports: ['src/base', 'src/schedule'],
    packages: { '@jridgewell/gen-mapping': everywhere, 'ts-morph': '/(declarations|threadTypes)[.]ts$' },
  },
  'src/runtime': { imports: [] },
  'src/compiler': {
    imports: [
      ...['src/base', 'src/expr', 'src/graph', 'src/ops', 'src/autodiff', 'src/passes', 'src/model'],
      ...['src/kernels', 'src/schedule', ...backEnds, 'codegen/module', 'src/runtime'],
    ],
  },
  'src/check': {
    imports: ['src/base', 'src/graph', 'src/ops', 'src/autodiff', 'src/compiler'],
    packages: { 'fast-check': everywhere },
  },
  'src/data': { imports: ['src/base'], node: true },
  'src/train': {
    imports: ['src/base', 'src/data'],
    packages: { 'cli-progress': everywhere, picocolors: everywhere },
    node: true,
  },
  'src/cli': {
    imports: ['src/base', 'src/compiler', 'src/check'],
    packages: { commander: everywhere, 'ts-morph': everywhere, picocolors: everywhere },
    node: true,
  },
  // Public functions with shapes in their types.
  'src/typed': { imports: [...language, 'src/autodiff'] },
  // The package's own door: what a model file imports.
  'src/index.ts': {
    imports: [...language, 'src/autodiff', 'src/typed', 'src/nn', 'src/losses', 'src/optim', 'src/metrics'],
  },
};

const escaped = (text) => text.replace(/[.\\/]/g, (character) => `[${character}]`);
/** The pattern of a room's files; a room may be a single file. */
const within = (room) => (room.endsWith('.ts') ? `^${escaped(room)}$` : `^${escaped(room)}/`);
const door = (room) => `^${escaped(room)}/index[.]ts$`;
const ours = '^(src|codegen)/';

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const directions = Object.entries(rooms).map(([room, { imports }]) =>
  rule(
    `${room} imports only ${imports.join(', ') || 'itself'}`,
    'An arrow of the drawing in ARCHITECTURE.md would run backwards.',
    { path: within(room) },
    { path: ours, pathNot: [room, ...imports].map(within) },
  ),
);

const doors = Object.keys(rooms).map((room) =>
  rule(
    `${room} enters other rooms by index.ts`,
    'What a room shows stands in its index.ts; the rest may change without asking.',
    { path: within(room) },
    { path: ours, pathNot: [within(room), ...Object.keys(rooms).map(door)] },
  ),
);

const npm = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown', 'unknown'];

/** A file of ours that is not there is no package: tsc says that better. */
const missing = '^[.]{1,2}/(?!.*node_modules/)';

const packages = Object.entries(rooms).flatMap(([room, { packages: allowed = {} }]) => [
  rule(
    `${room} imports only the packages ${Object.keys(allowed).join(', ') || '(none)'}`,
    'The core has no dependency: it also runs in a page, and nothing of it can break by an update.',
    { path: within(room) },
    { dependencyTypes: npm, pathNot: [missing, ...Object.keys(allowed).map((name) => `(^|/)${escaped(name)}(/|$)`)] },
  ),
  ...Object.entries(allowed)
    .filter(([, files]) => files !== everywhere)
    .map(([name, files]) =>
      rule(
        `${room} imports ${name} only in ${files}`,
        'The package is large and loaded only where it is needed.',
        { path: within(room), pathNot: files },
        { path: `(^|/)${escaped(name)}(/|$)` },
      ),
    ),
]);

const nodeModules = Object.entries(rooms)
  .filter(([, { node }]) => !node)
  .map(([room]) =>
    rule(
      `${room} imports nothing of Node`,
      'The compiler also runs in a page.',
      { path: within(room) },
      { dependencyTypes: ['core'] },
    ),
  );

const outside = rule(
  'sources import only sources',
  'Tests, examples, benches and scripts stand outside and are never imported.',
  { path: ours },
  { dependencyTypes: ['local'], pathNot: ours },
);

const cycles = rule(
  'no cycles',
  'Op files use each other in rules that run after all are loaded; elsewhere a circle by value is two concepts in one. ' +
    'Two types of one room may name each other.',
  {},
  { circular: true, via: { pathNot: within('src/ops') }, viaOnly: { dependencyTypesNot: ['type-only'] } },
);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...directions, ...doors, ...packages, ...nodeModules, outside, cycles],
  options: {
    // Also sees imports that leave no trace in the JavaScript: `import type` is knowledge too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
  rooms,
};
