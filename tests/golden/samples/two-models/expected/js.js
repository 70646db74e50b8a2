// Made by Tapeless from sample.model.ts. It imports nothing; a change made here is lost when it is built again.

/** A fresh instance. Options: seed, weights (a safetensors file), partial. */
export const encode = {
  create(options) {
    checkOptions(options, 'seed, weights, partial');
    const net = instance(encodeUnit);
    start(net, options);
    return {
      run: (inputs) => call(net, encodeUnit.run, inputs),
      parameters: parametersOf(net),
      save: () => save(net),
      load: (bytes) => load(net, bytes),
    };
  },
};

/** A fresh instance. Options: seed, weights (a safetensors file), partial. */
export const energy = {
  create(options) {
    checkOptions(options, 'seed, weights, partial');
    const net = instance(energyUnit);
    start(net, options);
    return {
      run: (inputs) => call(net, energyUnit.run, inputs),
      parameters: parametersOf(net),
      save: () => save(net),
      load: (bytes) => load(net, bytes),
    };
  },
};

const encodeUnit = {
  inputs: new Set(['x']),
  stateBytes: 192,
  bytes: (C) => 20 * C,
  largest: 429496720,
  views: (state, arena, C) => ({
    dense_kernel: new Float32Array(state, 0, 6),
    dense_bias: new Float32Array(state, 64, 2),
    tapeless_seed: new Uint32Array(state, 128, 2),
    x: new Float32Array(arena, 0, 3 * C),
    dense_add: new Float32Array(arena, 12 * C, 2 * C),
  }),
  variables: [
    { name: 'dense/kernel', role: 'parameter', view: 'dense_kernel', dtype: 'F32', shape: [3, 2] },
    { name: 'dense/bias', role: 'parameter', view: 'dense_bias', dtype: 'F32', shape: [2] },
    { name: 'tapeless/seed', role: 'seed', view: 'tapeless_seed', dtype: 'U32', shape: [2] },
  ],
  init: encode_initialize,
  run: {
    name: 'run',
    run: encode_run,
    inputs: [{ name: 'x', view: 'x', array: 'Float32Array', shape: '[N, 3]', size: [0, 3] }],
    results: (m, N) => ({ code: m.dense_add.slice(0, 2 * N) }),
  },
};

