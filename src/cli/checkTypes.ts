import { Project, ts } from 'ts-morph';
import { typeError, type TapelessError } from '../base/index.js';
import { placeIn } from './sourceFiles.js';

/** More than this many errors help nobody. */
const most = 20;

/** What the type checker says of these files; not of what they import from packages. */
export function checkTypes(paths: readonly string[], options: ts.CompilerOptions): TapelessError[] {
  const project = new Project({
    compilerOptions: options,
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
  });
  project.addSourceFilesAtPaths([...paths]);
  const program = project.getProgram().compilerObject;
  const diagnostics = paths.flatMap((path) => {
    const file = program.getSourceFile(path);
    return file ? [...program.getSemanticDiagnostics(file)] : [];
  });
  return diagnostics
    .filter(({ category }) => category === ts.DiagnosticCategory.Error)
    .slice(0, most)
    .map(({ file, start = 0, messageText }) =>
      typeError(sentenceOf(messageText), placeIn(file!.fileName, file!.text, start)),
    );
}

/** Our own sentence where a type carries one, and the checker's words elsewhere. */
function sentenceOf(message: string | ts.DiagnosticMessageChain): string {
  const text = ts.flattenDiagnosticMessageText(message, ' ').replace(/\s+/g, ' ');
  const own = /(?:Fail<|'shape error': |"shape error": )"([^"]+)"/.exec(text)?.[1];
  return own ?? text;
}
