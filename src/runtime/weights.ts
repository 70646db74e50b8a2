import { listed, nameOf, problem } from './problem.js';
import { bytesOf, readTensors, valuesOf, type Stored, type Tensors } from './safetensors.js';
import type { Data, Net, Variable } from './unit.js';

/** Takes over everything that `save` wrote: all is checked before anything is changed. */
export function load(net: Net, bytes: unknown): void {
  const names = new Set(net.unit.variables.map(keyOf));
  const tensors = tensorsOf(bytes, (name) => names.has(name));
  take(net, tensors, net.unit.variables, 'Parameters alone are taken by create({ weights }).');
}

/** Takes over parameters by name, from a file of this program's or of another's. */
export function loadWeights(net: Net, bytes: unknown, partial: boolean): void {
  const wanted = net.unit.variables.filter(({ role }) => role === 'parameter' || role === 'state');
  const names = new Set(wanted.map(keyOf));
  // What only an optimizer needs begins with tapeless/: another program's is no misspelt parameter.
  const tensors = tensorsOf(bytes, (name) => partial || names.has(name) || name.startsWith('tapeless/'));
  const found = wanted.filter((variable) => tensors.has(keyOf(variable)));
  take(
    net,
    tensors,
    partial && found.length > 0 ? found : wanted,
    'create({ weights, partial: true }) takes a subset.',
  );
}

function tensorsOf(bytes: unknown, isKnown: (name: string) => boolean): Tensors {
  const tensors = readTensors(bytes);
  const unknown = [...tensors.keys()].filter((name) => !isKnown(name));
  if (unknown.length > 0)
    throw problem('unknown-tensor', `The file has ${listed(unknown)}, which is not known here. Nothing was changed.`);
  return tensors;
}

function take(net: Net, tensors: Tensors, variables: readonly Variable[], mend: string): void {
  const missing = variables.map(keyOf).filter((key) => !tensors.has(key));
  if (missing.length > 0) throw problem('missing-tensor', `The file lacks ${listed(missing)}. ${mend}`);
  for (const variable of variables) checkFits(variable, tensors.get(keyOf(variable))!, valuesOf(net, variable));
  for (const variable of variables) bytesOf(valuesOf(net, variable)).set(tensors.get(keyOf(variable))!.bytes);
}

function keyOf({ key, name }: Variable): string {
  return key ?? name;
}

function checkFits({ name, role, dtype, shape }: Variable, { type, bytes }: Stored, view: Data): void {
  const here = `${dtype} [${shape.join(', ')}]`;
  if (type !== here || bytes.length !== view.byteLength)
    throw problem('wrong-tensor', `${nameOf(name)} is ${here} here, ${type} of ${bytes.length} bytes in the file.`);
  const [value] = role === 'hyperparameter' ? new Float32Array(bytes.slice().buffer) : [0];
  if (!Number.isFinite(value) || (dtype === 'BOOL' && bytes.some((byte) => byte > 1)))
    throw problem('wrong-tensor', `${nameOf(name)} has a value in the file that it must not have.`);
}
