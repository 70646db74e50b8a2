import { shapeText, sourceText } from '../base/index.js';
import { children, inOrder, printExpr, type Axis, type Expr } from '../expr/index.js';
import type { Buffer, Iteration, Kernel, PrefixKernel, Program, ScatterKernel, Step } from './kernel.js';
import { buffersIn, slicesBehind } from './steps.js';

const letters = ['i', 'j', 'k', 'l', 'm', 'n'];

/** The kernels of a program, with their meaning and why their parts are one. */
export function printProgram(program: Program): string {
  return program.entries
    .map(({ name, steps, results }) => {
      const out = results.map(
        ({ result, buffers }) => `${result.path.join('.')} = ${buffers.map((b) => b.name).join(' / ')}`,
      );
      return [`entry ${name}`, ...printSteps(steps).map((line) => `  ${line}`), `  return ${out.join(', ')}`, ''].join(
        '\n',
      );
    })
    .join('\n');
}

function printSteps(steps: readonly Step[]): string[] {
  const inner = (body: readonly Step[]): string[] => printSteps(body).map((line) => `  ${line}`);
  return steps.flatMap((step) => {
    switch (step.kind) {
      case 'kernel':
        return printKernel(step.kernel);
      case 'loop': {
        const slices = slicesIn(step.body, step.iteration).map(sliceText);
        return [`for ${iterationText(step.iteration)}`, ...slices.map((line) => `  ${line}`), ...inner(step.body)];
      }
      case 'while':
        return [`repeat`, ...inner(step.test), `while ${step.condition.name}`, ...inner(step.body)];
      case 'branch':
        return [`if ${step.condition.name}`, ...inner(step.then), 'else', ...inner(step.otherwise)];
    }
  });
}

const iterationText = ({ name, length, reverse }: Iteration): string =>
  `${name} < ${length}${reverse ? ', from the last to the first' : ''}`;

const sliceText = ({ name, slice }: Buffer): string => `${name} is ${slice!.of.name}[${slice!.iteration.name}]`;

/** The buffers that a loop moves on, in the order in which they are read and written. */
const slicesIn = (body: readonly Step[], iteration: Iteration): Buffer[] =>
  [...new Set(buffersIn(body).flatMap(slicesBehind))].filter(({ slice }) => slice!.iteration === iteration);

function printKernel(kernel: Kernel): string[] {
  const where = kernel.sources.map(sourceText).join(', ');
  const head = `${kernel.form} ${kernel.name}${where === '' ? '' : `  // ${where}`}`;
  return [head, ...bodyOf(kernel).map((line) => `  ${line}`), ...kernel.reasons.map((reason) => `  - ${reason}`)];
}

function bodyOf(kernel: Kernel): string[] {
  if (kernel.form === 'routine')
    return [
      `${kernel.results.map((b) => b.name).join(', ')} = ${kernel.routine}(${kernel.operands.map((b) => b.name).join(', ')})`,
    ];
  if (kernel.form === 'pack') return [`${kernel.in.name} = ${kernel.of.name}, as ${kernel.product.name} takes it`];
  if (kernel.form === 'scatter') return scatterText(kernel);
  const { names, over, print } = wordsFor(kernel.axes);
  if (kernel.form === 'prefix')
    return [
      `for ${over}: ${kernel.buffer.name}[${kernel.index.map(print).join(', ')}] = ${runningText(kernel, names)} of ${kernel.values.map(print).join(', ')}`,
    ];
  const lets = shared(kernel.outputs.map(({ value }) => value));
  const texts = new Map<Expr, string>();
  const lines = lets.map((x, k) => {
    const line = `let t${k} = ${withLets(x, names, texts, true)}`;
    texts.set(x, `t${k}`);
    return line;
  });
  const stores = kernel.outputs.map(
    ({ buffer, index, value }) =>
      `${buffer.name}[${index.map(print).join(', ')}] = ${withLets(value, names, texts, false)} : ${shapeText(buffer.shape)}`,
  );
  return [`for ${over === '' ? 'one element' : over}`, ...[...lines, ...stores].map((line) => `  ${line}`)];
}

function wordsFor(axes: readonly Axis[]) {
  const names = new Map<Axis, string>(axes.map((axis, k) => [axis, letters[k] ?? `a${k}`]));
  const over = axes.map((axis) => `${names.get(axis)} < ${axis.extent}`).join(', ');
  return { names, over, print: (x: Expr): string => printExpr(x, names) };
}

function scatterText({ axes, buffer, base, index, mode, value }: ScatterKernel): string[] {
  const { over, print } = wordsFor(axes);
  const stores = `for ${over === '' ? 'one element' : over}: ${buffer.name}[${index.map(print).join(', ')}] ${mode} ${print(value)}`;
  return base ? [`fill ${buffer.name} with ${wordsFor(base.axes).print(base.value)}`, stores] : [stores];
}
const runningText = ({ running, along, reverse, exclusive }: PrefixKernel, names: ReadonlyMap<Axis, string>): string =>
  `running ${running} along ${names.get(along)}${reverse ? ' from its end' : ''}${exclusive ? ', itself left out,' : ''}`;

/** Sub-expressions that occur more than once and are more than a load. */
function shared(roots: readonly Expr[]): Expr[] {
  const counts = new Map<Expr, number>();
  const count = (x: Expr): void => void counts.set(x, (counts.get(x) ?? 0) + 1);
  const nodes = inOrder(roots);
  roots.forEach(count);
  for (const x of nodes) children(x).forEach(count);
  return nodes.filter(
    (x) => counts.get(x)! > 1 && (x.kind === 'call' || x.kind === 'reduce' || x.kind === 'select') && x.dtype !== 'i32',
  );
}

function withLets(
  x: Expr,
  names: ReadonlyMap<Axis, string>,
  texts: ReadonlyMap<Expr, string>,
  skipSelf: boolean,
): string {
  return printExpr(x, names, (y) => (skipSelf && y === x ? undefined : texts.get(y)));
}
