import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { errorsIn } from '../../src/cli/errorsIn.js';
import { explain } from '../../src/cli/explain.js';
import { locateBy, mapOf, type Maps } from '../../src/cli/places.js';
import { root } from './commands.js';

const model = { path: '/work/net.model.ts', url: 'file:///work/net.model.ts', text: '', imports: new Map() };
const compiled = 'file:///cache/0-net.model.ts.mjs';
// Line 1 of the compiled file is line 3 of the model's, from its column 5 on.
const map = JSON.stringify({ version: 3, sources: ['net.model.ts'], names: [], mappings: 'AAEI' });
const maps: Maps = new Map([[compiled, { map: mapOf(map), original: model.url }]]);
const told = (thrown: unknown) => explain(thrown, [model], maps, locateBy(maps));

/** An error as if it had been thrown through these places, the innermost first. */
const thrownAt = (error: Error, ...places: readonly string[]): Error =>
  Object.assign(error, {
    stack: [`${error.name}: ${error.message}`, ...places.map((at) => `    at f (${at})`)].join('\n'),
  });

const ours = `${pathToFileURL(`${root}src/graph/tensor.ts`).href}:10:5`;

test('an error from our own code is a bug, told with the user’s line', () => {
  const error = told(thrownAt(new TypeError('x is not iterable'), ours, 'node:internal/x:1:1', `${compiled}:1:1`));
  expect(error).toMatchObject({
    code: 'internal-error',
    says: 'Tapeless failed and has a bug: TypeError: x is not iterable.',
    mend: 'Please report it with the model; TAPELESS_STACK=1 shows where it happened.',
    places: [{ source: { file: model.url, line: 3, column: 5 } }],
  });
});

test('an error from the model is the user’s, whatever called it and whatever Node function threw', () => {
  const error = told(thrownAt(new Error('no data'), 'node:fs:1:1', `${compiled}:1:1`, ours));
  expect(error).toMatchObject({ code: 'model-throws', says: 'net.model.ts threw Error: no data.' });
  expect(error.places).toHaveLength(1);
});

test.each([
  ['stop', 'net.model.ts threw "stop".'],
  [null, 'net.model.ts threw null.'],
  [undefined, 'net.model.ts threw undefined.'],
  [{}, 'net.model.ts threw an object.'],
])('what is thrown need not be an error: %o', (thrown, says) => {
  expect(told(thrown)).toMatchObject({ code: 'model-throws', says, places: [] });
});

test('several errors stay several; anything else is a bug', () => {
  expect(errorsIn(new AggregateError([told('a'), new AggregateError([told('b')])])).map(({ says }) => says)).toEqual([
    'net.model.ts threw "a".',
    'net.model.ts threw "b".',
  ]);
  expect(errorsIn(new RangeError('too deep'))).toMatchObject([
    { code: 'internal-error', says: 'Tapeless failed and has a bug: RangeError: too deep.' },
  ]);
});
