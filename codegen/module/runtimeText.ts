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
    text: `/** One call of an entry point. */
function call(net, entry, inputs) {
  const N = feed(net, entry, inputs);
  entry.run(N, net.views);
  return entry.results(net.views, N);
}`,
  },
  {
    name: 'callOrRestore',
    uses: ['call'],
    text: `/** As \`call\`; a call that fails leaves the state as it was. */
function callOrRestore(net, entry, inputs) {
  const before = new Uint8Array(net.state.slice(0));
  try {
    return call(net, entry, inputs);
  } catch (error) {
    new Uint8Array(net.state).set(before);
    throw error;
  }
}`,
  },
  {
    name: 'check',
    uses: ['problem'],
    text: `/** Stops at the first NaN or infinity among a kernel's results. */
function check(values, length, name, place) {
  for (let k = 0; k < length; k++)
    if (!Number.isFinite(values[k]))
      throw problem(
        'not-finite',
        \`\${name}, made at \${place}, is \${values[k]} at position \${k}. The state is as it was before.\`,
      );
}`,
  },
  {
    name: 'quotient',
    uses: [],
    text: `/** What is left of merged counts: 0 where nothing was counted. */
function quotient(total, weight) {
  return total !== undefined && weight ? total / weight : 0;
}`,
  },
  {
    name: 'evaluateBatches',
    uses: ['evaluateLater', 'addCounts', 'problem', 'typeOf'],
    text: `/** One batch, or any iterable of batches, merged by totals and weights; an asynchronous one gives a promise. */
function evaluateBatches(net, entry, batches) {
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
    text: `/** An empty batch counts nothing. */
function addCounts(net, entry, batch, sums) {
  const N = feed(net, entry, batch);
  if (N === 0) return;
  entry.run(N, net.views);
  entry.counts(net.views, N).forEach((count, k) => (sums[k] = (sums[k] ?? 0) + count));
}`,
  },
  {
    name: 'feed',
    uses: ['samplesIn', 'reserve'],
    text: `/** Checks all inputs, then copies them to where the kernels read them. Gives N, which is 1 where no input has one. */
function feed(net, entry, inputs) {
  const N = samplesIn(net, entry, inputs);
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
  return N < 0 ? 1 : N;
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
    text: `/** The N that one input says, or -1 if its shape has none. */
function samplesOf(entry, input, value) {
  const { size, root, check } = input;
  const length = lengthOf(entry, input, value);
  const isFixed = size.length < 2;
  const samples = isFixed ? -1 : root ? root(size, length) : (length - size[0]) / size[1];
  if (isFixed ? length !== size[0] : samples < 0 || !Number.isInteger(samples)) throw wrongLength(entry, input, length);
  if (check) check(entry, input, typeof value === 'number' ? [value] : value);
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
    text: `function lengthOf(entry, { name, array, shape, stored }, value) {
  if (ArrayBuffer.isView(value) && value[Symbol.toStringTag] === array) return value.length;
  const scalar = shape === '[]';
  if (scalar && typeof value === 'number' && (!stored || stored(value) === value)) return 1;
  const expected = \`expected \${array} of shape \${shape}\${scalar ? ' or a number that fits in one' : ''}\`;
  const where = \`\${entry.name}: \${nameOf(name)}\`;
  if (value === undefined) throw problem('missing-input', \`\${where} is missing; \${expected}.\`);
  throw problem('wrong-array', \`\${where}: \${expected}, found \${typeof value === 'number' ? value : typeOf(value)}.\`);
}`,
  },
  {
    name: 'rootOf',
    uses: [],
    text: `/** The N at which a size with N² is the length: by halving, for sizes only grow. */
function rootOf(size, length) {
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
    text: `/** Refuses an index outside of what it indexes. */
function inRange(entry, input, values) {
  const range = input.range;
  for (let k = 0; k < values.length; k++)
    if (!(values[k] >= 0 && values[k] < range)) {
      const expected = \`expected 0 to \${range - 1}, for it indexes \${input.indexes}\`;
      throw problem('out-of-range', \`\${entry.name}: \${placeIn(input, k)} is \${values[k]}; \${expected}.\`);
    }
}`,
  },
  {
    name: 'areBooleans',
    uses: ['placeIn', 'problem'],
    text: `/** Refuses a truth value that is neither 0 nor 1. */
function areBooleans(entry, input, values) {
  for (let k = 0; k < values.length; k++)
    if (values[k] > 1)
      throw problem('not-bool', \`\${entry.name}: \${placeIn(input, k)} is \${values[k]}; expected 0 or 1.\`);
}`,
  },
  {
    name: 'allFinite',
    uses: ['placeIn', 'problem'],
    text: `/** Refuses NaN and infinities, in a build that checks numbers. */
function allFinite(entry, input, values) {
  for (let k = 0; k < values.length; k++)
    if (!Number.isFinite(values[k]))
      throw problem(
        'not-finite',
        \`\${entry.name}: \${placeIn(input, k)} is \${values[k]}; this build takes finite numbers only.\`,
      );
}`,
  },
  {
    name: 'placeIn',
    uses: ['nameOf'],
    text: `/** \`label[17, 2]\` */
function placeIn({ name, strides = [1] }, position) {
  const index = strides.map((stride, k) => Math.floor((k === 0 ? position : position % strides[k - 1]) / stride));
  return \`\${nameOf(name)}[\${index.join(', ')}]\`;
}`,
  },
  {
    name: 'instance',
    uses: ['reserve', 'allocate'],
    text: `/** An instance whose state is all zeros. */
function instance(unit) {
  const net = { unit, state: allocate(unit.stateBytes, 'The state'), capacity: 0, views: {} };
  reserve(net, 1);
  return net;
}`,
  },
  {
    name: 'reserve',
    uses: ['allocate', 'problem'],
    text: `/** Makes room for N samples: the size is checked, then allocated, then used. A steady call finds nothing to do. */
function reserve(net, N) {
  if (N <= net.capacity) return;
  const { unit, state } = net;
  const capacity = Math.ceil(N / 16) * 16;
  if (capacity > unit.largest)
    throw problem('batch-too-large', \`A batch of \${N} is too large: at most \${unit.largest} fit. Use smaller batches.\`);
  const arena = allocate(unit.arenaBytes(capacity), \`A batch of \${N}\`);
  net.views = unit.views(state, arena, capacity);
  net.capacity = capacity;
}`,
  },
  {
    name: 'allocate',
    uses: ['problem'],
    text: `function allocate(bytes, what) {
  try {
    return new ArrayBuffer(bytes);
  } catch {
    const size = (bytes / 2 ** 20).toFixed(1);
    throw problem('out-of-memory', \`\${what} needs \${size} MiB, which this machine does not give. Nothing was changed.\`);
  }
}`,
  },
  {
    name: 'start',
    uses: ['seedWords', 'loadWeights', 'problem', 'typeOf', 'listed'],
    text: `/** First values: plain ones, what \`init\` computes from the seed, then weights from a file. */
function start(net, options = {}) {
  if (typeof options !== 'object' || options === null)
    throw problem('bad-option', \`create: expected an object of options, found \${typeOf(options)}.\`);
  const unknown = Object.keys(options).filter((name) => !['seed', 'weights', 'partial'].includes(name));
  if (unknown.length > 0)
    throw problem('bad-option', \`create: there is no option \${listed(unknown)}; expected seed, weights, partial.\`);
  const { seed = 0, weights, partial = false } = options;
  const words = seedWords(seed);
  const { unit, views } = net;
  for (const { role, view, initial = 0 } of unit.variables) {
    if (role === 'seed') views[view].set(words);
    else if (typeof initial === 'number') views[view].fill(initial);
    else views[view].set(initial);
  }
  unit.init?.(1, views);
  if (weights !== undefined) loadWeights(net, weights, partial);
}`,
  },
  {
    name: 'seedWords',
    uses: ['problem', 'typeOf'],
    text: `/** A seed as two words, the high one first, as JAX makes a key of it. */
function seedWords(seed) {
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
    text: `/** Shape and live data of each parameter and state, by name; without a prototype, so that any name is only a name. */
function parametersOf(net) {
  const parameters = Object.create(null);
  for (const { name, role, view, shape } of net.unit.variables)
    if (role === 'parameter' || role === 'state')
      parameters[name] = Object.freeze({
        shape: Object.freeze(shape),
        get data() {
          return net.views[view];
        },
      });
  return Object.freeze(parameters);
}`,
  },
  {
    name: 'hyperparametersOf',
    uses: ['setScalar', 'closest', 'problem', 'nameOf', 'listed'],
    text: `/** The optimizer's scalars, read and written in the state. */
function hyperparametersOf(net) {
  const scalars = Object.create(null);
  for (const { name, role, view } of net.unit.variables)
    if (role === 'hyperparameter')
      Object.defineProperty(scalars, name, {
        enumerable: true,
        get: () => closest(net.views[view]),
        set: (value) => setScalar(name, net.views[view], value),
      });
  const refuse = (_, name) => {
    const known = \`expected \${listed(Object.keys(scalars))}\`;
    throw problem('unknown-hyperparameter', \`There is no hyperparameter \${nameOf(String(name))}; \${known}.\`);
  };
  // A frozen object would refuse a misspelt name too, but in the engine's words.
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
    text: `/** The shortest decimal that is stored as this value: 0.001 and not 0.0010000000474974513. */
function closest([value = 0]) {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return value;
}`,
  },
  {
    name: 'load',
    uses: ['keyOf', 'refuseUnknown', 'take', 'readTensors'],
    text: `/** Takes over everything that \`save\` wrote: all is checked before anything is changed. */
function load(net, bytes) {
  const file = readTensors(bytes);
  const { variables } = net.unit;
  refuseUnknown(file, new Set(variables.map(keyOf)));
  take(net, file, variables, 'Parameters alone are taken by create({ weights }).');
}`,
  },
  {
    name: 'loadWeights',
    uses: ['keyOf', 'forTraining', 'refuseUnknown', 'take', 'readTensors', 'problem', 'listed'],
    text: `/** Takes over parameters by name, from a file of this model's or of another program's. */
function loadWeights(net, bytes, partial) {
  const file = readTensors(bytes);
  const { variables } = net.unit;
  const wanted = variables.filter(({ role }) => role === 'parameter' || role === 'state');
  const found = wanted.filter((variable) => file.tensors.has(keyOf(variable)));
  if (!partial) refuseUnknown(file, new Set([...variables.map(keyOf), ...forTraining(file)]));
  else if (found.length === 0)
    throw problem('missing-tensor', \`The file has none of the parameters \${listed(wanted.map(({ name }) => name))}.\`);
  take(net, file, partial ? found : wanted, 'A subset is taken by create({ weights, partial: true }).');
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
    name: 'forTraining',
    uses: [],
    text: `/** The names that the file itself calls no parameters. */
function forTraining({ notes }) {
  try {
    const names = JSON.parse(notes['training'] ?? '[]');
    return Array.isArray(names) ? names.map(String) : [];
  } catch {
    return [];
  }
}`,
  },
  {
    name: 'refuseUnknown',
    uses: ['problem', 'listed'],
    text: `function refuseUnknown({ tensors }, known) {
  const unknown = [...tensors.keys()].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const expected = \`expected \${listed([...known])}\`;
  throw problem('unknown-tensor', \`The file has tensors that are not known here: \${listed(unknown)}; \${expected}.\`);
}`,
  },
  {
    name: 'take',
    uses: ['keyOf', 'checkFits', 'problem', 'listed'],
    text: `function take({ views }, { tensors }, variables, mend) {
  const missing = variables.map(keyOf).filter((key) => !tensors.has(key));
  if (missing.length > 0) throw problem('missing-tensor', \`The file lacks \${listed(missing)}. \${mend}\`);
  const found = variables.map((variable) => ({ variable, stored: tensors.get(keyOf(variable)) }));
  for (const { variable, stored } of found) checkFits(variable, stored, views[variable.view].byteLength);
  for (const { variable, stored } of found) {
    const { buffer, byteOffset, byteLength } = views[variable.view];
    new Uint8Array(buffer, byteOffset, byteLength).set(stored.bytes);
  }
}`,
  },
  {
    name: 'checkFits',
    uses: ['problem', 'nameOf'],
    text: `function checkFits({ name, role, dtype, shape }, stored, length) {
  const [here, there] = [
    { dtype, shape },
    { dtype: stored.dtype, shape: stored.shape },
  ].map((type) => \`\${nameOf(type.dtype)} [\${type.shape.join(', ')}]\`);
  if (here !== there) throw problem('wrong-tensor', \`\${nameOf(name)} is \${here} here, \${there} in the file.\`);
  if (stored.bytes.length !== length)
    throw problem('bad-file', \`\${nameOf(name)} takes \${length} bytes, the file has \${stored.bytes.length} for it.\`);
  if (dtype === 'BOOL' && stored.bytes.some((value) => value > 1))
    throw problem('bad-file', \`\${nameOf(name)} must hold 0 and 1 alone, the file has other values for it.\`);
  if (
    role === 'hyperparameter' &&
    dtype === 'F32' &&
    !Number.isFinite(new Float32Array(stored.bytes.slice().buffer)[0])
  )
    throw problem('bad-file', \`\${nameOf(name)} must be a finite number, the file has another value for it.\`);
}`,
  },
  {
    name: 'save',
    uses: [],
    text: `/** All variables as a safetensors file. Its notes say which ones only training needs. */
function save({ unit, views }) {
  const header = Object.create(null);
  const training = unit.variables.filter(({ role }) => role !== 'parameter' && role !== 'state');
  header['__metadata__'] = {
    format: 'tapeless',
    version: '1',
    training: JSON.stringify(training.map(({ key, name }) => key ?? name)),
  };
  // Wide elements first, so that all are aligned.
  const ordered = ['F32', 'I32', 'U32', 'BOOL'].flatMap((dtype) => unit.variables.filter((one) => one.dtype === dtype));
  let end = 0;
  for (const { key, name, view, dtype, shape } of ordered)
    header[key ?? name] = { dtype, shape, data_offsets: [end, (end += views[view].byteLength)] };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(start + end).fill(32, 8, start);
  new DataView(file.buffer).setUint32(0, start - 8, true);
  file.set(text, 8);
  let at = start;
  for (const { view } of ordered) {
    const { buffer, byteOffset, byteLength } = views[view];
    file.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return file;
}`,
  },
  {
    name: 'readTensors',
    uses: ['foreign', 'headerLength', 'parseHeader', 'checkOffsets', 'problem', 'typeOf', 'nameOf'],
    text: `/** The tensors of a file, all of it checked; the file may be anyone's. */
function readTensors(given) {
  const kind = typeOf(given);
  if (kind !== 'ArrayBuffer' && kind !== 'Uint8Array')
    throw problem('bad-file', \`Expected a Uint8Array with a safetensors file, found \${kind}.\`);
  const file = kind === 'ArrayBuffer' ? new Uint8Array(given) : given;
  const start = 8 + headerLength(file);
  const { notes, entries } = parseHeader(file.subarray(8, start));
  if (notes['format'] === 'tapeless' && notes['version'] !== '1')
    throw foreign(\`its form has the number \${nameOf(String(notes['version']))}, and only 1 is known here\`);
  checkOffsets(entries, file.length - start);
  const tensors = Object.entries(entries).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      return [name, { dtype, shape, bytes: file.subarray(start + from, start + to) }];
    },
  );
  return { tensors: new Map(tensors), notes };
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
    text: `/** Read before anything is allocated: 64 bits, of which a header in its right mind needs 24. */
function headerLength(file) {
  if (file.length < 10) throw foreign(\`it has \${file.length} bytes\`);
  const words = new DataView(file.buffer, file.byteOffset, 8);
  const length = words.getUint32(4, true) * 2 ** 32 + words.getUint32(0, true);
  if (length > 2 ** 24) throw foreign(\`its header would have \${length} bytes, more than 16 MiB\`);
  if (8 + length > file.length) throw foreign(\`it ends at byte \${file.length}, its header would end at \${8 + length}\`);
  if (file[8] !== 123) throw foreign('its header does not start with {');
  return length;
}`,
  },
  {
    name: 'parseHeader',
    uses: ['foreign', 'keysIn', 'areNotes', 'isEntry', 'nameOf'],
    text: `function parseHeader(bytes) {
  let [text, header] = ['', {}];
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    throw foreign('its header is no JSON');
  }
  const { __metadata__: notes = {}, ...entries } = header;
  if (!areNotes(notes)) throw foreign('its header describes __metadata__ wrongly');
  for (const name in entries)
    if (!isEntry(entries[name])) throw foreign(\`its header describes \${nameOf(name)} wrongly\`);
  const inner = Object.values(header).map((entry) => Object.keys(entry).length);
  // JSON.parse keeps the last of two equal keys: then the text has more than are left.
  if (keysIn(text) !== inner.reduce((sum, count) => sum + count, inner.length))
    throw foreign('its header names something twice');
  return { notes, entries: entries };
}`,
  },
  {
    name: 'keysIn',
    uses: [],
    text: `/** How many keys a JSON text has: strings before a colon. (A regular expression overflows at a string of megabytes.) */
function keysIn(text) {
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
    text: `/** Just the three fields of the format. */
function isEntry(entry) {
  const { dtype, shape, data_offsets, ...more } = Object(entry);
  const isSize = (value) => Number.isSafeInteger(value) && value >= 0;
  const areSizes = (list) => Array.isArray(list) && list.every(isSize);
  const known = typeof dtype === 'string' && areSizes(shape) && areSizes(data_offsets) && data_offsets.length === 2;
  return known && Object.keys(more).length === 0;
}`,
  },
  {
    name: 'checkOffsets',
    uses: ['foreign', 'nameOf'],
    text: `/** Together the tensors cover the data from 0 to its end, without hole or overlap. */
function checkOffsets(entries, length) {
  const offsets = Object.entries(entries).map(
    ([
      name,
      {
        data_offsets: [from, to],
      },
    ]) => ({ name, from, to }),
  );
  let end = 0;
  for (const { name, from, to } of offsets.sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end || to < end) throw foreign(\`\${nameOf(name)} does not begin where the one before ends\`);
    end = to;
  }
  if (end !== length) throw foreign(\`it has \${length} bytes of data, its header describes \${end}\`);
}`,
  },
  {
    name: 'problem',
    uses: [],
    text: `/** An error that says what was expected, what was found, and what to do; \`code\` is for programs. */
function problem(code, says) {
  return Object.assign(new Error(says), { name: 'TapelessError', code });
}`,
  },
  {
    name: 'typeOf',
    uses: [],
    text: `/** A value's kind, as an error names it: \`Float64Array\`, \`Null\`. */
function typeOf(value) {
  return Object.prototype.toString.call(value).slice(8, -1);
}`,
  },
  {
    name: 'nameOf',
    uses: [],
    text: `/** A name as an error shows it: quoted unless it is plain, and never endless. */
function nameOf(name) {
  return /^[\\w./-]{1,80}$/.test(name) ? name : JSON.stringify(name.length > 80 ? \`\${name.slice(0, 79)}…\` : name);
}`,
  },
  {
    name: 'listed',
    uses: ['nameOf'],
    text: `/** Names as a sentence lists them. */
function listed(names) {
  const shown = names.slice(0, 8).map(nameOf).join(', ');
  return names.length > 8 ? \`\${shown} and \${names.length - 8} more\` : shown || 'none';
}`,
  },
];
