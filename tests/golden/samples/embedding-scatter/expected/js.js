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
  inputs: new Set(['tokens', 'y']),
  stateBytes: 256,
  bytes: (C) => 60 * C + 128,
  largest: 143165568,
  views: (state, arena, C) => ({
    table: new Float32Array(state, 0, 14),
    tapeless_learningRate: new Float32Array(state, 64, 1),
    tapeless_step: new Uint32Array(state, 128, 1),
    tapeless_seed: new Uint32Array(state, 192, 2),
    div: new Float32Array(arena, 0, 1),
    scatterAdd: new Float32Array(arena, 64, 14),
    div_1: new Float32Array(arena, 0, 1),
    gather: new Float32Array(arena, 128, 6 * C),
    tokens: new Int32Array(arena, 24 * C + 128, 3 * C),
    y: new Float32Array(arena, 36 * C + 128, 2 * C),
    mul: new Float32Array(arena, 44 * C + 128, 2 * C),
    add: new Float32Array(arena, 52 * C + 128, 2 * C),
    gather_1: new Float32Array(arena, 128, 6 * C),
    tokens_1: new Int32Array(arena, 24 * C + 128, 3 * C),
    y_1: new Float32Array(arena, 36 * C + 128, 2 * C),
    mul_1: new Float32Array(arena, 24 * C + 128, 2 * C),
    gather_2: new Float32Array(arena, 128, 6 * C),
    tokens_2: new Int32Array(arena, 24 * C + 128, 3 * C),
    reduceSum: new Float32Array(arena, 24 * C + 128, 2 * C),
  }),
  variables: [
    { name: 'table', role: 'parameter', view: 'table', dtype: 'F32', shape: [7, 2] },
    {
      name: 'learningRate',
      key: 'tapeless/learningRate',
      role: 'hyperparameter',
      view: 'tapeless_learningRate',
      dtype: 'F32',
      shape: [],
      initial: 0.01,
    },
    { name: 'tapeless/step', role: 'step', view: 'tapeless_step', dtype: 'U32', shape: [] },
    { name: 'tapeless/seed', role: 'seed', view: 'tapeless_seed', dtype: 'U32', shape: [2] },
  ],
  init: initialize,
  step: {
    name: 'step',
    run: step,
    inputs: [
      {
        name: 'tokens',
        view: 'tokens',
        array: 'Int32Array',
        shape: '[N, 3]',
        size: [0, 3],
        check: inRange,
        range: 7,
        indexes: 'axis 0 of table [7, 2] at sample.model.ts:8:23',
        strides: [3, 1],
      },
      { name: 'y', view: 'y', array: 'Float32Array', shape: '[N, 2]', size: [0, 2] },
    ],
    results: (m) => ({ loss: m.div[0] }),
  },
  evaluate: {
    name: 'evaluate',
    run: evaluate,
    inputs: [
      {
        name: 'tokens',
        view: 'tokens_1',
        array: 'Int32Array',
        shape: '[N, 3]',
        size: [0, 3],
        check: inRange,
        range: 7,
        indexes: 'axis 0 of table [7, 2] at sample.model.ts:8:23',
        strides: [3, 1],
      },
      { name: 'y', view: 'y_1', array: 'Float32Array', shape: '[N, 2]', size: [0, 2] },
    ],
    counts: (m, N) => [m.div_1[0] * N, N],
    results: (sums) => ({ loss: quotient(sums[0], sums[1]) }),
  },
  predict: {
    name: 'predict',
    run: predict,
    inputs: [
      {
        name: 'tokens',
        view: 'tokens_2',
        array: 'Int32Array',
        shape: '[N, 3]',
        size: [0, 3],
        check: inRange,
        range: 7,
        indexes: 'axis 0 of table [7, 2] at sample.model.ts:8:23',
        strides: [3, 1],
      },
    ],
    results: (m, N) => ({ bag: m.reduceSum.slice(0, 2 * N) }),
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

// sample.model.ts:7:19  randomBits, shiftRight, cast, add
function randomBits_shiftRight_cast_add(seed, table) {
  const seed_2 = seed[0];
  const seed_3 = seed[1];
  for (let i = 0; i < 7; i++) {
    const at = i * 2;
    for (let j = 0; j < 2; j++) {
      const at_2 = at + j;
      table[at_2] = ($threefry(seed_2, seed_3, at_2 >>> 0, 2147483648) >>> 8) * 5.960464477539063e-9 + -0.05;
    }
  }
}

// sample.model.ts:4:16  add
function add(step) {
  const step_2 = step[0];
  step[0] = (step_2 + 1) >>> 0;
}

// sample.model.ts:8:23  gather
function gather(N, tokens, table, gather) {
  for (let i = 0; i < N; i++) {
    const at = i * 6;
    const at_2 = i * 3;
    for (let j = 0; j < 3; j++) {
      const at_3 = at + j * 2;
      const at_4 = Math.max(0, Math.min(tokens[at_2 + j], 6)) * 2;
      for (let k = 0; k < 2; k++) {
        gather[at_3 + k] = table[at_4 + k];
      }
    }
  }
}

// sample.model.ts:8:19, sample.model.ts:10:25  reduceSum, sub, mul, add
function reduceSum_sub_mul_add(N, gather, y, mul, add) {
  const div = 1 / (2 * N);
  for (let i = 0; i < N; i++) {
    const at = i * 2;
    const at_2 = i * 6;
    for (let j = 0; j < 2; j++) {
      const at_3 = at_2 + j;
      let sum = 0;
      for (let k = 0; k < 3; k++) {
        sum += gather[at_3 + k * 2];
      }
      const at_4 = at + j;
      const sub = sum - y[at_4];
      const mul_2 = div * sub;
      mul[at_4] = sub * sub;
      add[at_4] = mul_2 + mul_2;
    }
  }
}

// sample.model.ts:10:25  reduceSum, div
function reduceSum_div(N, mul, div) {
  let sum = 0;
  for (let i = 0; i < N; i++) {
    const at = i * 2;
    for (let j = 0; j < 2; j++) {
      sum += mul[at + j];
    }
  }
  div[0] = sum / (2 * N);
}

// sample.model.ts:8:23  scatterAdd
function scatterAdd(N, tokens, add, scatterAdd) {
  for (let z = 0; z < 14; z++) {
    scatterAdd[z] = 0;
  }
  for (let i = 0; i < N; i++) {
    const at = i * 3;
    const at_2 = i * 2;
    for (let j = 0; j < 3; j++) {
      const at_3 = Math.max(0, Math.min(tokens[at + j], 6)) * 2;
      for (let k = 0; k < 2; k++) {
        const at_4 = at_3 + k;
        const scatterAdd_2 = scatterAdd[at_4];
        scatterAdd[at_4] = scatterAdd_2 + add[at_2 + k];
      }
    }
  }
}

// sample.model.ts:7:19  mul, sub
function mul_sub(learningRate, scatterAdd, table) {
  const learningRate_2 = learningRate[0];
  for (let i = 0; i < 7; i++) {
    const at = i * 2;
    for (let j = 0; j < 2; j++) {
      const at_2 = at + j;
      const table_2 = table[at_2];
      table[at_2] = table_2 - learningRate_2 * scatterAdd[at_2];
    }
  }
}

// sample.model.ts:8:19, sample.model.ts:10:25  reduceSum, sub, mul
function reduceSum_sub_mul(N, gather, y, mul) {
  for (let i = 0; i < N; i++) {
    const at = i * 2;
    const at_2 = i * 6;
    for (let j = 0; j < 2; j++) {
      const at_3 = at_2 + j;
      let sum = 0;
      for (let k = 0; k < 3; k++) {
        sum += gather[at_3 + k * 2];
      }
      const at_4 = at + j;
      const sub = sum - y[at_4];
      mul[at_4] = sub * sub;
    }
  }
}

// sample.model.ts:8:19  reduceSum
function reduceSum(N, gather, reduceSum) {
  for (let i = 0; i < N; i++) {
    const at = i * 2;
    const at_2 = i * 6;
    for (let j = 0; j < 2; j++) {
      const at_3 = at_2 + j;
      let sum = 0;
      for (let k = 0; k < 3; k++) {
        sum += gather[at_3 + k * 2];
      }
      reduceSum[at + j] = sum;
    }
  }
}

function initialize(N, m) {
  randomBits_shiftRight_cast_add(m.tapeless_seed, m.table);
}

function step(N, m) {
  add(m.tapeless_step);
  gather(N, m.tokens, m.table, m.gather);
  reduceSum_sub_mul_add(N, m.gather, m.y, m.mul, m.add);
  reduceSum_div(N, m.mul, m.div);
  scatterAdd(N, m.tokens, m.add, m.scatterAdd);
  mul_sub(m.tapeless_learningRate, m.scatterAdd, m.table);
}

function evaluate(N, m) {
  gather(N, m.tokens_1, m.table, m.gather_1);
  reduceSum_sub_mul(N, m.gather_1, m.y_1, m.mul_1);
  reduceSum_div(N, m.mul_1, m.div_1);
}

function predict(N, m) {
  gather(N, m.tokens_2, m.table, m.gather_2);
  reduceSum(N, m.gather_2, m.reduceSum);
}

