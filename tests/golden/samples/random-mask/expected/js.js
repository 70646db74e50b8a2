// Made by Tapeless from sample.model.ts. It imports nothing; a change made here is lost when it is built again.

/** A fresh instance. Options: seed, weights (a safetensors file), partial. */
export function create(options) {
  checkOptions(options, 'seed, weights, partial');
  const net = instance(unit);
  start(net, options);
  return {
    run: (inputs) => call(net, unit.run, inputs),
    parameters: parametersOf(net),
    save: () => save(net),
    load: (bytes) => load(net, bytes),
  };
}

const constants = { constant: new Uint32Array([2654435769, 2246822507]) };

const unit = {
  inputs: new Set(['x']),
  stateBytes: 128,
  bytes: (C) => 36 * C + 64,
  largest: 238609280,
  views: (state, arena, C) => ({
    tapeless_step: new Uint32Array(state, 0, 1),
    tapeless_seed: new Uint32Array(state, 64, 2),
    constant: constants.constant,
    add: new Uint32Array(arena, 0, 2),
    x: new Float32Array(arena, 64, 3 * C),
    mul: new Float32Array(arena, 12 * C + 64, 3 * C),
    add_1: new Float32Array(arena, 24 * C + 64, 3 * C),
  }),
  variables: [
    { name: 'tapeless/step', role: 'step', view: 'tapeless_step', dtype: 'U32', shape: [] },
    { name: 'tapeless/seed', role: 'seed', view: 'tapeless_seed', dtype: 'U32', shape: [2] },
  ],
  run: {
    name: 'run',
    run: run,
    inputs: [{ name: 'x', view: 'x', array: 'Float32Array', shape: '[N, 3]', size: [0, 3] }],
    results: (m, N) => ({ y: m.mul.slice(0, 3 * N), noise: m.add_1.slice(0, 3 * N) }),
  },
};

// Threefry-2x32 with 20 rounds (Salmon et al., 2011): the first word of a key and a counter.
function $threefry(key0, key1, counter0, counter1) {
  const key2 = key0 ^ key1 ^ 0x1bd11bda;
  let x = (counter0 + key0) | 0;
  let y = (counter1 + key1) | 0;
  x = (x + y) | 0;
  y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0;
  y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0;
  y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0;
  y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + key1) | 0;
  y = (y + key2 + 1) | 0;
  x = (x + y) | 0;
  y = ((y << 17) | (y >>> 15)) ^ x;
  x = (x + y) | 0;
  y = ((y << 29) | (y >>> 3)) ^ x;
  x = (x + y) | 0;
  y = ((y << 16) | (y >>> 16)) ^ x;
  x = (x + y) | 0;
  y = ((y << 24) | (y >>> 8)) ^ x;
  x = (x + key2) | 0;
  y = (y + key0 + 2) | 0;
  x = (x + y) | 0;
  y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0;
  y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0;
  y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0;
  y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + key0) | 0;
  y = (y + key1 + 3) | 0;
  x = (x + y) | 0;
  y = ((y << 17) | (y >>> 15)) ^ x;
  x = (x + y) | 0;
  y = ((y << 29) | (y >>> 3)) ^ x;
  x = (x + y) | 0;
  y = ((y << 16) | (y >>> 16)) ^ x;
  x = (x + y) | 0;
  y = ((y << 24) | (y >>> 8)) ^ x;
  x = (x + key1) | 0;
  y = (y + key2 + 4) | 0;
  x = (x + y) | 0;
  y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0;
  y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0;
  y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0;
  y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + key2) | 0;
  y = (y + key0 + 5) | 0;
  return x >>> 0;
}

// sample.model.ts:7:23  mul, add
function mul_add(seed, step, constant, add) {
  const step_2 = step[0];
  for (let i = 0; i < 2; i++) {
    add[i] = (seed[i] + (Math.imul(step_2, constant[i]) >>> 0)) >>> 0;
  }
}

// sample.model.ts:4:16  add
function add(step) {
  const step_2 = step[0];
  step[0] = (step_2 + 1) >>> 0;
}

// sample.model.ts:7:23, sample.model.ts:7:18, sample.model.ts:8:17, … (6 places)  randomBits, shiftRight, cast, add
function randomBits_shiftRight_cast_add(N, x, add, mul, add_2) {
  const add_3 = add[0];
  const add_4 = add[1];
  for (let i = 0; i < N; i++) {
    const at = i * 3;
    for (let j = 0; j < 3; j++) {
      const at_2 = at + j;
      const u32 = at_2 >>> 0;
      mul[at_2] = x[at_2] * (($threefry(add_3, add_4, u32, 0) >>> 8) * 5.960464477539063e-8 < 0.5 ? 1 : 0);
      const part = ($threefry(add_3, add_4, u32, 1) >>> 8) * 5.960464477539063e-8;
      add_2[at_2] = part + ($threefry(add_3, add_4, u32, 2) >>> 8) * 5.960464477539063e-8;
    }
  }
}

function run(N, m) {
  mul_add(m.tapeless_seed, m.tapeless_step, m.constant, m.add);
  add(m.tapeless_step);
  randomBits_shiftRight_cast_add(N, m.x, m.add, m.mul, m.add_1);
}