const energyUnit = {
  inputs: new Set(['x']),
  stateBytes: 192,
  bytes: (C) => 20 * C,
  largest: 429496720,
  views: (state, arena, C) => ({
    dense_kernel: new Float32Array(state, 0, 6),
    dense_bias: new Float32Array(state, 64, 2),
    tapeless_seed: new Uint32Array(state, 128, 2),
    x: new Float32Array(arena, 0, 3 * C),
    dense_add: new Float32Array(arena, 12 * C, 2 * C),
    reduceSum: new Float32Array(arena, 0, C),
  }),
  variables: [
    { name: 'dense/kernel', role: 'parameter', view: 'dense_kernel', dtype: 'F32', shape: [3, 2] },
    { name: 'dense/bias', role: 'parameter', view: 'dense_bias', dtype: 'F32', shape: [2] },
    { name: 'tapeless/seed', role: 'seed', view: 'tapeless_seed', dtype: 'U32', shape: [2] },
  ],
  init: energy_initialize,
  run: {
    name: 'run',
    run: energy_run,
    inputs: [{ name: 'x', view: 'x', array: 'Float32Array', shape: '[N, 3]', size: [0, 3] }],
    results: (m, N) => ({ total: m.reduceSum.slice(0, N) }),
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

// Sums of products: 4 rows of a by 2 columns of b, count terms each, into tile.
function encode_sums4x2(a, b, tile, count, a0, a1, a2, a3, aStep, b0, bNext, bStep) {
  const b1 = b0 + bNext;
  let sum0_0 = 0;
  let sum0_1 = 0;
  let sum1_0 = 0;
  let sum1_1 = 0;
  let sum2_0 = 0;
  let sum2_1 = 0;
  let sum3_0 = 0;
  let sum3_1 = 0;
  for (let k = 0; k < count; k++) {
    const inA = k * aStep;
    const inB = k * bStep;
    const x0 = a[a0 + inA];
    const x1 = a[a1 + inA];
    const x2 = a[a2 + inA];
    const x3 = a[a3 + inA];
    const y0 = b[b0 + inB];
    const y1 = b[b1 + inB];
    sum0_0 += x0 * y0;
    sum0_1 += x0 * y1;
    sum1_0 += x1 * y0;
    sum1_1 += x1 * y1;
    sum2_0 += x2 * y0;
    sum2_1 += x2 * y1;
    sum3_0 += x3 * y0;
    sum3_1 += x3 * y1;
  }
  tile[0] = sum0_0;
  tile[1] = sum0_1;
  tile[2] = sum1_0;
  tile[3] = sum1_1;
  tile[4] = sum2_0;
  tile[5] = sum2_1;
  tile[6] = sum3_0;
  tile[7] = sum3_1;
}

// sample.model.ts:6:90  dense: randomBits, shiftRight, cast, add
function encode_dense_randomBits_shiftRight_cast_add(seed, dense_kernel) {
  const seed_2 = seed[0];
  const seed_3 = seed[1];
  for (let i = 0; i < 3; i++) {
    const at = i * 2;
    for (let j = 0; j < 2; j++) {
      const at_2 = at + j;
      const part = ($threefry(seed_2, seed_3, at_2 >>> 0, 2147483648) >>> 8) * 1.3058723390225558e-7;
      dense_kernel[at_2] = part + -1.0954451150103324;
    }
  }
}

// sample.model.ts:6:90  dense: contract, add
const encode_tile = new Float64Array(8);
function encode_dense_contract_add(N, x, dense_kernel, dense_bias, dense_add) {
  for (let i = 0; i < N; i += 4) {
    for (let j = 0; j < 2; j += 2) {
      const i1 = Math.min(i + 1, N - 1);
      const i2 = Math.min(i + 2, N - 1);
      const i3 = Math.min(i + 3, N - 1);
      encode_sums4x2(x, dense_kernel, encode_tile, 3, i * 3, i1 * 3, i2 * 3, i3 * 3, 1, j, 1, 2);
      for (let iInTile = 0; iInTile < Math.min(4, N - i); iInTile++) {
        const iOut = i + iInTile;
        const at = iOut * 2;
        for (let jInTile = 0; jInTile < 2; jInTile++) {
          const jOut = j + jInTile;
          dense_add[at + jOut] = encode_tile[iInTile * 2 + jInTile] + dense_bias[jOut];
        }
      }
    }
  }
}

function encode_initialize(N, m) {
  encode_dense_randomBits_shiftRight_cast_add(m.tapeless_seed, m.dense_kernel);
}

function encode_run(N, m) {
  encode_dense_contract_add(N, m.x, m.dense_kernel, m.dense_bias, m.dense_add);
}

// Sums of products: 4 rows of a by 2 columns of b, count terms each, into tile.
function energy_sums4x2(a, b, tile, count, a0, a1, a2, a3, aStep, b0, bNext, bStep) {
  const b1 = b0 + bNext;
  let sum0_0 = 0;
  let sum0_1 = 0;
  let sum1_0 = 0;
  let sum1_1 = 0;
  let sum2_0 = 0;
  let sum2_1 = 0;
  let sum3_0 = 0;
  let sum3_1 = 0;
  for (let k = 0; k < count; k++) {
    const inA = k * aStep;
    const inB = k * bStep;
    const x0 = a[a0 + inA];
    const x1 = a[a1 + inA];
    const x2 = a[a2 + inA];
    const x3 = a[a3 + inA];
    const y0 = b[b0 + inB];
    const y1 = b[b1 + inB];
    sum0_0 += x0 * y0;
    sum0_1 += x0 * y1;
    sum1_0 += x1 * y0;
    sum1_1 += x1 * y1;
    sum2_0 += x2 * y0;
    sum2_1 += x2 * y1;
    sum3_0 += x3 * y0;
    sum3_1 += x3 * y1;
  }
  tile[0] = sum0_0;
  tile[1] = sum0_1;
  tile[2] = sum1_0;
  tile[3] = sum1_1;
  tile[4] = sum2_0;
  tile[5] = sum2_1;
  tile[6] = sum3_0;
  tile[7] = sum3_1;
}

// sample.model.ts:10:37  dense: randomBits, shiftRight, cast, add
function energy_dense_randomBits_shiftRight_cast_add(seed, dense_kernel) {
  const seed_2 = seed[0];
  const seed_3 = seed[1];
  for (let i = 0; i < 3; i++) {
    const at = i * 2;
    for (let j = 0; j < 2; j++) {
      const at_2 = at + j;
      const part = ($threefry(seed_2, seed_3, at_2 >>> 0, 2147483648) >>> 8) * 1.3058723390225558e-7;
      dense_kernel[at_2] = part + -1.0954451150103324;
    }
  }
}

// sample.model.ts:10:37  dense: contract, add
const energy_tile = new Float64Array(8);
function energy_dense_contract_add(N, x, dense_kernel, dense_bias, dense_add) {
  for (let i = 0; i < N; i += 4) {
    for (let j = 0; j < 2; j += 2) {
      const i1 = Math.min(i + 1, N - 1);
      const i2 = Math.min(i + 2, N - 1);
      const i3 = Math.min(i + 3, N - 1);
      energy_sums4x2(x, dense_kernel, energy_tile, 3, i * 3, i1 * 3, i2 * 3, i3 * 3, 1, j, 1, 2);
      for (let iInTile = 0; iInTile < Math.min(4, N - i); iInTile++) {
        const iOut = i + iInTile;
        const at = iOut * 2;
        for (let jInTile = 0; jInTile < 2; jInTile++) {
          const jOut = j + jInTile;
          dense_add[at + jOut] = energy_tile[iInTile * 2 + jInTile] + dense_bias[jOut];
        }
      }
    }
  }
}

// sample.model.ts:10:33  reduceSum
function energy_reduceSum(N, dense_add, reduceSum) {
  for (let i = 0; i < N; i++) {
    const at = i * 2;
    let sum = 0;
    for (let j = 0; j < 2; j++) {
      sum += dense_add[at + j];
    }
    reduceSum[i] = sum;
  }
}

function energy_initialize(N, m) {
  energy_dense_randomBits_shiftRight_cast_add(m.tapeless_seed, m.dense_kernel);
}

function energy_run(N, m) {
  energy_dense_contract_add(N, m.x, m.dense_kernel, m.dense_bias, m.dense_add);
  energy_reduceSum(N, m.dense_add, m.reduceSum);
}

