// Made by Tapeless from sample.model.ts. It imports nothing; a change made here is lost when it is built again.

/** A fresh instance. Options: seed, weights (a safetensors file), partial. */
export function create(options) {
  checkOptions(options, 'seed, weights, partial');
  const net = instance(unit);
  start(net, options);
  return {
    step: (inputs) => call(net, unit.step, inputs),
    evaluate: (batches) => evaluateBatches(net, unit.evaluate, batches),
    predict: (inputs) => call(net, unit.predict, inputs),
    parameters: parametersOf(net),
    hyperparameters: hyperparametersOf(net),
    save: () => save(net),
    load: (bytes) => load(net, bytes),
  };
}

const unit = {
  inputs: new Set(['x', 'y']),
  stateBytes: 1152,
  bytes: (C) => 44 * C + 256,
  largest: 195225776,
  views: (state, arena, C) => ({
    dense_kernel: new Float32Array(state, 0, 8),
    dense_bias: new Float32Array(state, 64, 4),
    dense_1_kernel: new Float32Array(state, 128, 4),
    dense_1_bias: new Float32Array(state, 192, 1),
    tapeless_learningRate: new Float32Array(state, 256, 1),
    tapeless_beta1: new Float32Array(state, 320, 1),
    tapeless_beta2: new Float32Array(state, 384, 1),
    tapeless_epsilon: new Float32Array(state, 448, 1),
    tapeless_momentum_dense_kernel: new Float32Array(state, 512, 8),
    tapeless_velocity_dense_kernel: new Float32Array(state, 576, 8),
    tapeless_momentum_dense_bias: new Float32Array(state, 640, 4),
    tapeless_velocity_dense_bias: new Float32Array(state, 704, 4),
    tapeless_momentum_dense_1_kernel: new Float32Array(state, 768, 4),
    tapeless_velocity_dense_1_kernel: new Float32Array(state, 832, 4),
    tapeless_momentum_dense_1_bias: new Float32Array(state, 896, 1),
    tapeless_velocity_dense_1_bias: new Float32Array(state, 960, 1),
    tapeless_step: new Uint32Array(state, 1024, 1),
    tapeless_seed: new Uint32Array(state, 1088, 2),
    div: new Float32Array(arena, 0, 1),
    dense_div: new Float32Array(arena, 64, 1),
    dense_sub: new Float32Array(arena, 128, 1),
    dense_sub_1: new Float32Array(arena, 192, 1),
    div_1: new Float32Array(arena, 0, 1),
    dense_tanh: new Float32Array(arena, 256, 4 * C),
    dense_mul: new Float32Array(arena, 16 * C + 256, 4 * C),
    x: new Float32Array(arena, 32 * C + 256, 2 * C),
    y: new Float32Array(arena, 16 * C + 256, C),
    mul: new Float32Array(arena, 20 * C + 256, C),
    add: new Float32Array(arena, 40 * C + 256, C),
    dense_tanh_1: new Float32Array(arena, 256, 4 * C),
    x_1: new Float32Array(arena, 16 * C + 256, 2 * C),
    y_1: new Float32Array(arena, 24 * C + 256, C),
    mul_1: new Float32Array(arena, 16 * C + 256, C),
    dense_tanh_2: new Float32Array(arena, 256, 4 * C),
    x_2: new Float32Array(arena, 16 * C + 256, 2 * C),
    dense_1_add: new Float32Array(arena, 16 * C + 256, C),
  }),
  variables: [
    { name: 'dense/kernel', role: 'parameter', view: 'dense_kernel', dtype: 'F32', shape: [2, 4] },
    { name: 'dense/bias', role: 'parameter', view: 'dense_bias', dtype: 'F32', shape: [4] },
    { name: 'dense_1/kernel', role: 'parameter', view: 'dense_1_kernel', dtype: 'F32', shape: [4, 1] },
    { name: 'dense_1/bias', role: 'parameter', view: 'dense_1_bias', dtype: 'F32', shape: [1] },
    {
      name: 'learningRate',
      key: 'tapeless/learningRate',
      role: 'hyperparameter',
      view: 'tapeless_learningRate',
      dtype: 'F32',
      shape: [],
      initial: 0.001,
    },
    {
      name: 'beta1',
      key: 'tapeless/beta1',
      role: 'hyperparameter',
      view: 'tapeless_beta1',
      dtype: 'F32',
      shape: [],
      initial: 0.9,
    },
    {
      name: 'beta2',
      key: 'tapeless/beta2',
      role: 'hyperparameter',
      view: 'tapeless_beta2',
      dtype: 'F32',
      shape: [],
      initial: 0.999,
    },
    {
      name: 'epsilon',
      key: 'tapeless/epsilon',
      role: 'hyperparameter',
      view: 'tapeless_epsilon',
      dtype: 'F32',
      shape: [],
      initial: 1e-7,
    },
    {
      name: 'tapeless/momentum/dense/kernel',
      role: 'slot',
      view: 'tapeless_momentum_dense_kernel',
      dtype: 'F32',
      shape: [2, 4],
    },
    {
      name: 'tapeless/velocity/dense/kernel',
      role: 'slot',
      view: 'tapeless_velocity_dense_kernel',
      dtype: 'F32',
      shape: [2, 4],
    },
    {
      name: 'tapeless/momentum/dense/bias',
      role: 'slot',
      view: 'tapeless_momentum_dense_bias',
      dtype: 'F32',
      shape: [4],
    },
    {
      name: 'tapeless/velocity/dense/bias',
      role: 'slot',
      view: 'tapeless_velocity_dense_bias',
      dtype: 'F32',
      shape: [4],
    },
    {
      name: 'tapeless/momentum/dense_1/kernel',
      role: 'slot',
      view: 'tapeless_momentum_dense_1_kernel',
      dtype: 'F32',
      shape: [4, 1],
    },
    {
      name: 'tapeless/velocity/dense_1/kernel',
      role: 'slot',
      view: 'tapeless_velocity_dense_1_kernel',
      dtype: 'F32',
      shape: [4, 1],
    },
    {
      name: 'tapeless/momentum/dense_1/bias',
      role: 'slot',
      view: 'tapeless_momentum_dense_1_bias',
      dtype: 'F32',
      shape: [1],
    },
    {
      name: 'tapeless/velocity/dense_1/bias',
      role: 'slot',
      view: 'tapeless_velocity_dense_1_bias',
      dtype: 'F32',
      shape: [1],
    },
    { name: 'tapeless/step', role: 'step', view: 'tapeless_step', dtype: 'U32', shape: [] },
    { name: 'tapeless/seed', role: 'seed', view: 'tapeless_seed', dtype: 'U32', shape: [2] },
  ],
  init: initialize,
  step: {
    name: 'step',
    run: step,
    inputs: [
      { name: 'x', view: 'x', array: 'Float32Array', shape: '[N, 2]', size: [0, 2] },
      { name: 'y', view: 'y', array: 'Float32Array', shape: '[N, 1]', size: [0, 1] },
    ],
    results: (m) => ({ loss: m.div[0] }),
  },
  evaluate: {
    name: 'evaluate',
    run: evaluate,
    inputs: [
      { name: 'x', view: 'x_1', array: 'Float32Array', shape: '[N, 2]', size: [0, 2] },
      { name: 'y', view: 'y_1', array: 'Float32Array', shape: '[N, 1]', size: [0, 1] },
    ],
    counts: (m, N) => [m.div_1[0] * N, N],
    results: (sums) => ({ loss: quotient(sums[0], sums[1]) }),
  },
  predict: {
    name: 'predict',
    run: predict,
    inputs: [{ name: 'x', view: 'x_2', array: 'Float32Array', shape: '[N, 2]', size: [0, 2] }],
    results: (m, N) => ({ prediction: m.dense_1_add.slice(0, N) }),
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

// Sums of products: 3 rows of a by 4 columns of b, count terms each, into tile.
function sums3x4(a, b, tile, count, a0, a1, a2, aStep, b0, bNext, bStep) {
  const b1 = b0 + bNext;
  const b2 = b1 + bNext;
  const b3 = b2 + bNext;
  let sum0_0 = 0;
  let sum0_1 = 0;
  let sum0_2 = 0;
  let sum0_3 = 0;
  let sum1_0 = 0;
  let sum1_1 = 0;
  let sum1_2 = 0;
  let sum1_3 = 0;
  let sum2_0 = 0;
  let sum2_1 = 0;
  let sum2_2 = 0;
  let sum2_3 = 0;
  for (let k = 0; k < count; k++) {
    const inA = k * aStep;
    const inB = k * bStep;
    const x0 = a[a0 + inA];
    const x1 = a[a1 + inA];
    const x2 = a[a2 + inA];
    const y0 = b[b0 + inB];
    const y1 = b[b1 + inB];
    const y2 = b[b2 + inB];
    const y3 = b[b3 + inB];
    sum0_0 += x0 * y0;
    sum0_1 += x0 * y1;
    sum0_2 += x0 * y2;
    sum0_3 += x0 * y3;
    sum1_0 += x1 * y0;
    sum1_1 += x1 * y1;
    sum1_2 += x1 * y2;
    sum1_3 += x1 * y3;
    sum2_0 += x2 * y0;
    sum2_1 += x2 * y1;
    sum2_2 += x2 * y2;
    sum2_3 += x2 * y3;
  }
  tile[0] = sum0_0;
  tile[1] = sum0_1;
  tile[2] = sum0_2;
  tile[3] = sum0_3;
  tile[4] = sum1_0;
  tile[5] = sum1_1;
  tile[6] = sum1_2;
  tile[7] = sum1_3;
  tile[8] = sum2_0;
  tile[9] = sum2_1;
  tile[10] = sum2_2;
  tile[11] = sum2_3;
}

// Sums of products: 1 rows of a by 4 columns of b, count terms each, into tile.
function sums1x4(a, b, tile, count, a0, aStep, b0, bNext, bStep) {
  const b1 = b0 + bNext;
  const b2 = b1 + bNext;
  const b3 = b2 + bNext;
  let sum0_0 = 0;
  let sum0_1 = 0;
  let sum0_2 = 0;
  let sum0_3 = 0;
  for (let k = 0; k < count; k++) {
    const inA = k * aStep;
    const inB = k * bStep;
    const x0 = a[a0 + inA];
    const y0 = b[b0 + inB];
    const y1 = b[b1 + inB];
    const y2 = b[b2 + inB];
    const y3 = b[b3 + inB];
    sum0_0 += x0 * y0;
    sum0_1 += x0 * y1;
    sum0_2 += x0 * y2;
    sum0_3 += x0 * y3;
  }
  tile[0] = sum0_0;
  tile[1] = sum0_1;
  tile[2] = sum0_2;
  tile[3] = sum0_3;
}

// Sums of products: 2 rows of a by 4 columns of b, count terms each, into tile.
function sums2x4(a, b, tile, count, a0, a1, aStep, b0, bNext, bStep) {
  const b1 = b0 + bNext;
  const b2 = b1 + bNext;
  const b3 = b2 + bNext;
  let sum0_0 = 0;
  let sum0_1 = 0;
  let sum0_2 = 0;
  let sum0_3 = 0;
  let sum1_0 = 0;
  let sum1_1 = 0;
  let sum1_2 = 0;
  let sum1_3 = 0;
  for (let k = 0; k < count; k++) {
    const inA = k * aStep;
    const inB = k * bStep;
    const x0 = a[a0 + inA];
    const x1 = a[a1 + inA];
    const y0 = b[b0 + inB];
    const y1 = b[b1 + inB];
    const y2 = b[b2 + inB];
    const y3 = b[b3 + inB];
    sum0_0 += x0 * y0;
    sum0_1 += x0 * y1;
    sum0_2 += x0 * y2;
    sum0_3 += x0 * y3;
    sum1_0 += x1 * y0;
    sum1_1 += x1 * y1;
    sum1_2 += x1 * y2;
    sum1_3 += x1 * y3;
  }
  tile[0] = sum0_0;
  tile[1] = sum0_1;
  tile[2] = sum0_2;
  tile[3] = sum0_3;
  tile[4] = sum1_0;
  tile[5] = sum1_1;
  tile[6] = sum1_2;
  tile[7] = sum1_3;
}

// sample.model.ts:8:38  dense_1: randomBits, shiftRight, cast, add
function dense_1_randomBits_shiftRight_cast_add(seed, dense_1_kernel) {
  const seed_2 = seed[0];
  const seed_3 = seed[1];
  for (let i = 0; i < 4; i++) {
    const part = ($threefry(seed_2, seed_3, i >>> 0, 2147483649) >>> 8) * 1.3058723390225558e-7;
    dense_1_kernel[i] = part + -1.0954451150103324;
  }
}

// sample.model.ts:8:38  dense: randomBits, shiftRight, cast, add
function dense_randomBits_shiftRight_cast_add(seed, dense_kernel) {
  const seed_2 = seed[0];
  const seed_3 = seed[1];
  for (let i = 0; i < 2; i++) {
    const at = i * 4;
    for (let j = 0; j < 4; j++) {
      const at_2 = at + j;
      dense_kernel[at_2] = ($threefry(seed_2, seed_3, at_2 >>> 0, 2147483648) >>> 8) * 1.1920928955078125e-7 + -1;
    }
  }
}

// sample.model.ts:8:38  dense: contract, add, tanh, sub
const tile = new Float64Array(12);
function dense_contract_add_tanh_sub(N, x, dense_kernel, dense_bias, dense_tanh) {
  for (let i = 0; i < N; i += 3) {
    for (let j = 0; j < 4; j += 4) {
      const i1 = Math.min(i + 1, N - 1);
      const i2 = Math.min(i + 2, N - 1);
      sums3x4(x, dense_kernel, tile, 2, i * 2, i1 * 2, i2 * 2, 1, j, 1, 4);
      for (let iInTile = 0; iInTile < Math.min(3, N - i); iInTile++) {
        const iOut = i + iInTile;
        const at = iOut * 4;
        for (let jInTile = 0; jInTile < 4; jInTile++) {
          const jOut = j + jInTile;
          dense_tanh[at + jOut] = Math.tanh(tile[iInTile * 4 + jInTile] + dense_bias[jOut]);
        }
      }
    }
  }
}

// sample.model.ts:8:38, sample.model.ts:9:32  dense_1: contract, add, sub, mul
function dense_1_contract_add_sub_mul(N, dense_tanh, dense_1_kernel, dense_1_bias, y, mul, add) {
  const dense_1_bias_2 = dense_1_bias[0];
  const div = 1 / N;
  for (let i = 0; i < N; i++) {
    const at = i * 4;
    let sum = 0;
    for (let j = 0; j < 4; j++) {
      sum += dense_tanh[at + j] * dense_1_kernel[j];
    }
    const sub = sum + dense_1_bias_2 - y[i];
    const mul_2 = div * sub;
    mul[i] = sub * sub;
    add[i] = mul_2 + mul_2;
  }
}

// sample.model.ts:9:32  reduceSum, div
function reduceSum_div(N, mul, div) {
  let sum = 0;
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < 1; j++) {
      sum += mul[i + j];
    }
  }
  div[0] = sum / N;
}

