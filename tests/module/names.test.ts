import { parse } from 'acorn';
import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { emitDeclarations } from '../../codegen/module/index.js';
import { commentText, identifierOf, member, propertyKey, stringLiteral } from '../../src/base/index.js';
import { evaluated, handMade, moduleText, type HandMade } from './handMade.js';
import { hostileName } from './hostileName.js';
import { expectPretty } from './pretty.js';

interface Names {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly parameters: readonly string[];
  readonly scalars: readonly string[];
  readonly of: string;
  readonly exportName: string;
}

const some = fc.uniqueArray(hostileName, { minLength: 1, maxLength: 4 });
const hostileNames: fc.Arbitrary<Names> = fc.record({
  inputs: some,
  outputs: some,
  parameters: some,
  scalars: some,
  of: hostileName,
  exportName: fc.oneof(
    fc.constant('default'),
    hostileName.filter((name) => !/[\ud800-\udfff]/u.test(name)),
  ),
});

/** Each output doubles the first input; each parameter starts as 7; every name that there can be is hostile. */
function unitOf({ inputs, outputs, parameters, scalars, of, exportName }: Names): HandMade {
  const results = outputs.map((name, k) => ({ path: k % 2 === 0 ? [`${name}`] : ['taps', name], of: [`out:${name}`] }));
  return {
    exportName,
    variables: [
      ...parameters.map((name) => ({ name, role: 'parameter', shape: [2], initial: 7 }) as const),
      ...scalars.map((name) => ({ name: `tapeless/${name}`, role: 'hyperparameter', initial: 0.25 }) as const),
    ],
    buffers: outputs.map((name) => ({ name: `out:${name}`, shape: ['N'] })),
    entries: [
      {
        name: 'step',
        feeds: inputs.map((name) => ({ name, shape: ['N'], dtype: 'i32', ranges: [{ extent: 100, of }] })),
        results,
        body: (v) =>
          outputs.flatMap((name) => [
            'for (let k = 0; k < N; k++) {',
            `  const from = ${v(inputs[0]!)};`,
            `  const to = ${v(`out:${name}`)};`,
            '  to[k] = 2 * from[k];',
            '}',
          ]),
      },
    ],
  };
}

const ownEntries = (keys: readonly string[], value: unknown): object =>
  keys.reduce((all, key) => Object.defineProperty(all, key, { value, enumerable: true }), {});

const isClean = (): boolean => !('pwned' in globalThis) && Object.keys(Object.prototype).length === 0 && !('0' in {});

// A buffer is called as its input or parameter: the schedule's names are unique, so these are kept apart.
const apart = ({ inputs, parameters, scalars }: Names): boolean => {
  const names = [...inputs, ...parameters, ...scalars.map((name) => `tapeless/${name}`)];
  return new Set(names).size === names.length;
};

