// Made by Tapeless from sample.model.ts. It imports nothing; a change made here is lost when it is built again.

/** A fresh instance. */
export function create() {
  const net = instance(unit);
  return {
    run: (inputs) => call(net, unit.run, inputs),
  };
}

const unit = {
  inputs: new Set(['x']),
  stateBytes: 0,
  bytes: () => 384,
  largest: 2147483632,
  views: (state, arena, C) => ({
    x: new Float32Array(arena, 0, 5),
    reduceMax: new Float32Array(arena, 64, 1),
    add: new Float32Array(arena, 128, 1),
    softplus: new Float32Array(arena, 192, 5),
    exp: new Float32Array(arena, 256, 5),
    neg: new Float32Array(arena, 320, 5),
    reduceSum: new Float32Array(arena, 0, 1),
    div: new Float32Array(arena, 64, 5),
  }),
  variables: [],
  run: {
    name: 'run',
    run: run,
    inputs: [{ name: 'x', view: 'x', array: 'Float32Array', shape: '[5]', size: [5] }],
    results: (m) => ({
      softplus: m.softplus.slice(0, 5),
      softmax: m.div.slice(0, 5),
      logSumExp: m.add[0],
      slope: m.neg.slice(0, 5),
    }),
  },
};

function $sigmoid(x) {
  return 1 / (1 + Math.exp(-x));
}

function $softplus(x) {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

// sample.model.ts:8:14, sample.model.ts:9:16  reduceMax, isFinite, select, add
function reduceMax_isFinite_select_add(x, reduceMax, add) {
  let max = -Infinity;
  for (let i = 0; i < 5; i++) {
    max = Math.max(max, x[i]);
  }
  const choice = Number.isFinite(max) ? max : 0;
  let sum = 0;
  for (let i = 0; i < 5; i++) {
    sum += Math.exp(x[i] - choice);
  }
  reduceMax[0] = max;
  add[0] = Math.log(sum) + choice;
}

// sample.model.ts:7:15, sample.model.ts:8:14, sample.model.ts:10:28  softplus, sub, exp, neg
function softplus_sub_exp_neg(x, reduceMax, softplus, exp, neg) {
  const reduceMax_2 = reduceMax[0];
  for (let i = 0; i < 5; i++) {
    const x_2 = x[i];
    softplus[i] = $softplus(x_2);
    exp[i] = Math.exp(x_2 - reduceMax_2);
    neg[i] = -$sigmoid(x_2);
  }
}

// sample.model.ts:8:14  reduceSum
function reduceSum(exp, reduceSum) {
  let sum = 0;
  for (let i = 0; i < 5; i++) {
    sum += exp[i];
  }
  reduceSum[0] = sum;
}

// sample.model.ts:8:14  div
function div(exp, reduceSum, div) {
  const reduceSum_2 = reduceSum[0];
  for (let i = 0; i < 5; i++) {
    div[i] = exp[i] / reduceSum_2;
  }
}

function run(N, m) {
  reduceMax_isFinite_select_add(m.x, m.reduceMax, m.add);
  softplus_sub_exp_neg(m.x, m.reduceMax, m.softplus, m.exp, m.neg);
  reduceSum(m.exp, m.reduceSum);
  div(m.exp, m.reduceSum, m.div);
}

