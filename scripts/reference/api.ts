import { Node, type SourceFile } from 'ts-morph';
import { docOf, entryPoints, firstSentence, type Sources } from './sources.js';

const heading = `# What can be imported
Every exported name of every entry point, with the first sentence of its docstring; the editor shows the rest. Functions of
tensors are described in [ops.md](ops.md).
`;

/** docs/api.md: the names of the entry points. */
export function apiPage(sources: Sources): string {
  const sections = Object.entries(entryPoints).map(
    ([name, path]) => `\n## ${name}\n${linesOf(sources.file(path), sources).join('\n')}\n`,
  );
  return heading + sections.join('');
}

function linesOf(entry: SourceFile, sources: Sources): readonly string[] {
  const exported = [...entry.getExportedDeclarations()].sort(([a], [b]) => (a < b ? -1 : 1));
  return exported.map(([name, declarations]) => {
    // A function that src/typed only narrows is described where it is made.
    const makers = sources.matching(`src/ops/${name}.ts`).flatMap((file) => file.getVariableDeclaration(name) ?? []);
    const [says = ''] = [...declarations, ...makers].map(docOf).filter((text) => text !== '');
    const isType = declarations.every((each) => Node.isTypeAliasDeclaration(each) || Node.isInterfaceDeclaration(each));
    return `- \`${isType ? 'type ' : ''}${name}\`${says === '' ? '' : `: ${firstSentence(says)}`}`;
  });
}
