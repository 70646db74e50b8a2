import { Node, SyntaxKind, type CallExpression, type ObjectLiteralExpression, type SourceFile } from 'ts-morph';
import { refusals, sampleMessage } from './examples.js';
import { docOf, oneLine, type Sources } from './sources.js';

const heading = `# Errors
Every error is a \`TapelessError\` with a \`code\` for programs, and a message that names what the user wrote, what was expected, what
was found, and the mend. An ellipsis stands for what depends on the case; under it stands a message as it was printed.

## While a model is built
`;

const ofTheModule = `
## In a generated module
A call that is refused changes nothing.

An input that the model uses as an index, as it is or only moved (reshaped, transposed, sliced, cast), is checked whole before
anything runs, on every target alike. So it is where only the body of a loop or a branch uses it: whether that runs is known
when half of the call is done, and an index that is wrong stays wrong. Indices that are computed are clamped.
`;

interface Found {
  readonly code: string;
  readonly when: string;
  /** The sentence, with an ellipsis for each part that is computed; empty if all of it is. */
  readonly says: string;
}

/** docs/errors.md: the codes of the compiler from src/base/errors, those of generated modules from src/runtime. */
export function errorsPage(sources: Sources, root: string): string {
  const compiler = sources.matching('src/base/errors/*.ts').flatMap(errorsOf);
  const runtime = sources.matching('src/runtime/*.ts').flatMap(problemsOf);
  const refused = refusals();
  return (
    heading +
    entries(compiler, (code) => sampleMessage(root, code)) +
    ofTheModule +
    entries(runtime, (code) => refused.get(code))
  );
}

/** One entry a code, in alphabetical order; under it whatever raises it, and an example. */
function entries(all: readonly Found[], exampleOf: (code: string) => string | undefined): string {
  const codes = [...new Set(all.map(({ code }) => code))].sort();
  return codes
    .map((code) => {
      const lines = all.filter((each) => each.code === code).map(line);
      const example = exampleOf(code);
      // What has no computed part is its own example.
      const isNew = example !== undefined && !all.some((each) => each.code === code && each.says === example);
      return `\n### ${code}\n${[...new Set(lines), ...(isNew ? [`  > ${quoted(example)}`] : [])].join('\n')}\n`;
    })
    .join('');
}

/** A message as code, whatever backticks it has. */
const quoted = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

/** A sentence that is nearly all computed tells nothing beside a docstring. */
function line({ when, says }: Found): string {
  const tells = says !== '' && (when === '' || /\p{Letter}{3}/u.test(says));
  return `- ${[when, ...(tells ? [`\`${says}\``] : [])].filter((part) => part !== '').join(' ')}`;
}

const errorsOf = (file: SourceFile): readonly Found[] =>
  file
    .getFunctions()
    .filter((each) => each.isExported())
    .flatMap((each) =>
      each.getDescendantsOfKind(SyntaxKind.ObjectLiteralExpression).flatMap((report) => {
        const code = propertyOf(report, 'code');
        if (!Node.isStringLiteral(code)) return [];
        return [{ code: code.getLiteralValue(), when: docOf(each), says: sentenceOf(propertyOf(report, 'says')) }];
      }),
    );

const propertyOf = (literal: ObjectLiteralExpression, name: string): Node | undefined => {
  const property = literal.getProperty(name);
  return Node.isPropertyAssignment(property) ? property.getInitializer() : undefined;
};

const problemsOf = (file: SourceFile): readonly Found[] =>
  file.getDescendantsOfKind(SyntaxKind.CallExpression).flatMap((call: CallExpression) => {
    const [code, says] = call.getArguments();
    if (call.getExpression().getText() !== 'problem' || !Node.isStringLiteral(code)) return [];
    return [{ code: code.getLiteralValue(), when: '', says: sentenceOf(says) }];
  });

function sentenceOf(node: Node | undefined): string {
  if (Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node)) return oneLine(node.getLiteralText());
  if (!Node.isTemplateExpression(node)) return '';
  const parts = [node.getHead(), ...node.getTemplateSpans().map((span) => span.getLiteral())];
  return oneLine(parts.map((part) => part.getLiteralText()).join('…'));
}
