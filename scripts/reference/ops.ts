import { Node, type InterfaceDeclaration, type SourceFile, type VariableDeclaration } from 'ts-morph';
import { autodiffOps } from '../../src/autodiff/index.js';
import type { Op, Sample } from '../../src/graph/index.js';
import { table } from '../../src/ops/index.js';
import { docOf, entryPoints, flat, oneLine, signaturesOf, type Sources } from './sources.js';

const heading = `# Ops
Functions of tensors, and the primitives that they are made of. Functions broadcast as NumPy's do, and an \`Operand\` is a tensor, a
plain number or a nested array; inside the graph the element-wise operands of a primitive have one shape. A primitive without
a derivative (steps, comparisons, integers) counts as constant where gradients are taken. What is said about kinks holds for
gradients of any order.

Each sample is one valid use, by dtypes, shapes and attributes; the tests of every op start from these.
`;

const composedHeading = `
# Functions made of primitives
`;

/** docs/ops.md: the table of ops, with what their files say, and the public functions on top of them. */
export function opsPage(sources: Sources): string {
  const names = new Set(sources.file(entryPoints['tapeless']!).getExportedDeclarations().keys());
  const files = [...sources.matching('src/ops/*.ts'), ...sources.matching('src/autodiff/*.ts')];
  const byName = [...table, ...autodiffOps].sort((a, b) => (a.name < b.name ? -1 : 1));
  const primitives = byName.map((op) => primitive(op, files, names));
  const composed = sources.matching('src/ops/composed/*.ts').map((file) => functionsOf(file, names));
  return heading + primitives.join('') + composedHeading + composed.join('');
}

function primitive(op: Op, files: readonly SourceFile[], names: ReadonlySet<string>): string {
  const declared = declarationOf(op, files);
  const own = signaturesOf(declared);
  const builders = publicFunctions(declared.getSourceFile(), names);
  const facts = [
    `operands: ${op.operands.length === 0 ? 'none' : op.operands.map((name) => `\`${name}\``).join(', ')}`,
    ...attributesOf(declared),
    `derivative: ${op.vjp ? (op.jvp ? 'vjp and jvp' : 'vjp') : 'none'}`,
    ...(op.samples.length > 0 ? [`samples: ${op.samples.map((sample) => sampleText(op, sample)).join(', ')}`] : []),
  ];
  const title = own.length > 0 && names.has(op.name) ? `\`${own[0]}\`\n\n` : '';
  const list = facts.map((fact) => `- ${fact}\n`).join('');
  const built = builders.map(([signature, says]) => `\n\`${signature}\`\n\n${says}\n`).join('');
  return `\n## ${op.name}\n${title}${docOf(declared)}\n\n${list}${built}`;
}

/** An op stands in its file under its own name, or with `Op` behind it. */
function declarationOf({ name }: Op, files: readonly SourceFile[]): VariableDeclaration {
  for (const file of files) {
    const found = file.getVariableDeclaration(`${name}Op`) ?? file.getVariableDeclaration(name);
    if (found?.isExported()) return found;
  }
  throw new Error(`No file of src/ops declares the op ${name}`);
}

/** The attributes that `Op<Attributes>` names, with their types and docstrings. */
function attributesOf(declared: VariableDeclaration): readonly string[] {
  const type = declared.getTypeNode();
  const [named] = Node.isTypeReference(type) ? type.getTypeArguments() : [];
  const [attributes] = named?.getType().getSymbol()?.getDeclarations() ?? [];
  return Node.isInterfaceDeclaration(attributes) ? attributeLines(attributes) : [];
}

const attributeLines = (attributes: InterfaceDeclaration): readonly string[] =>
  attributes.getProperties().map((property) => {
    const says = docOf(property);
    const type = flat(property.getTypeNode()?.getText() ?? 'unknown');
    return `attribute \`${property.getName()}: ${type}\`${says === '' ? '' : `: ${says}`}`;
  });

/** `gather(f32[4], i32[3], { axis: 0, batch: 0 })` */
function sampleText({ name }: Op, { shapes, dtypes, attrs }: Sample<unknown>): string {
  const operands = shapes.map((shape, k) => `${dtypes?.[k] ?? 'f32'}[${shape.join(', ')}]`);
  const given = Object.entries(attrs as object).map(([key, value]) => `${key}: ${valueText(value)}`);
  return `\`${name}(${[...operands, ...(given.length > 0 ? [`{ ${given.join(', ')} }`] : [])].join(', ')})\``;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  return typeof value === 'object' || typeof value === 'function' ? '…' : JSON.stringify(value);
}

function functionsOf(file: SourceFile, names: ReadonlySet<string>): string {
  const entries = publicFunctions(file, names);
  if (entries.length === 0) return '';
  const body = entries.map(([signature, says]) => `\n\`${signature}\`\n\n${says}\n`);
  return `\n## ${file.getBaseNameWithoutExtension()}\n${body.join('').trimStart()}`;
}

/** The functions of a file that a model file can import: how each is called, and its docstring. */
const publicFunctions = (file: SourceFile, names: ReadonlySet<string>): readonly (readonly [string, string])[] =>
  file
    .getFunctions()
    .filter((each) => each.isExported() && names.has(each.getName() ?? ''))
    .map((each) => {
      const [says = ''] = [each, ...each.getOverloads()].map(docOf).filter((text) => text !== '');
      return [signaturesOf(each).join('`\n`'), oneLine(says)];
    });
