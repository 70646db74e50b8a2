import { sourceText, uniqueNames } from '../base/index.js';
import type { EntryPoint, Tensor, Unit } from '../graph/index.js';
import { ownTensor } from './copy.js';
import type { Buffer, Program, ProgramEntry, Watched } from './kernel.js';
import { layOutBuffers } from './layout.js';
import { regionSteps } from './region.js';
import type { Shared } from './regionTypes.js';

/**
 * Unit to program: every entry point's graph as fused kernels in order. With `called`, every float tensor is stored as
 * well, to be looked at under that name; kernels and their results are the same.
 */
export function makeProgram(unit: Unit, called?: (tensor: Tensor) => Watched): Program {
  const unique = uniqueNames();
  const variables = unit.variables.map((variable) => {
    const { name, dtype, shape, source } = variable;
    const watched = called && dtype === 'f32' && { name, made: `made at ${sourceText(source)}` };
    const buffer: Buffer = { name: unique(name), dtype, shape, space: 'state', ...(watched && { watched }) };
    return { variable, buffer };
  });
  const state = new Map(variables.map(({ variable, buffer }) => [variable.name, buffer]));
  return {
    name: unit.name,
    variables,
    entries: unit.entries.map((entry) => makeEntry(entry, state, { unique, called })),
  };
}

function makeEntry(entry: EntryPoint, state: ReadonlyMap<string, Buffer>, shared: Shared): ProgramEntry {
  const { graph } = entry;
  const leaf = (index: number): Tensor => graph.inputs[index]!;
  const outputs = graph.outputs.map(ownTensor);
  const updates = entry.updates.flatMap(({ variable, index }) => {
    const reading = entry.readings.find((r) => r.variable === variable);
    const old = reading ? leaf(reading.index) : null;
    const keepsItsValue = old !== null && old === graph.outputs[index];
    return keepsItsValue ? [] : [{ tensor: outputs[index]!, buffer: state.get(variable)!, old }];
  });
  const places = new Map<Tensor, Buffer>();
  for (const { variable, index } of entry.readings) places.set(leaf(index), state.get(variable)!);
  const feeds = entry.feeds.map((fed) => {
    const buffer: Buffer = { name: shared.unique(fed.name), dtype: fed.dtype, shape: fed.shape, space: 'arena' };
    places.set(leaf(fed.index), buffer);
    return { fed, buffer };
  });
  const wanted = [...resultIndices(entry).map((k) => outputs[k]!), ...updates.map(({ tensor }) => tensor)];
  const { steps, bufferOf } = regionSteps({ inputs: graph.inputs, wanted, updates, places }, shared);
  const results = entry.results.map((result) => {
    const indices = result.kind === 'ratio' ? [result.index, result.weight] : [result.index];
    return { result, buffers: indices.map((k) => bufferOf(outputs[k]!)) };
  });
  const seen = new Set([...feeds.map(({ buffer }) => buffer), ...results.flatMap((result) => result.buffers)]);
  return { name: entry.name, steps: layOutBuffers(steps, seen), feeds, results };
}

const resultIndices = ({ results }: EntryPoint): number[] =>
  results.flatMap((r) => (r.kind === 'ratio' ? [r.index, r.weight] : [r.index]));