// sample.model.ts:6:16, sample.model.ts:8:38  dense_1: add, cast, pow, reduceSum
function dense_1_add_cast_pow_reduceSum(
  N,
  learningRate,
  beta2,
  beta1,
  add,
  epsilon,
  step,
  dense_div,
  dense_sub,
  dense_sub_2,
  momentum_dense_1_bias,
  velocity_dense_1_bias,
  dense_1_bias,
) {
  let sum = 0;
  for (let i = 0; i < N; i++) {
    sum += add[i];
  }
  const step_2 = step[0];
  const add_2 = (step_2 + 1) >>> 0;
  const beta2_2 = beta2[0];
  const f32 = add_2;
  const beta1_2 = beta1[0];
  const div = (learningRate[0] * Math.sqrt(1 - Math.pow(beta2_2, f32))) / (1 - Math.pow(beta1_2, f32));
  const sub = 1 - beta1_2;
  const sub_2 = 1 - beta2_2;
  const momentum_dense_1_bias_2 = momentum_dense_1_bias[0];
  const add_3 = momentum_dense_1_bias_2 + (sum - momentum_dense_1_bias_2) * sub;
  const velocity_dense_1_bias_2 = velocity_dense_1_bias[0];
  const add_4 = velocity_dense_1_bias_2 + (sum * sum - velocity_dense_1_bias_2) * sub_2;
  const dense_1_bias_2 = dense_1_bias[0];
  step[0] = add_2;
  dense_div[0] = div;
  dense_sub[0] = sub;
  dense_sub_2[0] = sub_2;
  momentum_dense_1_bias[0] = add_3;
  velocity_dense_1_bias[0] = add_4;
  dense_1_bias[0] = dense_1_bias_2 - (div * add_3) / (Math.sqrt(add_4) + epsilon[0]);
}

