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
  stateBytes: 320,
  bytes: (C) => 64 * C + 64,
  largest: 134217712,
  views: (state, arena, C) => ({
    dense_kernel: new Float32Array(state, 0, 12),
    dense_bias: new Float32Array(state, 64, 3),
    tapeless_learningRate: new Float32Array(state, 128, 1),
    tapeless_step: new Uint32Array(state, 192, 1),
    tapeless_seed: new Uint32Array(state, 256, 2),
    neg: new Float32Array(arena, 0, 1),
    neg_1: new Float32Array(arena, 0, 1),
    x: new Float32Array(arena, 64, 4 * C),
    y: new Float32Array(arena, 16 * C + 64, 3 * C),
    dense_add: new Float32Array(arena, 28 * C + 64, 3 * C),
    mul: new Float32Array(arena, 40 * C + 64, 3 * C),
    dense_add_1: new Float32Array(arena, 52 * C + 64, 3 * C),
    x_1: new Float32Array(arena, 64, 4 * C),
    y_1: new Float32Array(arena, 16 * C + 64, 3 * C),
    dense_add_2: new Float32Array(arena, 28 * C + 64, 3 * C),
    x_2: new Float32Array(arena, 64, 4 * C),
    dense_add_3: new Float32Array(arena, 16 * C + 64, 3 * C),
    dense_div: new Float32Array(arena, 64, 3 * C),
  }),
  variables: [
    { name: 'dense/kernel', role: 'parameter', view: 'dense_kernel', dtype: 'F32', shape: [4, 3] },
    { name: 'dense/bias', role: 'parameter', view: 'dense_bias', dtype: 'F32', shape: [3] },
    {
      name: 'learningRate',
      key: 'tapeless/learningRate',
      role: 'hyperparameter',
      view: 'tapeless_learningRate',
      dtype: 'F32',
      shape: [],
      initial: 0.1,
    },
    { name: 'tapeless/step', role: 'step', view: 'tapeless_step', dtype: 'U32', shape: [] },
    { name: 'tapeless/seed', role: 'seed', view: 'tapeless_seed', dtype: 'U32', shape: [2] },
  ],
  init: initialize,
  step: {
    name: 'step',
    run: step,
    inputs: [
      { name: 'x', view: 'x', array: 'Float32Array', shape: '[N, 4]', size: [0, 4] },
      { name: 'y', view: 'y', array: 'Float32Array', shape: '[N, 3]', size: [0, 3] },
    ],
    results: (m) => ({ loss: m.neg[0] }),
  },
  evaluate: {
    name: 'evaluate',
    run: evaluate,
    inputs: [
      { name: 'x', view: 'x_1', array: 'Float32Array', shape: '[N, 4]', size: [0, 4] },
      { name: 'y', view: 'y_1', array: 'Float32Array', shape: '[N, 3]', size: [0, 3] },
    ],
    counts: (m, N) => [m.neg_1[0] * N, N],
    results: (sums) => ({ loss: quotient(sums[0], sums[1]) }),
  },
  predict: {
    name: 'predict',
    run: predict,
    inputs: [{ name: 'x', view: 'x_2', array: 'Float32Array', shape: '[N, 4]', size: [0, 4] }],
    results: (m, N) => ({ p: m.dense_div.slice(0, 3 * N) }),
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

// Sums of products: 4 rows of a by 3 columns of b, count terms each, into tile.
function sums4x3(a, b, tile, count, a0, a1, a2, a3, aStep, b0, bNext, bStep) {
  const b1 = b0 + bNext;
  const b2 = b1 + bNext;
  let sum0_0 = 0;
  let sum0_1 = 0;
  let sum0_2 = 0;
  let sum1_0 = 0;
  let sum1_1 = 0;
  let sum1_2 = 0;
  let sum2_0 = 0;
  let sum2_1 = 0;
  let sum2_2 = 0;
  let sum3_0 = 0;
  let sum3_1 = 0;
  let sum3_2 = 0;
  for (let k = 0; k < count; k++) {
    const inA = k * aStep;
    const inB = k * bStep;
    const x0 = a[a0 + inA];
    const x1 = a[a1 + inA];
    const x2 = a[a2 + inA];
    const x3 = a[a3 + inA];
    const y0 = b[b0 + inB];
    const y1 = b[b1 + inB];
    const y2 = b[b2 + inB];
    sum0_0 += x0 * y0;
    sum0_1 += x0 * y1;
    sum0_2 += x0 * y2;
    sum1_0 += x1 * y0;
    sum1_1 += x1 * y1;
    sum1_2 += x1 * y2;
    sum2_0 += x2 * y0;
    sum2_1 += x2 * y1;
    sum2_2 += x2 * y2;
    sum3_0 += x3 * y0;
    sum3_1 += x3 * y1;
    sum3_2 += x3 * y2;
  }
  tile[0] = sum0_0;
  tile[1] = sum0_1;
  tile[2] = sum0_2;
  tile[3] = sum1_0;
  tile[4] = sum1_1;
  tile[5] = sum1_2;
  tile[6] = sum2_0;
  tile[7] = sum2_1;
  tile[8] = sum2_2;
  tile[9] = sum3_0;
  tile[10] = sum3_1;
  tile[11] = sum3_2;
}

// sample.model.ts:8:29  dense: randomBits, shiftRight, cast, add
function dense_randomBits_shiftRight_cast_add(seed, dense_kernel) {
  const seed_2 = seed[0];
  const seed_3 = seed[1];
  for (let i = 0; i < 4; i++) {
    const at = i * 3;
    for (let j = 0; j < 3; j++) {
      const at_2 = at + j;
      const part = ($threefry(seed_2, seed_3, at_2 >>> 0, 2147483648) >>> 8) * 1.1036635634571927e-7;
      dense_kernel[at_2] = part + -0.9258200997725514;
    }
  }
}

// sample.model.ts:6:16  add
function add(step) {
  const step_2 = step[0];
  step[0] = (step_2 + 1) >>> 0;
}

// sample.model.ts:8:29  dense: contract, add
const tile = new Float64Array(12);
function dense_contract_add(N, x, dense_kernel, dense_bias, dense_add) {
  for (let i = 0; i < N; i += 4) {
    for (let j = 0; j < 3; j += 3) {
      const i1 = Math.min(i + 1, N - 1);
      const i2 = Math.min(i + 2, N - 1);
      const i3 = Math.min(i + 3, N - 1);
      sums4x3(x, dense_kernel, tile, 4, i * 4, i1 * 4, i2 * 4, i3 * 4, 1, j, 1, 3);
      for (let iInTile = 0; iInTile < Math.min(4, N - i); iInTile++) {
        const iOut = i + iInTile;
        const at = iOut * 3;
        for (let jInTile = 0; jInTile < 3; jInTile++) {
          const jOut = j + jInTile;
          dense_add[at + jOut] = tile[iInTile * 3 + jInTile] + dense_bias[jOut];
        }
      }
    }
  }
}

// sample.model.ts:8:29, sample.model.ts:9:23  dense: reduceMax, sub, exp, add
const row = new Float64Array(3);
function dense_reduceMax_sub_exp_add(N, y, dense_add, mul, dense_add_2) {
  const div = -1 / N;
  for (let i = 0; i < N; i++) {
    const at = i * 3;
    let max = -Infinity;
    let sum = 0;
    for (let j = 0; j < 3; j++) {
      const at_2 = at + j;
      max = Math.max(max, dense_add[at_2]);
      sum += div * y[at_2];
    }
    let sum_2 = 0;
    for (let j = 0; j < 3; j++) {
      const exp = Math.exp(dense_add[at + j] - max);
      sum_2 += exp;
      row[j] = exp;
    }
    const log = Math.log(sum_2);
    const neg = -(sum / sum_2);
    for (let j = 0; j < 3; j++) {
      const at_3 = at + j;
      const y_2 = y[at_3];
      mul[at_3] = y_2 * (dense_add[at_3] - max - log);
      dense_add_2[at_3] = div * y_2 + neg * row[j];
    }
  }
}

// sample.model.ts:9:23  reduceSum, div, neg
function reduceSum_div_neg(N, mul, neg) {
  let sum = 0;
  for (let i = 0; i < N; i++) {
    const at = i * 3;
    for (let j = 0; j < 3; j++) {
      sum += mul[at + j];
    }
  }
  neg[0] = -(sum / N);
}

// sample.model.ts:8:29  dense: contract, mul, sub
const tile_2 = new Float64Array(12);
function dense_contract_mul_sub(N, learningRate, x, dense_add, dense_kernel) {
  const learningRate_2 = learningRate[0];
  for (let i = 0; i < 4; i += 4) {
    for (let j = 0; j < 3; j += 3) {
      sums4x3(x, dense_add, tile_2, N, i, i + 1, i + 2, i + 3, 4, j, 1, 3);
      for (let iInTile = 0; iInTile < 4; iInTile++) {
        const iOut = i + iInTile;
        const at = iOut * 3;
        for (let jInTile = 0; jInTile < 3; jInTile++) {
          const jOut = j + jInTile;
          const at_2 = at + jOut;
          const dense_kernel_2 = dense_kernel[at_2];
          dense_kernel[at_2] = dense_kernel_2 - learningRate_2 * tile_2[iInTile * 3 + jInTile];
        }
      }
    }
  }
}

// sample.model.ts:8:29  dense: reduceSum, mul, sub
function dense_reduceSum_mul_sub(N, learningRate, dense_add, dense_bias) {
  const learningRate_2 = learningRate[0];
  for (let i = 0; i < 3; i++) {
    let sum = 0;
    for (let j = 0; j < N; j++) {
      sum += dense_add[i + j * 3];
    }
    const dense_bias_2 = dense_bias[i];
    dense_bias[i] = dense_bias_2 - learningRate_2 * sum;
  }
}

// sample.model.ts:8:29, sample.model.ts:9:23  dense: reduceMax, sub, exp, neg
const row_2 = new Float64Array(3);
function dense_reduceMax_sub_exp_neg(N, y, dense_add, neg) {
  let sum = 0;
  for (let i = 0; i < N; i++) {
    const at = i * 3;
    let max = -Infinity;
    for (let j = 0; j < 3; j++) {
      max = Math.max(max, dense_add[at + j]);
    }
    let sum_2 = 0;
    for (let j = 0; j < 3; j++) {
      const exp = Math.exp(dense_add[at + j] - max);
      sum_2 += exp;
      row_2[j] = exp;
    }
    const log = Math.log(sum_2);
    for (let j = 0; j < 3; j++) {
      const at_2 = at + j;
      sum += y[at_2] * (dense_add[at_2] - max - log);
    }
  }
  neg[0] = -(sum / N);
}

// sample.model.ts:8:29  dense: reduceMax, sub, exp, div
const row_3 = new Float64Array(3);
function dense_reduceMax_sub_exp_div(N, dense_add, dense_div) {
  for (let i = 0; i < N; i++) {
    const at = i * 3;
    let max = -Infinity;
    for (let j = 0; j < 3; j++) {
      max = Math.max(max, dense_add[at + j]);
    }
    let sum = 0;
    for (let j = 0; j < 3; j++) {
      const exp = Math.exp(dense_add[at + j] - max);
      sum += exp;
      row_3[j] = exp;
    }
    for (let j = 0; j < 3; j++) {
      dense_div[at + j] = row_3[j] / sum;
    }
  }
}

function initialize(N, m) {
  dense_randomBits_shiftRight_cast_add(m.tapeless_seed, m.dense_kernel);
}

function step(N, m) {
  add(m.tapeless_step);
  dense_contract_add(N, m.x, m.dense_kernel, m.dense_bias, m.dense_add);
  dense_reduceMax_sub_exp_add(N, m.y, m.dense_add, m.mul, m.dense_add_1);
  reduceSum_div_neg(N, m.mul, m.neg);
  dense_contract_mul_sub(N, m.tapeless_learningRate, m.x, m.dense_add_1, m.dense_kernel);
  dense_reduceSum_mul_sub(N, m.tapeless_learningRate, m.dense_add_1, m.dense_bias);
}

function evaluate(N, m) {
  dense_contract_add(N, m.x_1, m.dense_kernel, m.dense_bias, m.dense_add_2);
  dense_reduceMax_sub_exp_neg(N, m.y_1, m.dense_add_2, m.neg_1);
}

function predict(N, m) {
  dense_contract_add(N, m.x_2, m.dense_kernel, m.dense_bias, m.dense_add_3);
  dense_reduceMax_sub_exp_div(N, m.dense_add_3, m.dense_div);
}

