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
  bytes: () => 128,
  largest: 2147483632,
  views: (state, arena, C) => ({ x: new Float32Array(arena, 0, 4), select: new Float32Array(arena, 64, 4) }),
  variables: [],
  run: {
    name: 'run',
    run: run,
    inputs: [{ name: 'x', view: 'x', array: 'Float32Array', shape: '[4]', size: [4] }],
    results: (m) => ({ dx: m.select.slice(0, 4) }),
  },
};

// sample.model.ts:6:52, sample.model.ts:6:67  less, div, select
function less_div_select(x, select) {
  for (let i = 0; i < 4; i++) {
    const x_2 = x[i];
    select[i] = 0 < x_2 ? 1 / x_2 : 0;
  }
}

function run(N, m) {
  less_div_select(m.x, m.select);
}

