import {
  ModuleDeclarationKind,
  StructureKind,
  type InterfaceDeclarationStructure,
  type MethodSignatureStructure,
  type PropertySignatureStructure,
  type StatementStructures,
} from 'ts-morph';

const property = (name: string, type: string, doc: string): PropertySignatureStructure => ({
  kind: StructureKind.PropertySignature,
  name,
  isReadonly: true,
  hasQuestionToken: true,
  type,
  docs: [doc],
});

const wasmOptions: InterfaceDeclarationStructure = {
  kind: StructureKind.Interface,
  name: 'WasmOptions',
  isExported: true,
  properties: [
    property('threads', 'number', 'How many compute, from when their workers have started; without it, 1. Same bits.'),
    property(
      'createWorker',
      "(options: { type: 'module'; name: string; workerData: string; execArgv: string[] }) => object",
      'Makes a worker of this module with these options: for apps that bundle, and under Trusted Types.',
    ),
    property('relaxed', 'boolean', 'False: sums of products as on an engine that cannot fuse them, for equal bits.'),
  ],
};

/** As TypeScript's own library and `@types/node` declare it, for those who use neither. */
const symbolDispose: StatementStructures = {
  kind: StructureKind.Module,
  declarationKind: ModuleDeclarationKind.Global,
  name: 'global',
  hasDeclareKeyword: true,
  statements: [
    {
      kind: StructureKind.Interface,
      name: 'SymbolConstructor',
      properties: [{ kind: StructureKind.PropertySignature, name: 'dispose', isReadonly: true, type: 'unique symbol' }],
    },
  ],
};

/** What a module on wasm says of threads and fused sums, before its own types. */
export const threadTypes: readonly StatementStructures[] = [symbolDispose, wasmOptions];

export const keepLast: PropertySignatureStructure = property(
  'keepLast',
  'boolean',
  'Goes back to the state before a call in which a worker dies, at the price of a copy for each call.',
);

/** Which of the two variants an instance runs. */
export const relaxedProperty: PropertySignatureStructure = {
  kind: StructureKind.PropertySignature,
  name: 'relaxed',
  isReadonly: true,
  type: 'boolean',
  docs: ['Whether it multiplies and adds in one step (relaxed SIMD), with one rounding instead of two.'],
};

/** The end of an instance. */
export const endMethods: readonly MethodSignatureStructure[] = [
  {
    kind: StructureKind.MethodSignature,
    name: 'dispose',
    docs: ['Ends its workers, if it has any; it goes on with one thread.'],
    returnType: 'void',
  },
  { kind: StructureKind.MethodSignature, name: '[Symbol.dispose]', returnType: 'void' },
];
