import { dirname } from 'node:path';
import { ts } from 'ts-morph';
import { syntaxError } from '../base/index.js';
import { placeIn, type SourceFile } from './sourceFiles.js';

export interface EmittedFile {
  readonly code: string;
  /** The source map's text. */
  readonly map: string;
}

/**
 * JavaScript of one file, its imports replaced by `importOf`. Types are not looked at.
 * @throws AggregateError of TapelessErrors where the file does not parse.
 */
export function emitFile(file: SourceFile, importOf: (specifier: string) => string): EmittedFile {
  const {
    outputText,
    sourceMapText,
    diagnostics = [],
  } = ts.transpileModule(file.text, {
    fileName: file.path,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, sourceMap: true, allowJs: true },
    transformers: { before: [rewriteImports(file, importOf)] },
  });
  if (diagnostics.length > 0) {
    throw new AggregateError(
      diagnostics.map(({ messageText, start }) =>
        syntaxError(ts.flattenDiagnosticMessageText(messageText, ' '), placeIn(file.path, file.text, start ?? 0)),
      ),
    );
  }
  // The map is kept here; a comment that points to it would send others looking for it.
  return { code: outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'), map: sourceMapText! };
}

const rewriteImports =
  (file: SourceFile, importOf: (specifier: string) => string): ts.TransformerFactory<ts.SourceFile> =>
  (context) => {
    const { factory } = context;
    const literal = (text: string): ts.StringLiteral => factory.createStringLiteral(text);
    const rewritten = (node: ts.Expression): ts.Expression =>
      ts.isStringLiteral(node) ? literal(importOf(node.text)) : node;
    const visit = (node: ts.Node): ts.Node => {
      if (ts.isImportDeclaration(node)) {
        const { modifiers, importClause, moduleSpecifier, attributes } = node;
        return factory.updateImportDeclaration(node, modifiers, importClause, rewritten(moduleSpecifier), attributes);
      }
      if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
        const { modifiers, isTypeOnly, exportClause, moduleSpecifier, attributes } = node;
        const target = rewritten(moduleSpecifier);
        return factory.updateExportDeclaration(node, modifiers, isTypeOnly, exportClause, target, attributes);
      }
      const visited = ts.visitEachChild(node, visit, context);
      if (ts.isCallExpression(visited) && visited.expression.kind === ts.SyntaxKind.ImportKeyword) {
        const [target, ...rest] = visited.arguments;
        const args = target ? [rewritten(target), ...rest] : [];
        return factory.updateCallExpression(visited, visited.expression, undefined, args);
      }
      return ownPlace(visited, file, literal);
    };
    return (source) => ts.visitEachChild(source, visit, context);
  };

/** `import.meta.url` and the like stay what they are in the user's file: a model may read a file beside it. */
function ownPlace(node: ts.Node, { path, url }: SourceFile, literal: (text: string) => ts.Node): ts.Node {
  if (!ts.isPropertyAccessExpression(node) || !ts.isMetaProperty(node.expression)) return node;
  const places: Readonly<Record<string, string>> = { url, filename: path, dirname: dirname(path) };
  const found = Object.hasOwn(places, node.name.text) ? places[node.name.text] : undefined;
  return found === undefined ? node : literal(found);
}
