import { makeInterner, rewriteExpr, type Expr } from '../../expr/index.js';
import type { Buffer, Kernel, ProgramEntry, Step } from '../kernel.js';
import { withBodies } from '../steps.js';
import type { Recipe } from './recipe.js';
import { withoutGaps, type Task, type Timeline, type Value } from './timeline.js';

/** The entry that a timeline stands for; what is made again lies in buffers of its own. */
export function written(timeline: Timeline, unique: (buffer: Buffer) => string): ProgramEntry {
  const { entry, tasks, fed } = withoutGaps(timeline);
  const buffers = new Map<Value, Buffer>(fed.map((value) => [value, value.buffer]));
  for (const { recipe, writes } of tasks) {
    for (const value of writes) buffers.set(value, recipe ? again(value.buffer, unique) : value.buffer);
  }
  return { ...entry, steps: tasks.map((task) => stepOf(task, entry, buffers)) };
}

/** A buffer like this one. What it holds has been looked at when it was made first. */
function again({ dtype, shape, space, ...rest }: Buffer, unique: (buffer: Buffer) => string): Buffer {
  return { name: unique({ dtype, shape, space, ...rest }), dtype, shape, space };
}

function stepOf(task: Task, { steps }: ProgramEntry, buffers: ReadonlyMap<Value, Buffer>): Step {
  const { home, recipe, reads, writes } = task;
  const places = new Map([...reads, ...writes].map((value) => [value.buffer, buffers.get(value)!]));
  const step = recipe ? repeated(recipe) : steps[home]!;
  return [...places].every(([from, to]) => from === to) ? step : relocated(step, places);
}

const repeated = ({ kernel }: Recipe): Step => ({ kind: 'kernel', kernel });

type Place = (buffer: Buffer) => Buffer;

/** A step over other buffers, and over slices of them. */
function relocated(step: Step, places: ReadonlyMap<Buffer, Buffer>): Step {
  const slices = new Map<Buffer, Buffer>();
  const place: Place = (buffer) => {
    const own = places.get(buffer) ?? slices.get(buffer);
    if (own) return own;
    const { slice } = buffer;
    const of = slice && place(slice.of);
    const moved = of && of !== slice.of ? { ...buffer, slice: { ...slice, of } } : buffer;
    slices.set(buffer, moved);
    return moved;
  };
  return stepOver(step, place);
}

function stepOver(step: Step, place: Place): Step {
  if (step.kind === 'kernel') return { kind: 'kernel', kernel: kernelOver(step.kernel, place) };
  const inner = withBodies(step, (body) => body.map((one) => stepOver(one, place)));
  return 'condition' in inner ? { ...inner, condition: place(inner.condition) } : inner;
}

function kernelOver(kernel: Kernel, place: Place): Kernel {
  const intern = makeInterner();
  const over = (x: Expr): Expr =>
    intern(rewriteExpr(x, (y) => (y.kind === 'load' ? { ...y, from: place(y.from as Buffer) } : y)));
  switch (kernel.form) {
    case 'map': {
      const outputs = kernel.outputs.map((output) => {
        return { ...output, buffer: place(output.buffer), value: over(output.value) };
      });
      return { ...kernel, outputs };
    }
    case 'scatter':
      return { ...kernel, buffer: place(kernel.buffer), index: kernel.index.map(over), value: over(kernel.value) };
    case 'prefix':
      return { ...kernel, buffer: place(kernel.buffer), value: over(kernel.value) };
    case 'routine':
      return { ...kernel, operands: kernel.operands.map(place), results: kernel.results.map(place) };
  }
}