// sample.model.ts:8:38  dense_1: contract, mul
const tile_2 = new Float64Array(12);
function dense_1_contract_mul(N, add, dense_1_kernel, dense_tanh, dense_mul) {
  for (let i = 0; i < N; i += 3) {
    for (let j = 0; j < 4; j += 4) {
      const i1 = Math.min(i + 1, N - 1);
      const i2 = Math.min(i + 2, N - 1);
      sums3x4(add, dense_1_kernel, tile_2, 1, i, i1, i2, 1, j, 1, 1);
      for (let iInTile = 0; iInTile < Math.min(3, N - i); iInTile++) {
        const iOut = i + iInTile;
        const at = iOut * 4;
        for (let jInTile = 0; jInTile < 4; jInTile++) {
          const jOut = j + jInTile;
          const at_2 = at + jOut;
          const dense_tanh_2 = dense_tanh[at_2];
          dense_mul[at_2] = tile_2[iInTile * 4 + jInTile] * (1 - dense_tanh_2 * dense_tanh_2);
        }
      }
    }
  }
}

// sample.model.ts:8:38  dense_1: contract, sub, mul, div
const tile_3 = new Float64Array(4);
function dense_1_contract_sub_mul_div(
  N,
  dense_tanh,
  add,
  dense_sub,
  dense_sub_2,
  dense_div,
  epsilon,
  momentum_dense_1_kernel,
  velocity_dense_1_kernel,
  dense_1_kernel,
) {
  const dense_sub_3 = dense_sub[0];
  const dense_sub_2_2 = dense_sub_2[0];
  const dense_div_2 = dense_div[0];
  const epsilon_2 = epsilon[0];
  for (let i = 0; i < 4; i += 4) {
    sums1x4(add, dense_tanh, tile_3, N, 0, 1, i, 1, 4);
    for (let iInTile = 0; iInTile < 4; iInTile++) {
      const iOut = i + iInTile;
      const momentum_dense_1_kernel_2 = momentum_dense_1_kernel[iOut];
      const add_2 = momentum_dense_1_kernel_2 + (tile_3[iInTile] - momentum_dense_1_kernel_2) * dense_sub_3;
      const velocity_dense_1_kernel_2 = velocity_dense_1_kernel[iOut];
      const part = (tile_3[iInTile] * tile_3[iInTile] - velocity_dense_1_kernel_2) * dense_sub_2_2;
      const add_3 = velocity_dense_1_kernel_2 + part;
      const dense_1_kernel_2 = dense_1_kernel[iOut];
      momentum_dense_1_kernel[iOut] = add_2;
      velocity_dense_1_kernel[iOut] = add_3;
      dense_1_kernel[iOut] = dense_1_kernel_2 - (dense_div_2 * add_2) / (Math.sqrt(add_3) + epsilon_2);
    }
  }
}

