import { SourceMap, type SourceMapPayload } from 'node:module';
import { expect, test } from 'vitest';
import { emitModule } from '../../codegen/module/index.js';
import { relativeUrl } from '../../codegen/module/relativeUrl.js';
import { handMade, line } from './handMade.js';

const source = 'file:///models/hand.model.ts';

test('each line of a kernel leads to the line of the model, other lines nowhere', () => {
  const unit = handMade(line);
  const { files } = emitModule({
    units: [unit],
    name: 'hand',
    folder: 'file:///models/out/',
    sourceFile: source,
    sourceTexts: new Map([[source, 'the model']]),
  });
  const text = files['hand.js']!.split('\n');
  const map = JSON.parse(files['hand.js.map']!) as SourceMapPayload;
  expect(map).toMatchObject({ file: 'hand.js', sources: ['../hand.model.ts'], sourcesContent: ['the model'] });
  expect(text.at(-2)).toBe('//# sourceMappingURL=hand.js.map');
  expect(text[0]).toContain('from ../hand.model.ts');
  const reader = new SourceMap(map);
  const at = (line: number) =>
    reader.findEntry(line, 4) as { originalSource?: string; originalLine?: number; originalColumn?: number };
  const emitted = unit.emitted.text.trimEnd().split('\n');
  emitted.forEach((content, k) => {
    const place = unit.emitted.lines[k];
    if (!place) return;
    const start = text.indexOf(emitted[0]!);
    expect(text[start + k]).toBe(content);
    const original = { originalSource: '../hand.model.ts', originalLine: place.line - 1, originalColumn: 2 };
    expect(at(start + k)).toMatchObject(original);
  });
  for (const nowhere of ['export function create(options) {', 'function problem(code, says) {'])
    expect(at(text.indexOf(nowhere)).originalSource).toBeUndefined();
});

test.each([
  ['file:///a/b/', 'file:///a/b/x.model.ts', 'x.model.ts'],
  ['file:///a/b', 'file:///a/b/x.model.ts', 'x.model.ts'],
  ['file:///a/b/', 'file:///a/x.model.ts', '../x.model.ts'],
  ['file:///a/b/c/', 'file:///a/d/x%20y.ts', '../../d/x%20y.ts'],
  ['file:///a/', 'https://host/x.ts', 'x.ts'],
  ['https://host/a/', 'https://other/a/x.ts', 'x.ts'],
  ['', 'file:///a/x.ts', 'x.ts'],
  ['file:///', 'file:///x.ts', 'x.ts'],
])('from %s to %s', (folder, file, way) => {
  expect(relativeUrl(folder, file)).toBe(way);
});
