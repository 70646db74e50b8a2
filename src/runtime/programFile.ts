import { problem, typeOf } from './problem.js';
import { bytesOfHex } from './hex.js';
import { compiledHere } from './program.js';
import { fusedSums, isRelaxed } from './relaxed.js';
import type { WasmUnit } from './unit.js';

/** The program in a file beside the module: read at once where there are files; a page has to wait for it. */
export function programBeside(unit: WasmUnit, relaxed: boolean): WebAssembly.Module {
  const kind = relaxed ? 'fused' : 'plain';
  if (unit[kind]) return unit[kind];
  const url = String(placed(unit));
  const bytes = fileAt(url);
  if (!bytes)
    throw problem('not-loaded', `create: ${url} is not loaded yet. Use await createAsync(options) the first time.`);
  try {
    return (unit[kind] = checked(unit, new WebAssembly.Module(relaxed ? fusedBytes(unit, bytes) : bytes)));
  } catch (error) {
    throw refusalOf(url, error);
  }
}

/** Loads and compiles it, away from the thread that waits. Gives the options that are left for `create`. */
export async function loadProgram<Options extends { readonly source?: unknown; readonly relaxed?: boolean }>(
  unit: WasmUnit,
  options: Options | undefined,
): Promise<Options | undefined> {
  const given = await options?.source;
  // What is compiled already stays as it is.
  if (typeOf(given) === 'WebAssembly.Module') unit.fuses = false;
  const relaxed = isRelaxed(unit, options);
  unit[relaxed ? 'fused' : 'plain'] ??= await compiledFrom(unit, given ?? placed(unit), relaxed);
  if (given === undefined) return options;
  const { source: _, ...rest } = options!;
  return rest as Options;
}

async function compiledFrom(unit: WasmUnit, source: unknown, relaxed: boolean): Promise<WebAssembly.Module> {
  const kind = typeOf(source);
  const isPlace = kind === 'URL' || kind === 'String';
  const isBytes = kind === 'ArrayBuffer' || ArrayBuffer.isView(source);
  if (!isPlace && !isBytes && kind !== 'Response' && kind !== 'WebAssembly.Module') {
    const expected = 'a URL, a Response, bytes or a WebAssembly.Module';
    throw problem('bad-option', `createAsync: source must be ${expected}, found ${kind}.`);
  }
  const name = isPlace ? String(source) : (source as Response).url || 'source';
  const found = isPlace ? (fileAt(name) ?? (await fetched(name))) : source;
  try {
    return checked(unit, await compiledOf(unit, found as Found, relaxed));
  } catch (error) {
    throw refusalOf(name, error);
  }
}

type Found = Response | WebAssembly.Module | Uint8Array<ArrayBuffer> | ArrayBuffer;

/** A stream is compiled as it comes, where the server says what it is and nothing in it is changed. */
async function compiledOf(unit: WasmUnit, found: Found, relaxed: boolean): Promise<WebAssembly.Module> {
  if (typeOf(found) === 'WebAssembly.Module') return found as WebAssembly.Module;
  let bytes = found as Uint8Array<ArrayBuffer> | ArrayBuffer;
  if (typeOf(found) === 'Response') {
    const response = found as Response;
    if (!response.ok) throw unreadable(response.url, `status ${response.status}`);
    if (!relaxed && response.headers.get('content-type') === 'application/wasm')
      return WebAssembly.compileStreaming(response);
    bytes = await response.arrayBuffer();
  }
  return WebAssembly.compile(relaxed ? fusedBytes(unit, new Uint8Array(bytes)) : bytes);
}

function fusedBytes({ sums }: WasmUnit, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const hex = Array.from(bytes.subarray(...sums!), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const changed = Uint8Array.from(bytes);
  changed.set(bytesOfHex(fusedSums(hex, [0, hex.length / 2])), sums![0]);
  return changed;
}

async function fetched(url: string): Promise<Response> {
  try {
    return await fetch(url);
  } catch (error) {
    throw unreadable(url, reasonOf(error));
  }
}

/** The file's bytes where the host has files, which `fetch` does not reach there. */
function fileAt(url: string): Uint8Array<ArrayBuffer> | null {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  const files = url.startsWith('file:') ? process?.getBuiltinModule?.('node:fs') : undefined;
  if (!files) return null;
  try {
    return (files as { readFileSync: (url: URL) => Uint8Array<ArrayBuffer> }).readFileSync(new URL(url));
  } catch (error) {
    throw unreadable(url, reasonOf(error));
  }
}

/** Where the file was written to; a bundler may have left nothing there. */
function placed(unit: WasmUnit): URL | string {
  try {
    return unit.program();
  } catch (error) {
    throw unreadable('The program', reasonOf(error));
  }
}

function unreadable(url: string, why: string): Error {
  const mend = 'Deploy it beside the module, or say where it is: createAsync({ source }).';
  return problem('no-program', `${url} cannot be read: ${why}. ${mend}`);
}

/** A file of another build would compute with other addresses. */
function checked(unit: WasmUnit, compiled: WebAssembly.Module): WebAssembly.Module {
  const [stamp] = WebAssembly.Module.customSections(compiled, 'tapeless');
  if (!stamp || new TextDecoder().decode(stamp) !== unit.stamp) throw new Error('it is of another build');
  return compiled;
}

/** Engine and page are asked first: a program that does nothing, with a vector and shared memory, shows what they take. */
function refusalOf(name: string, error: unknown): Error {
  if ((error as { code?: unknown }).code === 'no-program') return error as Error;
  compiledHere(bytesOfHex('0061736d01000000010401600000030201000504010301010a090107004100fd0f1a0b'));
  const says = `${name} is not the program of this module: ${reasonOf(error)}`;
  return problem('bad-program', `${says}. Deploy the files of one build.`);
}

/** What was thrown, in its own words, without the full stop. */
function reasonOf(error: unknown): string {
  return String((error as { message?: unknown })?.message ?? error).replace(/\.$/, '');
}
