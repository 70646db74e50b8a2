import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { generatedDocs } from '../scripts/reference/index.js';
import { autodiffOps } from '../src/autodiff/index.js';
import { table } from '../src/ops/index.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const pages = generatedDocs(root);
const written = ['README.md', 'deploying.md', 'wasm-accuracy.md'];

test.each(Object.keys(pages))('docs/%s is what `npm run docs` writes', (name) => {
  expect(readFileSync(`${root}docs/${name}`, 'utf8'), 'run `npm run docs`').toBe(pages[name]);
});

test('every page is there, and no other', () => {
  expect(readdirSync(`${root}docs`).sort()).toEqual([...Object.keys(pages), ...written].sort());
});

test('links between pages lead somewhere', () => {
  for (const page of readdirSync(`${root}docs`)) {
    const text = readFileSync(`${root}docs/${page}`, 'utf8');
    for (const [, to] of text.matchAll(/\]\(([^)#:]+)\)/g))
      expect(existsSync(`${root}docs/${to}`), `${page} links to ${to}`).toBe(true);
  }
});

test('every error of a generated module has a message without an ellipsis', () => {
  const [, ofTheModule = ''] = pages['errors.md']!.split('## In a generated module');
  const sections = ofTheModule.split(/^### /m).slice(1);
  const vague = sections.filter((own) => !own.split('\n').some((line) => /`[^…]+`$/.test(line)));
  // Machines without memory cannot be had for an example; the other one names a line of a model.
  const excused = ['out-of-memory', 'too-few-samples'];
  expect(vague.map((own) => own.split('\n')[0]).filter((code) => !excused.includes(code!))).toEqual([]);
  expect(sections.length).toBeGreaterThan(15);
});

test('every op has its section, every docstring its text', () => {
  const text = pages['ops.md']!;
  const sections = text.split(/^## /m).slice(1);
  for (const { name } of [...table, ...autodiffOps])
    expect(sections.some((own) => own.startsWith(`${name}\n`))).toBe(true);
  const silent = sections
    .filter((own) => /^\S+\n(`[^`]+`\n\n)?\n*- operands/.test(own))
    .map((own) => own.split('\n')[0]);
  expect(silent, 'ops without a docstring').toEqual([]);
});