// sample.model.ts:8:38  dense: contract, sub, mul, div
const tile_4 = new Float64Array(8);
function dense_contract_sub_mul_div(
  N,
  x,
  dense_mul,
  dense_sub,
  dense_sub_2,
  dense_div,
  epsilon,
  momentum_dense_kernel,
  velocity_dense_kernel,
  dense_kernel,
) {
  const dense_sub_3 = dense_sub[0];
  const dense_sub_2_2 = dense_sub_2[0];
  const dense_div_2 = dense_div[0];
  const epsilon_2 = epsilon[0];
  for (let i = 0; i < 2; i += 2) {
    for (let j = 0; j < 4; j += 4) {
      sums2x4(x, dense_mul, tile_4, N, i, i + 1, 2, j, 1, 4);
      for (let iInTile = 0; iInTile < 2; iInTile++) {
        const iOut = i + iInTile;
        const at = iOut * 4;
        for (let jInTile = 0; jInTile < 4; jInTile++) {
          const jOut = j + jInTile;
          const at_2 = at + jOut;
          const momentum_dense_kernel_2 = momentum_dense_kernel[at_2];
          const add = momentum_dense_kernel_2 + (tile_4[iInTile * 4 + jInTile] - momentum_dense_kernel_2) * dense_sub_3;
          const velocity_dense_kernel_2 = velocity_dense_kernel[at_2];
          const part_2 = tile_4[iInTile * 4 + jInTile] * tile_4[iInTile * 4 + jInTile] - velocity_dense_kernel_2;
          const part = part_2 * dense_sub_2_2;
          const add_2 = velocity_dense_kernel_2 + part;
          const dense_kernel_2 = dense_kernel[at_2];
          momentum_dense_kernel[at_2] = add;
          velocity_dense_kernel[at_2] = add_2;
          dense_kernel[at_2] = dense_kernel_2 - (dense_div_2 * add) / (Math.sqrt(add_2) + epsilon_2);
        }
      }
    }
  }
}

