import {
  Node,
  Project,
  SyntaxKind,
  type FunctionDeclaration,
  type JSDocableNode,
  type ParameterDeclaration,
  type SourceFile,
} from 'ts-morph';

/** The entry points of the package, by the name that is imported. */
export const entryPoints: Readonly<Record<string, string>> = {
  tapeless: 'src/index.ts',
  'tapeless/compiler': 'src/compiler/index.ts',
  'tapeless/train': 'src/train/index.ts',
  'tapeless/data': 'src/data/index.ts',
  'tapeless/testing': 'src/check/index.ts',
};

export interface Sources {
  readonly file: (path: string) => SourceFile;
  /** Files whose path matches, in the order of their paths. */
  readonly matching: (glob: string) => readonly SourceFile[];
}

/** The sources as ts-morph reads them: declarations and docstrings; nothing is type-checked. */
export function readSources(root: string): Sources {
  const project = new Project({
    tsConfigFilePath: `${root}tsconfig.json`,
    skipAddingFilesFromTsConfig: true,
    // Declarations are all that is read: the library's own types stay unread.
    compilerOptions: { noLib: true, types: [], incremental: false },
  });
  project.addSourceFilesAtPaths([`${root}src/**/*.ts`, `${root}codegen/**/*.ts`]);
  const byPath = (a: SourceFile, b: SourceFile): number => (a.getFilePath() < b.getFilePath() ? -1 : 1);
  return {
    file: (path) => project.getSourceFileOrThrow(`${root}${path}`),
    matching: (glob) => project.getSourceFiles(`${root}${glob}`).sort(byPath),
  };
}

/** What a declaration's docstring says, its lines joined; empty if it has none. */
export function docOf(node: Node): string {
  const owner = Node.isVariableDeclaration(node) ? node.getVariableStatement() : node;
  if (!owner || !Node.isJSDocable(owner)) return '';
  const docs = (owner as JSDocableNode).getJsDocs();
  const [last] = docs.slice(-1);
  return oneLine(last?.getDescription() ?? '');
}

/** A text up to its first full stop; a stop inside of brackets or a name ends nothing. */
export function firstSentence(text: string): string {
  const end = /[.](?= [A-Z`{]|$)/.exec(text);
  return end ? text.slice(0, end.index + 1) : text;
}

export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Code on one line, as prettier would print it if lines had no end. */
export const flat = (code: string): string =>
  oneLine(code)
    .replace(/([([{<]) /g, (_, bracket: string) => (bracket === '{' ? '{ ' : bracket))
    .replace(/,? ([)\]>])/g, '$1')
    .replace(/, }/g, ' }')
    .replace(/=\)/g, '=>');

/** How a function is called: `gather(x: Operand, indices: Operand, { axis = 0 }: { readonly axis?: number }): Tensor`. */
export function signaturesOf(node: Node): readonly string[] {
  if (Node.isFunctionDeclaration(node)) {
    const overloads = node.getOverloads();
    return (overloads.length > 0 ? overloads : [node]).map((each) => {
      const own = each.getTypeParameters().map((parameter) => parameter.getText());
      const parameters = each.getParameters().map((parameter) => withDefaults(parameter, node));
      const result = each.getReturnTypeNode()?.getText();
      const generic = own.length > 0 ? `<${own.join(', ')}>` : '';
      return flat(`${each.getName() ?? ''}${generic}(${parameters.join(', ')})${result ? `: ${result}` : ''}`);
    });
  }
  return Node.isVariableDeclaration(node) ? elementwise(node.getName(), node.getTypeNode()?.getText()) : [];
}

/** A parameter as a caller sees it: options by their names, with the defaults that the body gives to `optionsOf`. */
function withDefaults(parameter: ParameterDeclaration, whole: FunctionDeclaration): string {
  const calls = whole.getDescendantsOfKind(SyntaxKind.CallExpression);
  const own = calls.find((call) => {
    const [, given] = call.getArguments();
    return call.getExpression().getText() === 'optionsOf' && given?.getText() === parameter.getName();
  });
  const table = own?.getArguments()[2];
  if (!table || !Node.isObjectLiteralExpression(table)) return parameter.getText();
  const names = table.getProperties().map((property) =>
    property
      .getText()
      .replace(/: undefined$/, '')
      .replace(': ', ' = '),
  );
  return parameter.getText().replace(/^\w+/, `{ ${names.join(', ')} }`);
}

/** The two types that say how a public function of each element is called. */
function elementwise(name: string, type: string | undefined): readonly string[] {
  if (type === 'Unary') return [`${name}(x: Operand): Tensor`];
  return type === 'Binary' ? [`${name}(a: Operand, b: Operand): Tensor`] : [];
}
