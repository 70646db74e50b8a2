import { badDeclaration, nameClash, notScalarResult, type Source, type TapelessError } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { cast, isTensor } from '../ops/index.js';
import { askedInputs } from './asked.js';
import type { Yield } from './entry.js';
import type { ModelOptions, Outputs } from './model.js';
import { isRecord, kindOf } from './kindOf.js';
import { isRatio, type Ratio } from './ratio.js';
import { traceOnce, type TraceEffects, type UnitLeaves } from './unitTrace.js';

/** One trace of a model's functions. */
export interface Forward extends TraceEffects {
  readonly outputs: readonly Yield[];
  /** The inputs that `outputs` asked for. */
  readonly asked: ReadonlySet<string>;
  /** Those of `taps` that `outputs` made. */
  readonly outputTaps: TraceEffects['taps'];
  readonly loss: Tensor | Ratio;
  readonly metrics: readonly (readonly [name: string, value: Tensor | Ratio])[];
}

export function traceForward(leaves: UnitLeaves, training: boolean, options: ModelOptions, source: Source): Forward {
  return traceOnce(leaves, training, (effects) => {
    const { inputs, names: asked } = askedInputs(leaves.feeds);
    const outputs = options.outputs(inputs as never);
    const listed = listOutputs('model()', outputs, effects, source);
    const clash = Object.keys(outputs).find((name) => Object.hasOwn(leaves.feeds, name));
    if (clash !== undefined) throw nameClash(clash, 'The output', 'an input', source);
    const outputTaps = new Map(effects.taps);
    const values = { ...leaves.feeds, ...outputs } as never;
    const loss = scalarResult('The loss', options.loss(values), source);
    requireLossDtype(loss, source);
    const metrics = listMetrics(options.metrics ? options.metrics(values) : {}, source);
    return { ...effects, outputTaps, outputs: listed, asked, loss, metrics };
  });
}

/** Every tensor of the outputs with its path; none of them is right only where something else was left behind. */
export function listOutputs(what: string, outputs: unknown, { taps, assigned }: TraceEffects, source: Source): Yield[] {
  const wrong = (found: string): TapelessError =>
    badDeclaration(what, 'what `outputs` returns', found, 'a record of tensors, such as ({ y })', source);
  if (!isRecord(outputs)) throw wrong(kindOf(outputs));
  if (Object.hasOwn(outputs, 'taps')) throw nameClash('taps', 'The output', 'what holds tapped tensors', source);
  const listed = walk(what, outputs as Outputs, [], source);
  if (listed.length + taps.size + assigned.size === 0) throw wrong('an empty record');
  return listed;
}

function walk(what: string, outputs: Outputs, path: readonly string[], source: Source): Yield[] {
  return Object.entries(outputs).flatMap(([name, value]: [string, unknown]): Yield[] => {
    const here = [...path, name];
    if (isTensor(value)) return [{ kind: 'tensor', path: here, value }];
    if (isRecord(value)) return walk(what, value as Outputs, here, source);
    throw badDeclaration(what, `the output '${here.join('.')}'`, kindOf(value), 'a tensor', source);
  });
}

function listMetrics(metrics: unknown, source: Source): Forward['metrics'] {
  if (!isRecord(metrics)) {
    throw badDeclaration('model()', 'what `metrics` returns', kindOf(metrics), 'a record of scalars', source);
  }
  return Object.entries(metrics).map(([name, value]) => {
    if (name === 'loss') throw nameClash(name, 'The metric', 'the loss', source);
    if (name === 'taps') throw nameClash(name, 'The metric', 'what holds tapped tensors', source);
    const found = scalarResult(`The metric '${name}'`, value, source);
    return [
      name,
      isRatio(found) ? { ...found, total: inFloats(found.total), weight: inFloats(found.weight) } : inFloats(found),
    ];
  });
}

/** Counts may be told as they are: batches are merged in f32. */
const inFloats = (x: Tensor): Tensor => cast(x, 'f32');

function scalarResult(what: string, value: unknown, source: Source): Tensor | Ratio {
  const parts = isRatio(value) ? [value.total, value.weight] : [value];
  for (const part of parts) {
    if (!isTensor(part))
      throw badDeclaration('model()', lowered(what), kindOf(part), 'a scalar tensor or a ratio()', source);
    if (part.shape.length > 0) throw notScalarResult(what, part, source, part.node.source);
  }
  return value as Tensor | Ratio;
}

function requireLossDtype(loss: Tensor | Ratio, source: Source): void {
  const parts = isRatio(loss) ? [loss.total, loss.weight] : [loss];
  const wrong = parts.find(({ dtype }) => dtype !== 'f32');
  if (wrong) throw notScalarResult('The loss', wrong, source, wrong.node.source);
}

const lowered = (what: string): string => what.replace(/^The /, 'the ');