// sample.model.ts:8:38  dense: reduceSum, sub, mul, div
function dense_reduceSum_sub_mul_div(
  N,
  dense_mul,
  dense_sub,
  dense_sub_2,
  dense_div,
  epsilon,
  momentum_dense_bias,
  velocity_dense_bias,
  dense_bias,
) {
  const dense_sub_3 = dense_sub[0];
  const dense_sub_2_2 = dense_sub_2[0];
  const dense_div_2 = dense_div[0];
  const epsilon_2 = epsilon[0];
  for (let i = 0; i < 4; i++) {
    let sum = 0;
    for (let j = 0; j < N; j++) {
      sum += dense_mul[i + j * 4];
    }
    const momentum_dense_bias_2 = momentum_dense_bias[i];
    const add = momentum_dense_bias_2 + (sum - momentum_dense_bias_2) * dense_sub_3;
    const velocity_dense_bias_2 = velocity_dense_bias[i];
    const add_2 = velocity_dense_bias_2 + (sum * sum - velocity_dense_bias_2) * dense_sub_2_2;
    const dense_bias_2 = dense_bias[i];
    momentum_dense_bias[i] = add;
    velocity_dense_bias[i] = add_2;
    dense_bias[i] = dense_bias_2 - (dense_div_2 * add) / (Math.sqrt(add_2) + epsilon_2);
  }
}

