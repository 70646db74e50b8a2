// Written by scripts/runtimeText.mjs from src/runtime; change it there.

/** A function that a generated module carries along, and the functions that it calls. */
export interface RuntimePart {
  readonly name: string;
  readonly uses: readonly string[];
  readonly text: string;
}

export const runtimeParts: readonly RuntimePart[] = [
  {
    name: 'call',
    uses: ['feed'],
    text: `function call(net, entry, inputs) {
  const N = feed(net, entry, inputs);
  entry.run(N, net.views);
  return entry.results(net.views, N);
}`,
  },
  {
    name: 'callOrRestore',
    uses: ['call'],
    text: `function callOrRestore(net, entry, inputs) {
  const before = net.state.map((values) => values.slice());
  try {
    return call(net, entry, inputs);
  } catch (error) {
    net.state.forEach((values, k) => values.set(before[k]));
    throw error;
  }
}`,
  },
  {
    name: 'check',
    uses: ['placeIn', 'problem'],
    text: `function check(values, length, name, made, strides) {
  for (let k = 0; k < length; k++)
    if (!Number.isFinite(values[k])) {
      const place = \`\${placeIn(name, strides, k)}, \${made},\`;
      throw problem('not-finite', \`\${place} is \${values[k]}. The state is as it was before.\`);
    }
}`,
  },
  {
    name: 'quotient',
    uses: [],
    text: `function quotient(total, weight) {
  return total !== undefined && weight ? total / weight : 0;
}`,
  },
  {
    name: 'evaluateBatches',
    uses: ['evaluateLater', 'addCounts', 'problem', 'typeOf'],
    text: `function evaluateBatches(net, entry, batches) {
  const sums = [];
  if (typeof batches !== 'object' || batches === null)
    throw problem('wrong-inputs', \`evaluate: expected a batch or an iterable of batches, found \${typeOf(batches)}.\`);
  if (Symbol.asyncIterator in batches) return evaluateLater(net, entry, batches, sums);
  if (Symbol.iterator in batches) for (const batch of batches) addCounts(net, entry, batch, sums);
  else addCounts(net, entry, batches, sums);
  return entry.results(sums);
}`,
  },
  {
    name: 'evaluateLater',
    uses: ['addCounts'],
    text: `async function evaluateLater(net, entry, batches, sums) {
  for await (const batch of batches) addCounts(net, entry, batch, sums);
  return entry.results(sums);
}`,
  },
  {
    name: 'addCounts',
    uses: ['feed'],
    text: `function addCounts(net, entry, batch, sums) {
  const N = feed(net, entry, batch);
  if (N === 0) return;
  entry.run(N, net.views);
  entry.counts(net.views, N).forEach((count, k) => (sums[k] = (sums[k] ?? 0) + count));
}`,
  },
  {
    name: 'feed',
    uses: ['samplesIn', 'reserve'],
    text: `function feed(net, entry, inputs) {
  const N = samplesIn(net, entry, inputs);
  for (const input of entry.inputs) {
    const value = inputs[input.name];
    input.check?.(entry, input, typeof value === 'number' ? [value] : value, N);
  }
  reserve(net, N);
  for (let k = 0; k < entry.inputs.length; k++) {
    const { name, view } = entry.inputs[k];
    const value = inputs[name];
    if (typeof value === 'number') net.views[view][0] = value;
    else net.views[view].set(value);
  }
  return N;
}`,
  },
  {
    name: 'samplesIn',
    uses: ['checkNames', 'samplesOf', 'problem', 'nameOf'],
    text: `function samplesIn(net, entry, inputs) {
  checkNames(net, entry, inputs);
  let N = -1;
  let first = '';
  for (let k = 0; k < entry.inputs.length; k++) {
    const input = entry.inputs[k];
    const samples = samplesOf(entry, input, Object.hasOwn(inputs, input.name) ? inputs[input.name] : undefined);
    if (samples < 0) continue;
    if (N >= 0 && samples !== N) {
      const both = \`\${nameOf(input.name)} holds \${samples}, \${nameOf(first)} holds \${N}\`;
      throw problem('batch-mismatch', \`\${entry.name}: inputs disagree on the number of samples: \${both}.\`);
    }
    N = samples;
    first = input.name;
  }
  if (N === 0 && entry.name === 'step') throw problem('empty-batch', 'step: expected at least one sample, found none.');
  if (N < 0) N = 1;
  entry.enough?.(entry, N);
  return N;
}`,
  },
  {
    name: 'enough',
    uses: ['problem'],
    text: `function enough({ name, least, needed }, N) {
  if (N < least && (N > 0 || name !== 'evaluate'))
    throw problem('too-few-samples', \`\${name}: found \${N} samples; \${needed}, needs at least \${least}.\`);
}`,
  },
  {
    name: 'checkNames',
    uses: ['expectedBy', 'problem', 'typeOf', 'nameOf'],
    text: `function checkNames({ unit }, entry, inputs) {
  if (typeof inputs !== 'object' || inputs === null)
    throw problem(
      'wrong-inputs',
      \`\${entry.name}: expected an object with \${expectedBy(entry)}, found \${typeOf(inputs)}.\`,
    );
  for (const name in inputs)
    if (!unit.inputs.has(name))
      throw problem(
        'unknown-input',
        \`\${entry.name}: there is no input \${nameOf(name)}; expected \${expectedBy(entry)}.\`,
      );
}`,
  },
  {
    name: 'expectedBy',
    uses: ['listed'],
    text: `function expectedBy({ inputs }) {
  return listed(inputs.map(({ name }) => name));
}`,
  },
  {
    name: 'samplesOf',
    uses: ['wrongLength', 'lengthOf'],
    text: `function samplesOf(entry, input, value) {
  const { size, root } = input;
  const length = lengthOf(entry, input, value);
  const isFixed = size.length < 2;
  const samples = isFixed ? -1 : root ? root(size, length) : (length - size[0]) / size[1];
  if (isFixed ? length !== size[0] : samples < 0 || !Number.isInteger(samples)) throw wrongLength(entry, input, length);
  return samples;
}`,
  },
  {
    name: 'wrongLength',
    uses: ['problem', 'nameOf'],
    text: `function wrongLength(entry, { name, shape, size }, length) {
  const isMultiple = size.length === 2 && size[0] === 0;
  const expected = size.length < 2 ? size[0] : isMultiple ? \`a multiple of \${size[1]}\` : 'another number';
  const says = \`found \${length} values, expected \${expected} for shape \${shape}\`;
  return problem('wrong-length', \`\${entry.name}: \${nameOf(name)}: \${says}.\`);
}`,
  },
  {
    name: 'lengthOf',
    uses: ['problem', 'typeOf', 'nameOf'],
    text: `function lengthOf(entry, { name, array, shape, fits }, value) {
  if (ArrayBuffer.isView(value) && value[Symbol.toStringTag] === array) return value.length;
  const scalar = shape === '[]';
  if (scalar && typeof value === 'number' && fits(value)) return 1;
  const expected = \`expected \${array} of shape \${shape}\${scalar ? ' or a number that fits in one' : ''}\`;
  const where = \`\${entry.name}: \${nameOf(name)}\`;
  if (value === undefined) throw problem('missing-input', \`\${where} is missing; \${expected}.\`);
  throw problem('wrong-array', \`\${where}: \${expected}, found \${typeof value === 'number' ? value : typeOf(value)}.\`);
}`,
  },
  {
    name: 'rootOf',
    uses: [],
    text: `function rootOf(size, length) {
  let [low, high] = [0, length + 1];
  while (low < high) {
    const N = Math.floor((low + high) / 2);
    const found = size.reduceRight((sum, factor) => sum * N + factor, 0);
    if (found === length) return N;
    if (found < length) low = N + 1;
    else high = N;
  }
  return 0.5;
}`,
  },
  {
    name: 'inRange',
    uses: ['placeIn', 'problem'],
    text: `function inRange(entry, input, values) {
  const range = input.range;
  for (let k = 0; k < values.length; k++)
    if (!(values[k] >= 0 && values[k] < range)) {
      const expected = \`expected 0 to \${range - 1}, for it indexes \${input.indexes}\`;
      throw problem(
        'out-of-range',
        \`\${entry.name}: \${placeIn(input.name, input.strides, k)} is \${values[k]}; \${expected}.\`,
      );
    }
}`,
  },
  {
    name: 'inRanges',
    uses: ['inRange'],
    text: `function inRanges(entry, input, values, N) {
  for (const [plus, n, indexes] of input.ranges) inRange(entry, { ...input, range: plus + n * N, indexes }, values);
}`,
  },
  {
    name: 'areBooleans',
    uses: ['placeIn', 'problem'],
    text: `function areBooleans(entry, input, values) {
  for (let k = 0; k < values.length; k++)
    if (values[k] > 1)
      throw problem(
        'not-bool',
        \`\${entry.name}: \${placeIn(input.name, input.strides, k)} is \${values[k]}; expected 0 or 1.\`,
      );
}`,
  },
  {
    name: 'allFinite',
    uses: ['placeIn', 'problem'],
    text: `function allFinite(entry, input, values) {
  for (let k = 0; k < values.length; k++)
    if (!Number.isFinite(values[k]))
      throw problem(
        'not-finite',
        \`\${entry.name}: \${placeIn(input.name, input.strides, k)} is \${values[k]}; this build takes finite numbers only.\`,
      );
}`,
  },
  {
    name: 'placeIn',
    uses: ['nameOf'],
    text: `function placeIn(name, strides, position) {
  const index = (strides ?? [1]).map((stride, k) =>
    Math.floor((k === 0 ? position : position % strides[k - 1]) / stride),
  );
  return index.length === 0 ? nameOf(name) : \`\${nameOf(name)}[\${index.join(', ')}]\`;
}`,
  },
  {
    name: 'instance',
    uses: ['withRoom', 'granted'],
    text: `function instance(unit) {
  const allocate = (bytes, what) => granted(bytes, what, () => new ArrayBuffer(bytes));
  const state = allocate(unit.stateBytes, 'The state');
  const grow = (capacity) => unit.views(state, allocate(unit.bytes(capacity), \`A batch of \${capacity}\`), capacity);
  const net = withRoom({ unit, capacity: 0, views: {}, state: [], grow });
  net.state = unit.variables.map(({ view }) => net.views[view]);
  return net;
}`,
  },
  {
    name: 'withRoom',
    uses: ['reserve'],
    text: `function withRoom(net) {
  reserve(net, net.unit.smallest ?? 1);
  return net;
}`,
  },
  {
    name: 'reserve',
    uses: ['problem'],
    text: `function reserve(net, N) {
  if (N <= net.capacity) return;
  const { unit } = net;
  const capacity = Math.ceil(N / 16) * 16;
  if (capacity > unit.largest)
    throw problem(
      'batch-too-large',
      \`A batch of \${N} needs \${unit.bytes(capacity)} bytes; at most \${unit.largest} samples fit. Use smaller batches.\`,
    );
  net.views = net.grow(capacity);
  net.capacity = capacity;
}`,
  },
  {
    name: 'granted',
    uses: ['problem'],
    text: `function granted(bytes, what, make) {
  try {
    return make();
  } catch {
    const size = (bytes / 2 ** 20).toFixed(1);
    throw problem('out-of-memory', \`\${what} needs \${size} MiB, which this machine does not give. Nothing was changed.\`);
  }
}`,
  },
  {
    name: 'wasmInstance',
    uses: ['withRoom', 'granted'],
    text: `function wasmInstance(unit, compiled, meeting) {
  const pages = (bytes) => Math.ceil(bytes / 65536);
  const first = unit.bytes(16);
  const make = () => new WebAssembly.Memory({ initial: pages(first), maximum: 65536, shared: true });
  const memory = granted(first, 'An instance', make);
  const { exports } = new WebAssembly.Instance(compiled, { host: { memory, meet: () => meeting(net) } });
  const grow = (capacity) => {
    const bytes = unit.bytes(capacity, net.more);
    const more = Math.max(0, pages(bytes - memory.buffer.byteLength));
    granted(bytes, \`A batch of \${capacity}\`, () => memory.grow(more));
    return Object.assign(unit.views(memory.buffer, capacity), { program: net.program, capacity });
  };
  const arrays = { F32: Float32Array, I32: Int32Array, U32: Uint32Array, BOOL: Uint8Array };
  const state = unit.variables.map(
    ({ dtype, shape, at }) =>
      new arrays[dtype](
        memory.buffer,
        at,
        shape.reduce((size, extent) => size * extent, 1),
      ),
  );
  const own = { memory, exports, program: exports, state, capacity: 0, views: {}, grow };
  const net = { unit, compiled, ...own };
  return withRoom(net);
}`,
  },
  {
    name: 'programWithin',
    uses: ['bytesWithin', 'compiledHere'],
    text: `function programWithin(unit, isRelaxed = false) {
  return (unit[isRelaxed ? 'fused' : 'plain'] ??= compiledHere(bytesWithin(unit, isRelaxed)));
}`,
  },
  {
    name: 'compileProgram',
    uses: ['bytesWithin'],
    text: `async function compileProgram(unit, isRelaxed = false) {
  try {
    unit[isRelaxed ? 'fused' : 'plain'] ??= await WebAssembly.compile(bytesWithin(unit, isRelaxed));
  } catch {}
}`,
  },
  {
    name: 'bytesWithin',
    uses: ['bytesOfHex', 'fusedSums'],
    text: `function bytesWithin({ program, sums }, isRelaxed) {
  const hex = program();
  return bytesOfHex(isRelaxed ? fusedSums(hex, sums) : hex);
}`,
  },
  {
    name: 'compiledHere',
    uses: ['problem'],
    text: `function compiledHere(bytes) {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    const [code, mend] = globalThis.WebAssembly?.validate(bytes)
      ? ['no-wasm', "Allow 'wasm-unsafe-eval' in the page's Content-Security-Policy"]
      : ['old-engine', 'Take a newer engine, whose WebAssembly has SIMD and shared memory'];
    throw problem(code, \`WebAssembly is refused here (\${error.message}). \${mend}, or build with --target js.\`);
  }
}`,
  },
  {
    name: 'bytesOfHex',
    uses: [],
    text: `function bytesOfHex(hex) {
  return Uint8Array.from({ length: hex.length / 2 }, (_, k) => Number.parseInt(hex.slice(2 * k, 2 * k + 2), 16));
}`,
  },
  {
    name: 'programBeside',
    uses: ['fusedBytes', 'fileAt', 'placed', 'checked', 'refusalOf', 'problem'],
    text: `function programBeside(unit, relaxed) {
  const kind = relaxed ? 'fused' : 'plain';
  if (unit[kind]) return unit[kind];
  const url = String(placed(unit));
  const bytes = fileAt(url);
  if (!bytes)
    throw problem('not-loaded', \`create: \${url} is not loaded yet. Use await createAsync(options) the first time.\`);
  try {
    return (unit[kind] = checked(unit, new WebAssembly.Module(relaxed ? fusedBytes(unit, bytes) : bytes)));
  } catch (error) {
    throw refusalOf(url, error);
  }
}`,
  },
  {
    name: 'loadProgram',
    uses: ['compiledFrom', 'placed', 'isRelaxed', 'typeOf'],
    text: `async function loadProgram(unit, options) {
  const given = await options?.source;
  if (typeOf(given) === 'WebAssembly.Module') unit.fuses = false;
  const relaxed = isRelaxed(unit, options);
  unit[relaxed ? 'fused' : 'plain'] ??= await compiledFrom(unit, given ?? placed(unit), relaxed);
  if (given === undefined) return options;
  const { source: _, ...rest } = options;
  return rest;
}`,
  },
  {
    name: 'compiledFrom',
    uses: ['compiledOf', 'fetched', 'fileAt', 'checked', 'refusalOf', 'problem', 'typeOf'],
    text: `async function compiledFrom(unit, source, relaxed) {
  const kind = typeOf(source);
  const isPlace = kind === 'URL' || kind === 'String';
  const isBytes = kind === 'ArrayBuffer' || ArrayBuffer.isView(source);
  if (!isPlace && !isBytes && kind !== 'Response' && kind !== 'WebAssembly.Module') {
    const expected = 'a URL, a Response, bytes or a WebAssembly.Module';
    throw problem('bad-option', \`createAsync: source must be \${expected}, found \${kind}.\`);
  }
  const name = isPlace ? String(source) : source.url || 'source';
  const found = isPlace ? (fileAt(name) ?? (await fetched(name))) : source;
  try {
    return checked(unit, await compiledOf(unit, found, relaxed));
  } catch (error) {
    throw refusalOf(name, error);
  }
}`,
  },
  {
    name: 'compiledOf',
    uses: ['fusedBytes', 'unreadable', 'typeOf'],
    text: `async function compiledOf(unit, found, relaxed) {
  if (typeOf(found) === 'WebAssembly.Module') return found;
  let bytes = found;
  if (typeOf(found) === 'Response') {
    const response = found;
    if (!response.ok) throw unreadable(response.url, \`status \${response.status}\`);
    if (!relaxed && response.headers.get('content-type') === 'application/wasm')
      return WebAssembly.compileStreaming(response);
    bytes = await response.arrayBuffer();
  }
  return WebAssembly.compile(relaxed ? fusedBytes(unit, new Uint8Array(bytes)) : bytes);
}`,
  },
  {
    name: 'fusedBytes',
    uses: ['bytesOfHex', 'fusedSums'],
    text: `function fusedBytes({ sums }, bytes) {
  const hex = Array.from(bytes.subarray(...sums), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const changed = Uint8Array.from(bytes);
  changed.set(bytesOfHex(fusedSums(hex, [0, hex.length / 2])), sums[0]);
  return changed;
}`,
  },
  {
    name: 'fetched',
    uses: ['unreadable', 'reasonOf'],
    text: `async function fetched(url) {
  try {
    return await fetch(url);
  } catch (error) {
    throw unreadable(url, reasonOf(error));
  }
}`,
  },
  {
    name: 'fileAt',
    uses: ['unreadable', 'reasonOf'],
    text: `function fileAt(url) {
  const { process } = globalThis;
  const files = url.startsWith('file:') ? process?.getBuiltinModule?.('node:fs') : undefined;
  if (!files) return null;
  try {
    return files.readFileSync(new URL(url));
  } catch (error) {
    throw unreadable(url, reasonOf(error));
  }
}`,
  },
  {
    name: 'placed',
    uses: ['unreadable', 'reasonOf'],
    text: `function placed(unit) {
  try {
    return unit.program();
  } catch (error) {
    throw unreadable('The program', reasonOf(error));
  }
}`,
  },
  {
    name: 'unreadable',
    uses: ['problem'],
    text: `function unreadable(url, why) {
  const mend = 'Deploy it beside the module, or say where it is: createAsync({ source }).';
  return problem('no-program', \`\${url} cannot be read: \${why}. \${mend}\`);
}`,
  },
  {
    name: 'checked',
    uses: [],
    text: `function checked(unit, compiled) {
  const [stamp] = WebAssembly.Module.customSections(compiled, 'tapeless');
  if (!stamp || new TextDecoder().decode(stamp) !== unit.stamp) throw new Error('it is of another build');
  return compiled;
}`,
  },
  {
    name: 'refusalOf',
    uses: ['compiledHere', 'bytesOfHex', 'reasonOf', 'problem'],
    text: `function refusalOf(name, error) {
  if (error.code === 'no-program') return error;
  compiledHere(bytesOfHex('0061736d01000000010401600000030201000504010301010a090107004100fd0f1a0b'));
  const says = \`\${name} is not the program of this module: \${reasonOf(error)}\`;
  return problem('bad-program', \`\${says}. Deploy the files of one build.\`);
}`,
  },
  {
    name: 'reasonOf',
    uses: [],
    text: `function reasonOf(error) {
  return String(error?.message ?? error).replace(/\\.$/, '');
}`,
  },
  {
    name: 'isRelaxed',
    uses: ['fuses'],
    text: `function isRelaxed(unit, options) {
  return options?.relaxed !== false && (unit.fuses ??= unit.sums !== undefined && fuses());
}`,
  },
  {
    name: 'fuses',
    uses: ['bytesOfHex'],
    text: `function fuses() {
  const code =
    '0061736d0100000001070160027d7d017d03020100070501016600000a160114002000fd132000fd132001fd13fd8502fd1f000b';
  try {
    const { f } = new WebAssembly.Instance(new WebAssembly.Module(bytesOfHex(code))).exports;
    return f(1 + 2 ** -12, -1 - 2 ** -11) !== 0;
  } catch {
    return false;
  }
}`,
  },
  {
    name: 'fusedSums',
    uses: [],
    text: `function fusedSums(hex, [from, to]) {
  const sums = hex.slice(2 * from, 2 * to).replace(/fde601(20(?:[89a-f].)?[0-7].)fde401/g, '010101$1fd8502');
  return hex.slice(0, 2 * from) + sums + hex.slice(2 * to);
}`,
  },
  {
    name: 'startWorkers',
    uses: ['addWorker', 'dispose', 'runShared', 'problem', 'typeOf'],
    text: `function startWorkers(net, options = {}, url) {
  const { threads = 1, createWorker, keepLast } = options;
  if (createWorker !== undefined && typeof createWorker !== 'function')
    throw problem('bad-option', \`create: createWorker must be a function, found \${typeOf(createWorker)}.\`);
  if (!Number.isInteger(threads) || threads < 1 || threads > 64)
    throw problem('bad-option', \`create: threads must be a whole number from 1 to 64, found \${String(threads)}.\`);
  if (threads === 1) return;
  const isolated = globalThis.crossOriginIsolated !== false;
  if (!isolated || !(createWorker ?? url)) {
    const mend = isolated ? 'createWorker' : 'a cross-origin isolated page';
    if (!net.unit.warned) console.warn(\`Tapeless computes with one thread: more need \${mend}.\`);
    net.unit.warned = true;
    return;
  }
  const words = new Int32Array(net.memory.buffer, 0, 16);
  Object.assign(net, { words, workers: [], keepLast, more: threads - 1 });
  const runs = Object.keys(net.exports).map((name, k) => [name, (N, C) => runShared(net, name, k, N, C)]);
  net.program = Object.fromEntries(runs);
  net.views = net.grow(net.capacity);
  try {
    while (net.workers.length < threads - 1) addWorker(net, createWorker, url);
  } catch (error) {
    dispose(net);
    throw error;
  }
}`,
  },
  {
    name: 'addWorker',
    uses: ['nodeThreads', 'problem', 'typeOf'],
    text: `function addWorker(net, createWorker, url) {
  const given = { type: 'module', name: 'tapeless', workerData: 'tapeless', execArgv: [] };
  const own = () => new (nodeThreads() ?? globalThis).Worker(new URL(url), given);
  const worker = createWorker ? createWorker(given) : own();
  if (typeof worker?.postMessage !== 'function')
    throw problem('bad-option', \`create: createWorker must give a Worker, found \${typeOf(worker)}.\`);
  worker.onerror = () => (net.lost = true);
  worker.on?.('error', worker.onerror).on('exit', worker.onerror);
  worker.unref?.();
  worker.postMessage([net.compiled, net.memory]);
  net.workers.push(worker);
}`,
  },
  {
    name: 'nodeThreads',
    uses: [],
    text: `function nodeThreads() {
  return globalThis.process?.getBuiltinModule?.('node:worker_threads');
}`,
  },
  {
    name: 'dispose',
    uses: [],
    text: `function dispose({ workers }) {
  workers?.splice(0).forEach((worker) => void worker.terminate());
}`,
  },
  {
    name: 'whole',
    uses: [],
    text: `function whole(net) {
  if (net.torn) throw net.torn;
  return net;
}`,
  },
  {
    name: 'runShared',
    uses: ['dispose', 'meet', 'problem'],
    text: `function runShared(net, name, entry, N, C) {
  const { exports, unit, words, workers } = net;
  net.parts = exports['parts'].value = workers.length && Atomics.load(words, 2) + 1;
  const kept = net.keepLast && net.state.map((values) => values.slice());
  const end = unit.bytes(C);
  words.set([entry, N, C, end, unit.bytes(C, 1) - end], 3);
  net.goal = -net.parts;
  try {
    if (net.lost && net.parts)
      throw problem(
        'worker-died',
        'A worker died or could not start. Nothing was changed; from here on one thread computes.',
      );
    exports[name](N, C);
    if (net.goal >= 0 && net.parts > 1) meet(net);
  } catch (error) {
    words[1] = -(2 ** 31);
    dispose(net);
    if (kept) net.state.forEach((values, k) => values.set(kept[k]));
    else if (net.goal >= 0 && name !== 'predict' && name !== 'evaluate') {
      net.torn = error;
      net.torn.message += ' The state may be torn in the middle of an update: load() a whole one first.';
    }
    throw error;
  }
}`,
  },
  {
    name: 'meet',
    uses: ['wake', 'problem'],
    text: `function meet(team) {
  const { words, parts, workers } = team;
  team.goal += parts;
  if (team.goal === 0) {
    if (workers) wake(team);
    return;
  }
  Atomics.add(words, 1, 1);
  const start = performance.now();
  let [last, waited] = [start, 0];
  for (let spins = 1; Atomics.load(words, 1) < team.goal; spins++) {
    if (spins % 16384 > 0) continue;
    if (!globalThis.document) Atomics.wait(words, 8, 0, 0.05);
    const now = performance.now();
    waited += Math.min(now - last, 20);
    last = now;
    if (workers && waited > 4000 + 9 * (start - team.began))
      throw problem('worker-died', 'A worker died during a call. From here on one thread computes.');
  }
}`,
  },
  {
    name: 'wake',
    uses: [],
    text: `function wake(team) {
  const { words, parts } = team;
  team.began = performance.now();
  Atomics.store(words, 1, 0);
  Atomics.store(words, 0, (((words[0] >>> 8) + 1) << 8) | parts);
  Atomics.notify(words, 0);
}`,
  },
  {
    name: 'joinThreads',
    uses: ['nodeThreads', 'work'],
    text: `function joinThreads() {
  const node = nodeThreads();
  const { document, name } = globalThis;
  if ((node ? node.workerData : !document && name) !== 'tapeless') return;
  (node?.parentPort ?? globalThis).onmessage = ({ data }) => work(...data);
}`,
  },
  {
    name: 'work',
    uses: ['meet'],
    text: `function work(compiled, memory) {
  const words = new Int32Array(memory.buffer, 0, 16);
  const team = { words, goal: 0, parts: 1, began: 0 };
  const { exports } = new WebAssembly.Instance(compiled, { host: { memory, meet: () => meet(team) } });
  const { part, parts, scratch } = exports;
  let seen = Atomics.load(words, 0);
  const own = (part.value = Atomics.add(words, 2, 1) + 1);
  for (;;) {
    for (let spins = 0; Atomics.load(words, 0) === seen; spins++) if (spins > 16384) Atomics.wait(words, 0, seen);
    seen = Atomics.load(words, 0);
    team.parts = parts.value = seen & 255;
    if (own >= team.parts) continue;
    const [, , , entry, N, C, first, bytes] = words;
    team.goal = -team.parts;
    scratch.value = first + (own - 1) * bytes;
    Object.values(exports)[entry](N, C);
    Atomics.add(words, 1, 1);
  }
}`,
  },
  {
    name: 'checkOptions',
    uses: ['problem', 'typeOf', 'listed'],
    text: `function checkOptions(options = {}, known) {
  if (typeof options !== 'object' || options === null)
    throw problem('bad-option', \`create: expected an object of options, found \${typeOf(options)}.\`);
  const unknown = Object.keys(options).filter((name) => !known.split(', ').includes(name));
  if (unknown.length > 0)
    throw problem('bad-option', \`create: there is no option \${listed(unknown)}; expected \${known}.\`);
  const { partial, keepLast, relaxed } = options;
  for (const [name, value] of Object.entries({ partial, keepLast, relaxed }))
    if (value !== undefined && typeof value !== 'boolean')
      throw problem('bad-option', \`create: \${name} must be true or false, found \${typeOf(value)}.\`);
}`,
  },
  {
    name: 'start',
    uses: ['seedWords', 'loadWeights'],
    text: `function start(net, options = {}) {
  const { seed = 0, weights, partial = false } = options;
  const words = seedWords(seed);
  const { unit, state } = net;
  unit.variables.forEach(({ role, initial = 0 }, k) => {
    if (role === 'seed') state[k].set(words);
    else if (typeof initial === 'number') state[k].fill(initial);
    else state[k].set(initial);
  });
  unit.init?.(1, net.views);
  if (weights !== undefined) loadWeights(net, weights, partial);
}`,
  },
  {
    name: 'seedWords',
    uses: ['problem', 'typeOf'],
    text: `function seedWords(seed) {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    const found = typeof seed === 'number' ? seed : typeOf(seed);
    throw problem('bad-option', \`create: seed must be a whole number from 0 to 2^53 - 1, found \${found}.\`);
  }
  return [Math.floor(seed / 2 ** 32), seed % 2 ** 32];
}`,
  },
  {
    name: 'parametersOf',
    uses: [],
    text: `function parametersOf(net) {
  const parameters = Object.create(null);
  net.unit.variables.forEach(({ name, role, shape }, k) => {
    if (role === 'parameter' || role === 'state')
      parameters[name] = Object.freeze({ shape: Object.freeze(shape), data: net.state[k] });
  });
  return Object.freeze(parameters);
}`,
  },
  {
    name: 'hyperparametersOf',
    uses: ['setScalar', 'closest', 'problem', 'nameOf', 'listed'],
    text: `function hyperparametersOf(net) {
  const scalars = Object.create(null);
  net.unit.variables.forEach(({ name, role }, k) => {
    if (role === 'hyperparameter')
      Object.defineProperty(scalars, name, {
        enumerable: true,
        get: () => closest(net.state[k]),
        set: (value) => setScalar(name, net.state[k], value),
      });
  });
  const refuse = (_, name) => {
    const known = \`expected \${listed(Object.keys(scalars))}\`;
    throw problem('unknown-hyperparameter', \`There is no hyperparameter \${nameOf(String(name))}; \${known}.\`);
  };
  return new Proxy(Object.freeze(scalars), {
    set: (target, name, value) => (name in target ? Reflect.set(target, name, value) : refuse(target, name)),
    defineProperty: refuse,
  });
}`,
  },
  {
    name: 'setScalar',
    uses: ['problem', 'typeOf', 'nameOf'],
    text: `function setScalar(name, view, value) {
  const stored = view.slice();
  stored[0] = value;
  const fits = typeof value === 'number' && Number.isFinite(stored[0]);
  if (!fits || (!(view instanceof Float32Array) && stored[0] !== value)) {
    const found = typeof value === 'number' ? value : typeOf(value);
    throw problem('bad-hyperparameter', \`\${nameOf(name)} must be a finite number that fits, found \${found}.\`);
  }
  view.set(stored);
}`,
  },
  {
    name: 'closest',
    uses: [],
    text: `function closest([value = 0]) {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return value;
}`,
  },
  {
    name: 'load',
    uses: ['tensorsOf', 'take', 'keyOf'],
    text: `function load(net, bytes) {
  const names = new Set(net.unit.variables.map(keyOf));
  const tensors = tensorsOf(bytes, (name) => names.has(name));
  take(net, tensors, net.unit.variables, 'Parameters alone are taken by create({ weights }).');
}`,
  },
  {
    name: 'loadWeights',
    uses: ['tensorsOf', 'take', 'keyOf'],
    text: `function loadWeights(net, bytes, partial) {
  const wanted = net.unit.variables.filter(({ role }) => role === 'parameter' || role === 'state');
  const names = new Set(wanted.map(keyOf));
  const tensors = tensorsOf(bytes, (name) => partial || names.has(name) || name.startsWith('tapeless/'));
  const found = wanted.filter((variable) => tensors.has(keyOf(variable)));
  take(
    net,
    tensors,
    partial && found.length > 0 ? found : wanted,
    'create({ weights, partial: true }) takes a subset.',
  );
}`,
  },
  {
    name: 'tensorsOf',
    uses: ['readTensors', 'problem', 'listed'],
    text: `function tensorsOf(bytes, isKnown) {
  const tensors = readTensors(bytes);
  const unknown = [...tensors.keys()].filter((name) => !isKnown(name));
  if (unknown.length > 0)
    throw problem('unknown-tensor', \`The file has \${listed(unknown)}, which is not known here. Nothing was changed.\`);
  return tensors;
}`,
  },
  {
    name: 'take',
    uses: ['keyOf', 'checkFits', 'valuesOf', 'bytesOf', 'problem', 'listed'],
    text: `function take(net, tensors, variables, mend) {
  const missing = variables.map(keyOf).filter((key) => !tensors.has(key));
  if (missing.length > 0) throw problem('missing-tensor', \`The file lacks \${listed(missing)}. \${mend}\`);
  for (const variable of variables) checkFits(variable, tensors.get(keyOf(variable)), valuesOf(net, variable));
  for (const variable of variables) bytesOf(valuesOf(net, variable)).set(tensors.get(keyOf(variable)).bytes);
}`,
  },
  {
    name: 'keyOf',
    uses: [],
    text: `function keyOf({ key, name }) {
  return key ?? name;
}`,
  },
  {
    name: 'checkFits',
    uses: ['problem', 'nameOf'],
    text: `function checkFits({ name, role, dtype, shape }, { type, bytes }, view) {
  const here = \`\${dtype} [\${shape.join(', ')}]\`;
  if (type !== here || bytes.length !== view.byteLength)
    throw problem('wrong-tensor', \`\${nameOf(name)} is \${here} here, \${type} of \${bytes.length} bytes in the file.\`);
  const [value] = role === 'hyperparameter' ? new Float32Array(bytes.slice().buffer) : [0];
  if (!Number.isFinite(value) || (dtype === 'BOOL' && bytes.some((byte) => byte > 1)))
    throw problem('wrong-tensor', \`\${nameOf(name)} has a value in the file that it must not have.\`);
}`,
  },
  {
    name: 'save',
    uses: ['valuesOf', 'bytesOf'],
    text: `function save(net) {
  const header = Object.create(null);
  header['__metadata__'] = { format: 'tapeless', version: '1' };
  const ordered = [...net.unit.variables].sort((a, b) => Number(a.dtype === 'BOOL') - Number(b.dtype === 'BOOL'));
  let end = 0;
  for (const variable of ordered) {
    const { key, name, dtype, shape } = variable;
    header[key ?? name] = { dtype, shape, data_offsets: [end, (end += valuesOf(net, variable).byteLength)] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  let at = 8 + Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(at + end).fill(32, 8, at);
  new DataView(file.buffer).setUint32(0, at - 8, true);
  file.set(text, 8);
  for (const variable of ordered) {
    const bytes = bytesOf(valuesOf(net, variable));
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}`,
  },
  {
    name: 'valuesOf',
    uses: [],
    text: `function valuesOf({ unit, state }, variable) {
  return state[unit.variables.indexOf(variable)];
}`,
  },
  {
    name: 'bytesOf',
    uses: [],
    text: `function bytesOf({ buffer, byteOffset, byteLength }) {
  return new Uint8Array(buffer, byteOffset, byteLength);
}`,
  },
  {
    name: 'readTensors',
    uses: ['inOrder', 'foreign', 'headerLength', 'parseHeader', 'typeOf', 'nameOf', 'quoted'],
    text: `function readTensors(given) {
  const file = typeOf(given) === 'ArrayBuffer' ? new Uint8Array(given) : given;
  if (typeOf(file) !== 'Uint8Array') throw foreign(\`it is no Uint8Array but \${typeOf(file)}\`);
  const start = 8 + headerLength(file);
  const tensors = new Map();
  const entries = Object.entries(parseHeader(file.subarray(8, start)));
  let end = start;
  for (const [name, { dtype, shape, data_offsets }] of entries.sort(inOrder)) {
    const [from, to] = data_offsets;
    if (start + from !== end || to < from) throw foreign(\`\${quoted(name)} does not begin where the one before ends\`);
    end = start + to;
    tensors.set(name, { type: \`\${nameOf(dtype)} [\${shape.join(', ')}]\`, bytes: file.subarray(start + from, end) });
  }
  if (end !== file.length) throw foreign(\`it has \${file.length} bytes, its header describes \${end}\`);
  return tensors;
}`,
  },
  {
    name: 'inOrder',
    uses: [],
    text: `function inOrder([, { data_offsets: a }], [, { data_offsets: b }]) {
  return a[0] - b[0] || a[1] - b[1];
}`,
  },
  {
    name: 'foreign',
    uses: ['problem'],
    text: `function foreign(why) {
  return problem('bad-file', \`This is no whole safetensors file: \${why}. Nothing was changed.\`);
}`,
  },
  {
    name: 'headerLength',
    uses: ['foreign'],
    text: `function headerLength(file) {
  if (file.length < 10) throw foreign(\`it has \${file.length} bytes\`);
  const words = new DataView(file.buffer, file.byteOffset, 8);
  const length = words.getUint32(4, true) * 2 ** 32 + words.getUint32(0, true);
  const most = Math.min(2 ** 24, file.length - 8);
  if (length > most) throw foreign(\`its header would have \${length} bytes, and at most \${most} can be\`);
  if (file[8] !== 123) throw foreign('its header does not start with {');
  return length;
}`,
  },
  {
    name: 'parseHeader',
    uses: ['foreign', 'keysIn', 'areNotes', 'isEntry', 'quoted'],
    text: `function parseHeader(bytes) {
  let [text, header] = ['', {}];
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    throw foreign('its header is no JSON');
  }
  let keys = 0;
  for (const name in header) {
    const entry = header[name];
    if (!(name === '__metadata__' ? areNotes(entry) : isEntry(entry)))
      throw foreign(\`its header describes \${quoted(name)} wrongly\`);
    keys += 1 + Object.keys(entry).length;
  }
  if (keysIn(text) !== keys) throw foreign('its header names something twice');
  const { __metadata__: notes, ...entries } = header;
  if (notes?.['format'] === 'tapeless' && notes['version'] !== '1') throw foreign('a later version wrote it');
  return entries;
}`,
  },
  {
    name: 'keysIn',
    uses: [],
    text: `function keysIn(text) {
  let keys = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    for (at++; text[at] !== '"'; at++) if (text[at] === '\\\\') at++;
    for (at++; text[at] <= ' ';) at++;
    if (text[at] === ':') keys++;
  }
  return keys;
}`,
  },
  {
    name: 'areNotes',
    uses: ['typeOf'],
    text: `function areNotes(notes) {
  return typeOf(notes) === 'Object' && Object.values(notes).every((note) => typeof note === 'string');
}`,
  },
  {
    name: 'isEntry',
    uses: [],
    text: `function isEntry(entry) {
  const { dtype, shape, data_offsets: offsets, ...more } = Object(entry);
  if (typeof dtype !== 'string' || !Array.isArray(shape) || !Array.isArray(offsets) || offsets.length !== 2)
    return false;
  const sizes = [...shape, ...offsets];
  return Object.keys(more).length === 0 && sizes.every((size) => Number.isSafeInteger(size) && size >= 0);
}`,
  },
  {
    name: 'problem',
    uses: [],
    text: `function problem(code, says) {
  return Object.assign(new Error(says), { name: 'TapelessError', code });
}`,
  },
  {
    name: 'typeOf',
    uses: [],
    text: `function typeOf(value) {
  return Object.prototype.toString.call(value).slice(8, -1);
}`,
  },
  {
    name: 'nameOf',
    uses: ['quoted'],
    text: `function nameOf(name) {
  return /^[\\w./-]{1,80}$/.test(name) ? name : quoted(name);
}`,
  },
  {
    name: 'quoted',
    uses: [],
    text: `function quoted(text) {
  return JSON.stringify(text.length > 80 ? \`\${text.slice(0, 79)}…\` : text);
}`,
  },
  {
    name: 'listed',
    uses: ['nameOf'],
    text: `function listed(names) {
  const shown = names.slice(0, 8).map(nameOf).join(', ');
  return names.length > 8 ? \`\${shown} and \${names.length - 8} more\` : shown || 'none';
}`,
  },
];
