import { noDrawing, sourceText, typeText } from '../base/index.js';
import { nameOf, printGraph, type Graph, type Tensor, type Unit } from '../graph/index.js';
import { compileUnits, type CompiledUnit, type CompileOptions } from './compileUnits.js';
import { graphsDot, idsOf, kernelsDot } from './dot.js';
import { stages } from './pipeline.js';
import { addressText } from './printMemory.js';

/** The stages that can be looked at, in the order of the data. */
export type InspectStage = 'graph' | 'gradients' | 'optimized' | 'kernels' | 'memory' | 'code';
/** For reading, for Graphviz, for other programs. */
export type InspectFormat = 'text' | 'dot' | 'json';

/** All stages, in the order of the data. */
export const inspectStages: readonly InspectStage[] = ['graph', 'gradients', 'optimized', 'kernels', 'memory', 'code'];
/** All formats. */
export const inspectFormats: readonly InspectFormat[] = ['text', 'dot', 'json'];

/** Which stage is looked at, and how; `code` as text where absent. */
export interface InspectOptions extends CompileOptions {
  readonly stage?: InspectStage;
  readonly format?: InspectFormat;
}

/** One stage of each model's way through the compiler, for reading (text), drawing (dot) or other programs (json). */
export function inspect(declarations: readonly (readonly [string, unknown])[], options: InspectOptions = {}): string {
  const { stage = 'code', format = 'text' } = options;
  const units = compileUnits(declarations, options);
  if (format === 'json')
    return `${JSON.stringify(
      units.map((unit) => jsonOf(unit, stage)),
      null,
      2,
    )}\n`;
  if (format === 'dot') return units.map((unit) => drawingOf(unit, stage)).join('\n');
  return units
    .map((unit) => (units.length > 1 ? `model ${unit.exportName}\n${textOf(unit, stage)}` : textOf(unit, stage)))
    .join('\n');
}

const forward = new Set(['predict', 'run']);

/** The graphs that belong to a stage: what the user wrote, what the chain rule made of it, what the passes left. */
function graphsOf({ line }: CompiledUnit, stage: InspectStage): [string, Graph][] {
  const list = ({ entries }: Unit): [string, Graph][] => entries.map(({ name, graph }) => [name, graph]);
  if (stage === 'graph') return list(line.unit).filter(([name]) => forward.has(name));
  if (stage === 'gradients') return list(line.unit).filter(([name]) => name === 'step' || name === 'run');
  return list(line.optimized);
}

function drawingOf(unit: CompiledUnit, stage: InspectStage): string {
  const { program, plan } = unit.line;
  switch (stage) {
    case 'graph':
    case 'gradients':
    case 'optimized':
      return graphsDot(graphsOf(unit, stage));
    case 'kernels':
      return kernelsDot(program, typeText);
    case 'memory':
      return kernelsDot(program, (buffer) => addressText(plan, buffer));
    case 'code':
      throw noDrawing(stage);
  }
}

function textOf(unit: CompiledUnit, stage: InspectStage): string {
  const { line } = unit;
  const printed = (name: (typeof stages)[number]['name']): string => stages.find((s) => s.name === name)!.print(line);
  switch (stage) {
    case 'graph':
    case 'gradients':
      return graphsOf(unit, stage)
        .map(([name, graph]) => `entry ${name}\n${printGraph(graph)}`)
        .join('\n');
    case 'optimized':
      return `${printed('optimize')}\n${rulesOf(unit)}`;
    case 'kernels':
      return `${printed('kernels')}\n${printed('schedule')}`;
    case 'memory':
      return line.budget ? `${printed('rematerialise')}\n${printed('memory')}` : printed('memory');
    case 'code':
      return printed('code');
  }
}

/** Which equations fired where, each once with its count. */
function rulesOf({ line }: CompiledUnit): string {
  const counts = new Map<string, number>();
  for (const { entry, pass, rule, source } of line.rewrites) {
    const text = `${entry}: ${pass}: ${rule}  // ${sourceText(source)}`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts]
    .map(([text, count]) => (count > 1 ? `${text} (${count} times)` : text))
    .join('\n')
    .concat('\n');
}

function jsonOf(unit: CompiledUnit, stage: InspectStage): object {
  const { exportName: name, report, line } = unit;
  if (stage === 'code') return { name, stage, code: line.emitted.wasm?.listing ?? line.emitted.text };
  if (stage === 'kernels') {
    const kernels = report.kernels.map(({ operations, ...rest }) => ({ ...rest, operations: operations(32) }));
    return { name, stage, kernels, entries: report.entries };
  }
  if (stage === 'memory') {
    const ns = [1, 32, 128];
    const at = (f: (n: number) => number): object => Object.fromEntries(ns.map((n) => [n, f(n)]));
    const { planned, lowerBound } = report.memory;
    const budget = report.budget && { budget: report.budget };
    return { name, stage, planned: at(planned), lowerBound: at(lowerBound), ...budget };
  }
  return { name, stage, graphs: graphsOf(unit, stage).map(([entry, graph]) => ({ entry, ...graphJson(graph) })) };
}

function graphJson(graph: Graph): object {
  const ids = idsOf(graph);
  const tensor = (x: Tensor): object => ({ id: ids.get(x), name: nameOf(x), type: typeText(x) });
  return {
    inputs: graph.inputs.map(tensor),
    nodes: graph.nodes.map(({ op, inputs, results, source }) => ({
      op: op.name,
      inputs: inputs.map((x) => ids.get(x)),
      results: results.map(tensor),
      source: sourceText(source),
      layer: source.layer,
    })),
    outputs: graph.outputs.map((x) => ids.get(x)),
  };
}
