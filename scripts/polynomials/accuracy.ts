// Writes docs/wasm-accuracy.md: `node dist/scripts/polynomials/accuracy.js [stride]`; with stride 1 over all f32.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bounds } from '../../codegen/wasm/polynomials/bounds.js';
import { instructionCount } from '../../codegen/wasm/polynomials/index.js';
import { measureComposed } from './composed.js';
import { measureAll, type Measurement } from './measure.js';

const stride = Number(process.argv[2] ?? 61);

const row = ({ name, largest, at, found, exact, inputs }: Measurement): string =>
  `| ${name} | ${largest.toFixed(3)} | ${bounds[name]} | ${at.map(String).join(', ')} | ${found} | ${exact} | ${inputs} | ${instructionCount(name)} |`;

const page = `# How exact the vector mathematics of the wasm target is

Made by \`node dist/scripts/polynomials/accuracy.js ${stride}\`: one pattern in ${stride} of the bits of f32, all special values and their
neighbours (of functions of two operands so many random pairs) against the float64 reference. An error is told in units
of the last place (ULP) of the exact result, so that a correctly rounded function has 0.5. The bound is what the tests hold
each function to. The bits are the same on every engine. Instructions are those of the function's own code for four elements.

| function | largest error | bound | at | found | exact | inputs | instructions |
|---|---|---|---|---|---|---|---|
${measureAll(stride).map(row).join('\n')}

A square root, a quotient and the other operations of arithmetic are the machine's, rounded correctly. What models make of these functions, over the
same operands; far out, where results are all but 0, the rounding of an operand inside counts many times:

| | largest error | at |
|---|---|---|
${measureComposed(stride)
  .map(({ name, largest, at }) => `| ${name} | ${largest.toFixed(3)} | ${at} |`)
  .join('\n')}

The last five over one in 160 of these operands. Left of 0 lgamma and digamma have zeros between their poles, near which they keep
the digits of 1, not of the result.

A power whose exponent is a count (an unsigned integer, as an optimizer's step) is made of squares in f64: within 0.51 ULP up to exponents
of 2^24, and some units beyond.
`;
// This file runs as dist/scripts/polynomials/accuracy.js.
writeFileSync(fileURLToPath(new URL('../../../docs/wasm-accuracy.md', import.meta.url)), page);
