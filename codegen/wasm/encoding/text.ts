import { indexBy, isImported, orderedFunctions, orderedGlobals } from './moduleIndices.js';
import { freshLabels, noteLines, numberText, printBody, type TextNames } from './textInstruction.js';
import {
  localsOf,
  type DataSegment,
  type Export,
  type Global,
  type ImportedFrom,
  type ImportedFunction,
  type Memory,
  type WasmFunction,
  type WasmModule,
} from './wasmModule.js';
import { quoted, textNames, textString } from './wasmNames.js';

type ModuleNames = Pick<TextNames, 'global' | 'callee' | 'segment'> & { readonly memory: (name: string) => string };

/** The module in the text format: what `encode` makes, to be read. */
export function text(module: WasmModule): string {
  const { data, exports, functions, imports, memory } = module;
  const globals = orderedGlobals(module);
  const names: ModuleNames = {
    global: namesOf('global', globals),
    callee: namesOf('function', orderedFunctions(module)),
    segment: namesOf('data segment', data),
    memory: namesOf('memory', memory ? [memory] : []),
  };
  const ownMemory = memory && !memory.from ? [memory] : [];
  const blocks = [
    [
      ...imports.map((f) => `  (import ${fromText(f.from)} ${importedText(f, names)})`),
      ...(memory?.from ? [`  (import ${fromText(memory.from)} ${memoryText(memory, names)})`] : []),
      ...globals
        .filter(isImported)
        .map((g) => `  (import ${fromText(g.initial as ImportedFrom)} ${globalText(g, names)})`),
    ],
    [
      ...ownMemory.map((own) => `  ${memoryText(own, names)}`),
      ...globals.filter((g) => !isImported(g)).map((g) => `  ${globalText(g, names)}`),
    ],
    exports.map((e) => exportText(e, names)),
    ...functions.map((f) => functionLines(f, names)),
    data.map((segment) => dataText(segment, names)),
  ].filter((block) => block.length > 0);
  return `(module\n${blocks.map((block) => block.join('\n')).join('\n\n')}\n)\n`;
}

/** The identifier of a name. */
function namesOf(kind: string, named: readonly { readonly name: string }[]): (name: string) => string {
  const index = indexBy(kind, named);
  const identifiers = textNames(named.map(({ name }) => name));
  return (name) => identifiers[index(name)]!;
}

const fromText = ({ module, name }: ImportedFrom): string => `${textString(module)} ${textString(name)}`;

const importedText = ({ name, parameters, result }: ImportedFunction, names: ModuleNames): string =>
  `(func ${[
    names.callee(name),
    ...parameters.map(({ type }) => `(param ${type})`),
    ...(result === null ? [] : [`(result ${result})`]),
  ].join(' ')})`;

const memoryText = ({ name, initial, maximum, shared }: Memory, names: ModuleNames): string =>
  `(memory ${[names.memory(name), initial, ...(maximum === null ? [] : [maximum])].join(' ')}${shared ? ' shared' : ''})`;

function globalText({ name, type, mutable, initial }: Global, names: ModuleNames): string {
  const first = typeof initial === 'number' ? ` (${type}.const ${numberText(type, initial)})` : '';
  return `(global ${names.global(name)} ${mutable ? `(mut ${type})` : type}${first})`;
}

function exportText({ name, kind, of }: Export, names: ModuleNames): string {
  const identifier = { function: names.callee, global: names.global, memory: names.memory }[kind](of);
  return `  (export ${textString(name)} (${kind === 'function' ? 'func' : kind} ${identifier}))`;
}

function functionLines(f: WasmFunction, names: ModuleNames): readonly string[] {
  const locals = localsOf(f);
  const variables = [...f.parameters, ...locals];
  const identifiers = textNames(variables.map(({ name }) => name));
  const byVariable = new Map(variables.map((variable, k) => [variable, identifiers[k]!]));
  const declared = (word: string, k: number): string => `(${word} ${identifiers[k]} ${variables[k]!.type})`;
  const parameters = f.parameters.map((_, k) => declared('param', k));
  const result = f.result === null ? [] : [`(result ${f.result})`];
  const body = printBody(f.body, '    ', {
    ...names,
    local: (variable) => byVariable.get(variable)!,
    fresh: freshLabels(),
  });
  return [
    ...f.notes.flatMap((line) => noteLines(line, '  ')),
    ...filled('  ', [`(func ${names.callee(f.name)}`, ...parameters, ...result]),
    ...filled(
      '    ',
      locals.map((_, k) => declared('local', f.parameters.length + k)),
    ),
    ...body,
    '  )',
  ];
}

/** Words in lines of at most 120 columns, those after the first indented. */
function filled(indent: string, words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= 120) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${lines.length === 0 ? indent : '    '}${word}`);
  }
  return lines;
}

const dataText = ({ name, bytes, at }: DataSegment, names: ModuleNames): string =>
  `  (data ${names.segment(name)}${at === null ? '' : ` (i32.const ${at | 0})`} ${quoted(bytes)})`;