describe('names of any characters', () => {
  test('work in a module, and stay names', () => {
    fc.assert(
      fc.property(hostileNames.filter(apart), (names) => {
        const unit = handMade(unitOf(names));
        parse(moduleText([unit]), { ecmaVersion: 2022, sourceType: 'module' });
        const exported = evaluated([unit]);
        const net = (names.exportName === 'default' ? exported : exported[names.exportName]).create();
        const results = net.step(ownEntries(names.inputs, new Int32Array([1, 2])));
        const found = {
          plain: Object.keys(results).filter((key) => key !== 'taps'),
          taps: Object.keys(results.taps ?? {}),
        };
        const plain = names.outputs.filter((name, k) => k % 2 === 0 && name !== 'taps');
        expect(found.plain.sort()).toEqual(plain.sort());
        expect(found.taps.sort()).toEqual(names.outputs.filter((_, k) => k % 2 === 1).sort());
        for (const name of plain) expect([...results[name]]).toEqual([2, 4]);
        expect(Object.keys(net.parameters).sort()).toEqual([...names.parameters].sort());
        expect(Object.keys(net.hyperparameters).sort()).toEqual([...names.scalars].sort());
        for (const name of names.scalars) net.hyperparameters[name] = 0.5;
        for (const name of names.parameters) net.parameters[name].data[1] = 9;
        const other = (names.exportName === 'default' ? exported : exported[names.exportName]).create();
        other.load(net.save());
        for (const name of names.parameters) expect([...other.parameters[name].data]).toEqual([7, 9]);
        for (const name of names.scalars) expect(other.hyperparameters[name]).toBe(0.5);
        expect(isClean()).toBe(true);
      }),
      { numRuns: 800 },
    );
  });

  test('are printed as prettier would', async () => {
    await fc.assert(
      fc.asyncProperty(hostileNames.filter(apart), async (names) => expectPretty([handMade(unitOf(names))])),
      { numRuns: 80 },
    );
  });

  test('stay names in types', async () => {
    await fc.assert(
      fc.asyncProperty(hostileNames.filter(apart), async (names) => {
        const text = await emitDeclarations({ units: [handMade(unitOf(names))] });
        const file = ts.createSourceFile('names.d.ts', text, ts.ScriptTarget.Latest, true);
        const { parseDiagnostics } = file as unknown as { parseDiagnostics: readonly ts.Diagnostic[] };
        expect(parseDiagnostics.map(({ messageText }) => messageText)).toEqual([]);
        const inputs = propertiesOf(file, 'StepInputs');
        expect(inputs.sort()).toEqual([...names.inputs].sort());
        expect(propertiesOf(file, 'Parameters').sort()).toEqual([...names.parameters].sort());
      }),
      { numRuns: 300 },
    );
  });
});

function propertiesOf(file: ts.SourceFile, name: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeAliasDeclaration(node) && node.name.text === name && ts.isTypeLiteralNode(node.type))
      found.push(
        ...node.type.members.map(
          (one) =>
            (ts.isComputedPropertyName(one.name!)
              ? (one.name.expression as ts.StringLiteral)
              : (one.name as ts.Identifier)
            ).text,
        ),
      );
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

describe('the pieces', () => {
  const read = (code: string): unknown => (new Function(`return ${code}`) as () => unknown)();

  test('an identifier is one, is new, and is no reserved word', () => {
    fc.assert(
      fc.property(fc.array(hostileName, { maxLength: 20 }), (names) => {
        const taken = new Set<string>();
        const identifiers = names.map((name) => identifierOf(name, taken));
        expect(new Set(identifiers).size).toBe(names.length);
        for (const identifier of identifiers) {
          parse(`'use strict'; let ${identifier} = 1;`, { ecmaVersion: 2022, sourceType: 'module' });
          expect({ [identifier]: 1 } as object).toHaveProperty([identifier], 1);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['dense_1/kernel', 'dense_1_kernel'],
    ['class', 'class_2'],
    ['', 'unnamed'],
    ['🙂', 'unnamed'],
    ['1st', '_1st'],
    ['größe', 'größe'],
    ['Math', 'Math_2'],
    ['__proto__', '__proto___2'],
    ['a'.repeat(99), 'a'.repeat(48)],
  ])('%j is called %j', (name, identifier) => {
    expect(identifierOf(name, new Set())).toBe(identifier);
  });

  test('a literal and a key mean the name', () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        expect(read(stringLiteral(name))).toBe(name);
        expect(Object.keys(read(`({ ${propertyKey(name)}: 1 })`) as object)).toEqual([name]);
        expect(read(`((o) => ${member('o', name)})(${JSON.stringify({})})`)).toBe(
          ({} as Record<string, unknown>)[name],
        );
        expect(stringLiteral(name)).not.toMatch(/<\/script|<!--|[\u2028\u2029\n\u202e]/i);
      }),
      { numRuns: 2000 },
    );
  });

  test('a comment ends where it should', () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        expect(read(`/* ${commentText(name)} */ 1`)).toBe(1);
        expect(read(`(\n// ${commentText(name)}\n1)`)).toBe(1);
        expect(commentText(name)).not.toMatch(/<\/script|<!--|\u202e/i);
      }),
      { numRuns: 2000 },
    );
  });
});
