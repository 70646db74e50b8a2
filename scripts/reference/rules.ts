import { tables, type Rule } from '../../src/passes/index.js';

const heading = `# Rules
The equations by which the compiler simplifies and stabilises a graph, each used from left to right; \`tapeless inspect FILE
--stage optimized\` lists those that were used, with the lines of the model. A test draws random operands for each equation
and compares both sides in value.
`;

/** docs/rules.md: every equation, under the file of src/passes that it stands in. */
export function rulesPage(): string {
  const sections = Object.entries(tables).map(([name, rules]) => `\n## ${name}\n${rules.map(line).join('\n')}\n`);
  return heading + sections.join('');
}

const line = ({ says }: Rule): string => `- \`${says}\``;
