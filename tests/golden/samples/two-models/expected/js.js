// Made by Tapeless from sample.model.ts. It imports nothing; a change made here is lost when it is built again.

/** A fresh instance. Options: seed, weights (a safetensors file), partial. */
export const encode = {
  create(options) {
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
  arenaBytes: (C) => 20 * C,
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
  arenaBytes: (C) => 20 * C,
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
      let sum0_0 = 0;
      let sum0_1 = 0;
      let sum1_0 = 0;
      let sum1_1 = 0;
      let sum2_0 = 0;
      let sum2_1 = 0;
      let sum3_0 = 0;
      let sum3_1 = 0;
      const at = i * 3;
      const at_2 = i1 * 3;
      const at_3 = i2 * 3;
      const at_4 = i3 * 3;
      for (let k = 0; k < 3; k++) {
        const x_2 = x[at + k];
        const at_5 = j + k * 2;
        const dense_kernel_2 = dense_kernel[at_5];
        const dense_kernel_3 = dense_kernel[at_5 + 1];
        const x_3 = x[at_2 + k];
        const x_4 = x[at_3 + k];
        const x_5 = x[at_4 + k];
        sum0_0 += x_2 * dense_kernel_2;
        sum0_1 += x_2 * dense_kernel_3;
        sum1_0 += x_3 * dense_kernel_2;
        sum1_1 += x_3 * dense_kernel_3;
        sum2_0 += x_4 * dense_kernel_2;
        sum2_1 += x_4 * dense_kernel_3;
        sum3_0 += x_5 * dense_kernel_2;
        sum3_1 += x_5 * dense_kernel_3;
      }
      encode_tile[0] = sum0_0;
      encode_tile[1] = sum0_1;
      encode_tile[2] = sum1_0;
      encode_tile[3] = sum1_1;
      encode_tile[4] = sum2_0;
      encode_tile[5] = sum2_1;
      encode_tile[6] = sum3_0;
      encode_tile[7] = sum3_1;
      for (let iInTile = 0; iInTile < Math.min(4, N - i); iInTile++) {
        const iOut = i + iInTile;
        const at_6 = iOut * 2;
        for (let jInTile = 0; jInTile < 2; jInTile++) {
          const jOut = j + jInTile;
          dense_add[at_6 + jOut] = encode_tile[iInTile * 2 + jInTile] + dense_bias[jOut];
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
      let sum0_0 = 0;
      let sum0_1 = 0;
      let sum1_0 = 0;
      let sum1_1 = 0;
      let sum2_0 = 0;
      let sum2_1 = 0;
      let sum3_0 = 0;
      let sum3_1 = 0;
      const at = i * 3;
      const at_2 = i1 * 3;
      const at_3 = i2 * 3;
      const at_4 = i3 * 3;
      for (let k = 0; k < 3; k++) {
        const x_2 = x[at + k];
        const at_5 = j + k * 2;
        const dense_kernel_2 = dense_kernel[at_5];
        const dense_kernel_3 = dense_kernel[at_5 + 1];
        const x_3 = x[at_2 + k];
        const x_4 = x[at_3 + k];
        const x_5 = x[at_4 + k];
        sum0_0 += x_2 * dense_kernel_2;
        sum0_1 += x_2 * dense_kernel_3;
        sum1_0 += x_3 * dense_kernel_2;
        sum1_1 += x_3 * dense_kernel_3;
        sum2_0 += x_4 * dense_kernel_2;
        sum2_1 += x_4 * dense_kernel_3;
        sum3_0 += x_5 * dense_kernel_2;
        sum3_1 += x_5 * dense_kernel_3;
      }
      energy_tile[0] = sum0_0;
      energy_tile[1] = sum0_1;
      energy_tile[2] = sum1_0;
      energy_tile[3] = sum1_1;
      energy_tile[4] = sum2_0;
      energy_tile[5] = sum2_1;
      energy_tile[6] = sum3_0;
      energy_tile[7] = sum3_1;
      for (let iInTile = 0; iInTile < Math.min(4, N - i); iInTile++) {
        const iOut = i + iInTile;
        const at_6 = iOut * 2;
        for (let jInTile = 0; jInTile < 2; jInTile++) {
          const jOut = j + jInTile;
          dense_add[at_6 + jOut] = energy_tile[iInTile * 2 + jInTile] + dense_bias[jOut];
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