// sample.model.ts:8:38  dense: contract, add, tanh
const tile_5 = new Float64Array(12);
function dense_contract_add_tanh(N, x, dense_kernel, dense_bias, dense_tanh) {
  for (let i = 0; i < N; i += 3) {
    for (let j = 0; j < 4; j += 4) {
      const i1 = Math.min(i + 1, N - 1);
      const i2 = Math.min(i + 2, N - 1);
      sums3x4(x, dense_kernel, tile_5, 2, i * 2, i1 * 2, i2 * 2, 1, j, 1, 4);
      for (let iInTile = 0; iInTile < Math.min(3, N - i); iInTile++) {
        const iOut = i + iInTile;
        const at = iOut * 4;
        for (let jInTile = 0; jInTile < 4; jInTile++) {
          const jOut = j + jInTile;
          dense_tanh[at + jOut] = Math.tanh(tile_5[iInTile * 4 + jInTile] + dense_bias[jOut]);
        }
      }
    }
  }
}

// sample.model.ts:8:38, sample.model.ts:9:32  dense_1: contract, add, sub, mul
function dense_1_contract_add_sub_mul_2(N, dense_tanh, dense_1_kernel, dense_1_bias, y, mul) {
  const dense_1_bias_2 = dense_1_bias[0];
  for (let i = 0; i < N; i++) {
    const at = i * 4;
    let sum = 0;
    for (let j = 0; j < 4; j++) {
      sum += dense_tanh[at + j] * dense_1_kernel[j];
    }
    const sub = sum + dense_1_bias_2 - y[i];
    mul[i] = sub * sub;
  }
}

