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
  bytes: (C) => 64 * C,
  largest: 134217728,
  views: (state, arena, C) => ({ x: new Float32Array(arena, 0, 8 * C), div: new Float32Array(arena, 32 * C, 8 * C) }),
  variables: [],
  run: {
    name: 'run',
    run: run,
    inputs: [{ name: 'x', view: 'x', array: 'Float32Array', shape: '[N, 8]', size: [0, 8] }],
    results: (m, N) => ({ y: m.div.slice(0, 8 * N) }),
  },
};

// sample.model.ts:7:28, sample.model.ts:7:21, sample.model.ts:8:25, … (7 places)  reduceSum, div, sub, sqrt
function reduceSum_div_sub_sqrt(N, x, div) {
  for (let i = 0; i < N; i++) {
    const at = i * 8;
    let sum = 0;
    for (let j = 0; j < 8; j++) {
      sum += x[at + j];
    }
    const div_2 = sum / 8;
    let sum_2 = 0;
    for (let j = 0; j < 8; j++) {
      const sub = x[at + j] - div_2;
      sum_2 += sub * sub;
    }
    const sqrt = Math.sqrt(sum_2 / 8 + 0.001);
    for (let j = 0; j < 8; j++) {
      const at_2 = at + j;
      div[at_2] = (x[at_2] - div_2) / sqrt;
    }
  }
}

function run(N, m) {
  reduceSum_div_sub_sqrt(N, m.x, m.div);
}

