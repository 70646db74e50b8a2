import { listed, nameOf, problem } from './problem.js';
import { readTensors, type Stored, type Tensors } from './safetensors.js';
import type { Net, Variable } from './unit.js';

/** Takes over everything that `save` wrote: all is checked before anything is changed. */
export function load(net: Net, bytes: unknown): void {
  const file = readTensors(bytes);
  const { variables } = net.unit;
  refuseUnknown(file, new Set(variables.map(keyOf)));
  take(net, file, variables, 'Parameters alone are taken by create({ weights }).');
}

/** Takes over parameters by name, from a file of this model's or of another program's. */
export function loadWeights(net: Net, bytes: unknown, partial: boolean): void {
  const file = readTensors(bytes);
  const { variables } = net.unit;
  const wanted = variables.filter(({ role }) => role === 'parameter' || role === 'state');
  const found = wanted.filter((variable) => file.tensors.has(keyOf(variable)));
  if (!partial) refuseUnknown(file, new Set([...variables.map(keyOf), ...forTraining(file)]));
  else if (found.length === 0)
    throw problem('missing-tensor', `The file has none of the parameters ${listed(wanted.map(({ name }) => name))}.`);
  take(net, file, partial ? found : wanted, 'A subset is taken by create({ weights, partial: true }).');
}

function keyOf({ key, name }: Variable): string {
  return key ?? name;
}

/** The names that the file itself calls no parameters. */
function forTraining({ notes }: Tensors): string[] {
  try {
    const names = JSON.parse(notes['training'] ?? '[]') as unknown;
    return Array.isArray(names) ? names.map(String) : [];
  } catch {
    return [];
  }
}

function refuseUnknown({ tensors }: Tensors, known: ReadonlySet<string>): void {
  const unknown = [...tensors.keys()].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const expected = `expected ${listed([...known])}`;
  throw problem('unknown-tensor', `The file has tensors that are not known here: ${listed(unknown)}; ${expected}.`);
}

function take({ views }: Net, { tensors }: Tensors, variables: readonly Variable[], mend: string): void {
  const missing = variables.map(keyOf).filter((key) => !tensors.has(key));
  if (missing.length > 0) throw problem('missing-tensor', `The file lacks ${listed(missing)}. ${mend}`);
  const found = variables.map((variable) => ({ variable, stored: tensors.get(keyOf(variable))! }));
  for (const { variable, stored } of found) checkFits(variable, stored, views[variable.view]!.byteLength);
  for (const { variable, stored } of found) {
    const { buffer, byteOffset, byteLength } = views[variable.view]!;
    new Uint8Array(buffer, byteOffset, byteLength).set(stored.bytes);
  }
}

function checkFits({ name, role, dtype, shape }: Variable, stored: Stored, length: number): void {
  const [here, there] = [
    { dtype, shape },
    { dtype: stored.dtype, shape: stored.shape },
  ].map((type) => `${nameOf(type.dtype)} [${type.shape.join(', ')}]`);
  if (here !== there) throw problem('wrong-tensor', `${nameOf(name)} is ${here} here, ${there} in the file.`);
  if (stored.bytes.length !== length)
    throw problem('bad-file', `${nameOf(name)} takes ${length} bytes, the file has ${stored.bytes.length} for it.`);
  if (dtype === 'BOOL' && stored.bytes.some((value) => value > 1))
    throw problem('bad-file', `${nameOf(name)} must hold 0 and 1 alone, the file has other values for it.`);
  if (
    role === 'hyperparameter' &&
    dtype === 'F32' &&
    !Number.isFinite(new Float32Array(stored.bytes.slice().buffer)[0])
  )
    throw problem('bad-file', `${nameOf(name)} must be a finite number, the file has another value for it.`);
}
