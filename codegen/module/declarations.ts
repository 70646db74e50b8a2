import {
  IndentationText,
  ModuleDeclarationKind,
  Project,
  QuoteKind,
  StructureKind,
  type FunctionDeclarationStructure,
  type InterfaceDeclarationStructure,
  type MethodSignatureStructure,
  type PropertySignatureStructure,
  type StatementStructures,
  type WriterFunction,
} from 'ts-morph';
import {
  commentText,
  dtypes,
  identifierOf,
  isIdentifierName,
  propertyKey,
  stringLiteral,
  subtractExtents,
  typeText,
  type Type,
} from '../../src/base/index.js';
import type { ScheduledEntry } from '../../src/schedule/index.js';
import { isTrained, isWasm } from './createCode.js';
import { bufferOf, hyperparameterName, type ModuleUnit } from './moduleUnit.js';
import { endMethods, keepLast, relaxedProperty, threadTypes } from './threadTypes.js';

export interface DeclarationOptions {
  readonly units: readonly ModuleUnit[];
  readonly wasmFile?: boolean;
}

/** The text of a module's `.d.ts`: exact names and types of inputs, results, parameters and hyperparameters. */
export function emitDeclarations({ units, wasmFile = false }: DeclarationOptions): string {
  const project = new Project({
    useInMemoryFileSystem: true,
    manipulationSettings: { indentationText: IndentationText.TwoSpaces, quoteKind: QuoteKind.Single },
  });
  // An interface and a namespace of one name are one declaration, so only what the language itself names is taken.
  const taken = new Set([
    'AsyncIterable',
    'Promise',
    'Iterable',
    'Record',
    'ArrayBuffer',
    'Float32Array',
    'Int32Array',
    'Uint32Array',
    'Uint8Array',
  ]);
  const own = units.filter(({ exportName }) => exportName === 'default');
  const named = units.filter(({ exportName }) => exportName !== 'default');
  const declared = own.flatMap((unit) => declarationsOf(unit, { isNested: false, wasmFile }));
  const namespaces = named.flatMap((unit) => namespaceOf(unit, taken, wasmFile));
  const file = project.createSourceFile('module.d.ts', {
    statements: [
      '// Made by Tapeless beside the module of the same name.',
      ...sharedTypes(units),
      ...(wasmFile ? [loadOptions(units.some(hasVariables))] : []),
      ...declared,
      ...namespaces,
    ],
  });
  // Between types a blank line, as ts-morph has it between interfaces.
  return file
    .getFullText()
    .replace(/\{\n\s*\}/g, '{}')
    .replace(/^ *\};\n(?= *export type)/gm, '$&\n');
}

type Statement = StatementStructures | WriterFunction;

const hasVariables = ({ schedule }: ModuleUnit): boolean => schedule.variables.length > 0;

function sharedTypes(units: readonly ModuleUnit[]): StatementStructures[] {
  const onWasm = units.some(isWasm);
  const threads = onWasm ? threadTypes : [];
  if (!units.some(hasVariables)) return [...threads];
  return [
    ...threads,
    {
      kind: StructureKind.Interface,
      name: 'CreateOptions',
      isExported: true,
      ...(onWasm && { extends: ['WasmOptions'] }),
      properties: [
        optional('seed', 'number', 'A whole number from 0 on; without one, 0. Same seed, same bits.'),
        optional('weights', 'Uint8Array | ArrayBuffer', 'A safetensors file with every parameter by name.'),
        optional('partial', 'boolean', 'The file may lack parameters, which then start fresh, and have others.'),
        ...(onWasm ? [keepLast] : []),
      ],
    },
    {
      kind: StructureKind.Interface,
      name: 'Parameter',
      isExported: true,
      typeParameters: ['Data'],
      properties: [
        readonly('shape', 'readonly number[]', null),
        readonly(
          'data',
          'Data',
          'The values themselves, row-major: reading sees every step, writing changes the model.',
        ),
      ],
    },
  ];
}

const loadOptions = (more: boolean): StatementStructures => ({
  kind: StructureKind.Interface,
  name: 'LoadOptions',
  isExported: true,
  extends: [more ? 'CreateOptions' : 'WasmOptions'],
  properties: [
    optional(
      'source',
      'string | object',
      'The program, where its file is not beside the module: a URL, a Response, bytes or a WebAssembly.Module.',
    ),
  ],
});

function namespaceOf(unit: ModuleUnit, taken: Set<string>, wasmFile: boolean): StatementStructures[] {
  const { exportName } = unit;
  const name = identifierOf(exportName, taken);
  const isExported = name === exportName;
  const namespace: StatementStructures = {
    kind: StructureKind.Module,
    declarationKind: ModuleDeclarationKind.Namespace,
    name,
    isExported,
    hasDeclareKeyword: true,
    statements: declarationsOf(unit, { isNested: true, wasmFile }),
  };
  if (isExported) return [namespace];
  const alias = isIdentifierName(exportName) ? exportName : stringLiteral(exportName);
  return [namespace, { kind: StructureKind.ExportDeclaration, namedExports: [{ name, alias }] }];
}