// sample.model.ts:8:38  dense_1: contract, add
function dense_1_contract_add(N, dense_tanh, dense_1_kernel, dense_1_bias, dense_1_add) {
  const dense_1_bias_2 = dense_1_bias[0];
  for (let i = 0; i < N; i++) {
    const at = i * 4;
    let sum = 0;
    for (let j = 0; j < 4; j++) {
      sum += dense_tanh[at + j] * dense_1_kernel[j];
    }
    dense_1_add[i] = sum + dense_1_bias_2;
  }
}

function initialize(N, m) {
  dense_1_randomBits_shiftRight_cast_add(m.tapeless_seed, m.dense_1_kernel);
  dense_randomBits_shiftRight_cast_add(m.tapeless_seed, m.dense_kernel);
}

function step(N, m) {
  dense_contract_add_tanh_sub(N, m.x, m.dense_kernel, m.dense_bias, m.dense_tanh);
  dense_1_contract_add_sub_mul(N, m.dense_tanh, m.dense_1_kernel, m.dense_1_bias, m.y, m.mul, m.add);
  reduceSum_div(N, m.mul, m.div);
  dense_1_add_cast_pow_reduceSum(
    N,
    m.tapeless_learningRate,
    m.tapeless_beta2,
    m.tapeless_beta1,
    m.add,
    m.tapeless_epsilon,
    m.tapeless_step,
    m.dense_div,
    m.dense_sub,
    m.dense_sub_1,
    m.tapeless_momentum_dense_1_bias,
    m.tapeless_velocity_dense_1_bias,
    m.dense_1_bias,
  );
  dense_1_contract_mul(N, m.add, m.dense_1_kernel, m.dense_tanh, m.dense_mul);
  dense_1_contract_sub_mul_div(
    N,
    m.dense_tanh,
    m.add,
    m.dense_sub,
    m.dense_sub_1,
    m.dense_div,
    m.tapeless_epsilon,
    m.tapeless_momentum_dense_1_kernel,
    m.tapeless_velocity_dense_1_kernel,
    m.dense_1_kernel,
  );
  dense_contract_sub_mul_div(
    N,
    m.x,
    m.dense_mul,
    m.dense_sub,
    m.dense_sub_1,
    m.dense_div,
    m.tapeless_epsilon,
    m.tapeless_momentum_dense_kernel,
    m.tapeless_velocity_dense_kernel,
    m.dense_kernel,
  );
  dense_reduceSum_sub_mul_div(
    N,
    m.dense_mul,
    m.dense_sub,
    m.dense_sub_1,
    m.dense_div,
    m.tapeless_epsilon,
    m.tapeless_momentum_dense_bias,
    m.tapeless_velocity_dense_bias,
    m.dense_bias,
  );
}

function evaluate(N, m) {
  dense_contract_add_tanh(N, m.x_1, m.dense_kernel, m.dense_bias, m.dense_tanh_1);
  dense_1_contract_add_sub_mul_2(N, m.dense_tanh_1, m.dense_1_kernel, m.dense_1_bias, m.y_1, m.mul_1);
  reduceSum_div(N, m.mul_1, m.div_1);
}

function predict(N, m) {
  dense_contract_add_tanh(N, m.x_2, m.dense_kernel, m.dense_bias, m.dense_tanh_2);
  dense_1_contract_add(N, m.dense_tanh_2, m.dense_1_kernel, m.dense_1_bias, m.dense_1_add);
}