/** The types of one unit and the functions that make instances. */
function declarationsOf(
  unit: ModuleUnit,
  { isNested, wasmFile }: { isNested: boolean; wasmFile: boolean },
): Statement[] {
  const { entries } = unit.schedule;
  const kind = isTrained(entries) ? 'Model' : 'Program';
  const calls = entries.filter(({ name }) => name !== 'init');
  const state = hasVariables(unit)
    ? [parametersType(unit), ...(kind === 'Model' ? [hyperparametersType(unit)] : [])]
    : [];
  return [
    ...inputsTypes(calls),
    ...calls.flatMap((entry) => resultsTypes(unit, entry)),
    ...state,
    instanceType(unit, kind, calls),
    ...creators(unit, kind, wasmFile).map((creator) => ({ ...creator, hasDeclareKeyword: !isNested })),
  ];
}

function creators(unit: ModuleUnit, kind: string, wasmFile: boolean): FunctionDeclarationStructure[] {
  const options = hasVariables(unit) ? 'CreateOptions' : isWasm(unit) ? 'WasmOptions' : null;
  const creator = (
    name: string,
    doc: string,
    type: string | null,
    returnType: string,
  ): FunctionDeclarationStructure => ({
    kind: StructureKind.Function,
    name,
    isExported: true,
    docs: [doc],
    parameters: type === null ? [] : [{ name: 'options', type, hasQuestionToken: true }],
    returnType,
  });
  const first = wasmFile
    ? 'A fresh instance. In a page only after `createAsync`, which loads the program.'
    : 'A fresh instance.';
  const create = creator('create', first, options, kind);
  if (!isWasm(unit)) return [create];
  const doc = `A fresh instance; the program is ${wasmFile ? 'loaded and ' : ''}compiled while other things go on.`;
  return [create, creator('createAsync', doc, wasmFile ? 'LoadOptions' : options, `Promise<${kind}>`)];
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Entry points that take the same share one description. */
function inputsTypes(entries: readonly ScheduledEntry[]): Statement[] {
  const known = new Map<string, string>();
  return entries.map((entry) => {
    const name = `${capital(entry.name)}Inputs`;
    const key = JSON.stringify(entry.feeds.map(({ fed }) => fed));
    const same = known.get(key);
    if (same === undefined) known.set(key, name);
    if (entry.feeds.length === 0) return typeAlias(name, 'Record<string, never>');
    return same === undefined ? inputsType(entry, name) : typeAlias(name, same);
  });
}

const typeAlias = (name: string, type: string): StatementStructures => ({
  kind: StructureKind.TypeAlias,
  name,
  isExported: true,
  type,
});

/** A type of values by name. No interface: a `Record<string, Float32Array>` takes only what cannot be added to elsewhere. */
const record =
  (name: string, properties: readonly PropertySignatureStructure[]): WriterFunction =>
  (writer) => {
    const lines = properties.flatMap(({ docs = [], isReadonly, name: key, type }) => [
      ...docs.map((doc) => `/** ${String(doc)} */`),
      `${isReadonly ? 'readonly ' : ''}${key}: ${String(type)};`,
    ]);
    writer.write(`export type ${name} = `).inlineBlock(() => lines.forEach((line) => writer.writeLine(line)));
    writer.write(';');
  };

function inputsType({ feeds }: ScheduledEntry, name: string): WriterFunction {
  return record(
    name,
    feeds.map(({ fed }) => {
      const ranges = (fed.ranges ?? []).map(
        ({ extent, of }) => `from 0 to ${subtractExtents(extent, 1)}: indexes ${of}`,
      );
      return readonly(fed.name, arrayType(fed, ' | number'), [typeText(fed), ...ranges].join(', '));
    }),
  );
}

/** A scalar is a number; as an input it may be. */
function arrayType({ dtype, shape }: Type, scalar: string): string {
  const { array } = dtypes[dtype];
  return shape.length === 0 ? `${array}${scalar}` : array;
}

/** A copy that the caller owns: what takes bytes (`Blob`, `fetch`, WebGPU) refuses arrays of a buffer that may be shared. */
const owned = (array: string): string => `${array}<ArrayBuffer>`;

type Tree = Map<string, Type | 'merged' | Tree>;

function resultsTypes(unit: ModuleUnit, { name, results }: ScheduledEntry): WriterFunction[] {
  const tree: Tree = new Map();
  for (const { result, buffers } of results) {
    if (name === 'evaluate' && result.kind === 'tensor') continue;
    const inner = result.path.slice(0, -1).reduce((level: Tree, key) => {
      const next = level.get(key) ?? new Map<string, Type>();
      level.set(key, next);
      return next as Tree;
    }, tree);
    inner.set(result.path.at(-1)!, result.kind === 'tensor' ? bufferOf(unit, buffers[0]!) : 'merged');
  }
  return recordsOf(tree, `${capital(name)}Results`, capital(name), new Set());
}

/** A type for each level of results: `StepResults`, whose `taps` are `StepTaps`. */
function recordsOf(tree: Tree, own: string, prefix: string, taken: Set<string>): WriterFunction[] {
  const inner: WriterFunction[] = [];
  const properties = [...tree].map(([name, value]) => {
    if (value === 'merged') return readonly(name, 'number', null);
    if (value instanceof Map) {
      const type = identifierOf(prefix + capital(name), taken);
      inner.push(...recordsOf(value, type, type, taken));
      return readonly(name, type, null);
    }
    return readonly(name, value.shape.length === 0 ? 'number' : owned(dtypes[value.dtype].array), typeText(value));
  });
  return [record(own, properties), ...inner];
}

function parametersType({ schedule }: ModuleUnit): WriterFunction {
  const kept = schedule.variables.filter(({ variable: { role } }) => role === 'parameter' || role === 'state');
  return record(
    'Parameters',
    kept.map(({ variable }) => {
      const { name, dtype } = variable;
      return readonly(
        name,
        `Parameter<${dtypes[dtype].array}>`,
        `${variable.trainable ? '' : 'not trained, '}${typeText(variable)}`,
      );
    }),
  );
}

function hyperparametersType({ schedule }: ModuleUnit): WriterFunction {
  const scalars = schedule.variables.filter(({ variable: { role } }) => role === 'hyperparameter');
  return record(
    'Hyperparameters',
    scalars.map(({ variable: { name, initial } }) => ({
      ...readonly(hyperparameterName(name), 'number', typeof initial === 'number' ? `starts as ${initial}` : null),
      isReadonly: false,
    })),
  );
}

function instanceType(unit: ModuleUnit, name: string, calls: readonly ScheduledEntry[]): InterfaceDeclarationStructure {
  const state = hasVariables(unit);
  return {
    kind: StructureKind.Interface,
    name,
    isExported: true,
    properties: [
      ...(state ? [readonly('parameters', 'Parameters', null)] : []),
      ...(name === 'Model' ? [readonly('hyperparameters', 'Hyperparameters', 'May be set between steps.')] : []),
      ...(isWasm(unit) ? [relaxedProperty] : []),
    ],
    methods: [...calls.flatMap(methodsOf), ...(state ? fileMethods : []), ...(isWasm(unit) ? endMethods : [])],
  };
}

const purposes: Readonly<Record<ScheduledEntry['name'], string>> = {
  init: '',
  step: 'One training step.',
  evaluate: 'Loss and metrics, no update: of one batch, or of many merged by totals and weights.',
  predict: 'Outputs for inputs of any number of samples.',
  run: 'Runs the program once.',
};

function methodsOf({ name, feeds }: ScheduledEntry): MethodSignatureStructure[] {
  const [given, found] = [`${capital(name)}Inputs`, `${capital(name)}Results`];
  const docs = [purposes[name]];
  const method = (parameter: string, type: string, returnType: string, doc: string[]): MethodSignatureStructure => ({
    kind: StructureKind.MethodSignature,
    name,
    docs: doc,
    parameters: [{ name: parameter, type, hasQuestionToken: feeds.length === 0 }],
    returnType,
  });
  if (name !== 'evaluate') return [method('inputs', given, found, docs)];
  return [
    method('batches', `${given} | Iterable<${given}>`, found, docs),
    method('batches', `AsyncIterable<${given}>`, `Promise<${found}>`, []),
  ];
}

const fileMethods: readonly MethodSignatureStructure[] = [
  {
    kind: StructureKind.MethodSignature,
    name: 'save',
    docs: ['A safetensors file of everything that outlives a call: training resumes from it bit for bit.'],
    returnType: owned('Uint8Array'),
  },
  {
    kind: StructureKind.MethodSignature,
    name: 'load',
    docs: ['Takes over what `save` gave; checked whole before anything is changed.'],
    parameters: [{ name: 'bytes', type: 'Uint8Array | ArrayBuffer' }],
    returnType: 'void',
  },
];

const optional = (name: string, type: string, doc: string): PropertySignatureStructure => ({
  ...readonly(name, type, doc),
  hasQuestionToken: true,
});

function readonly(name: string, type: string, doc: string | null): PropertySignatureStructure {
  return {
    kind: StructureKind.PropertySignature,
    name: propertyKey(name),
    isReadonly: true,
    type,
    ...(doc !== null && { docs: [commentText(doc)] }),
  };
}
