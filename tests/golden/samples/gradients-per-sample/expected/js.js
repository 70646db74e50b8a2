// Made by Tapeless from sample.model.ts. It imports nothing; a change made here is lost when it is built again.

/** A fresh instance. */
export function create() {
  const net = instance(unit);
  return {
    run: (inputs) => call(net, unit.run, inputs),
  };
}

const unit = {
  inputs: new Set(['x', 'w']),
  stateBytes: 0,
  bytes: (C) => 24 * C + 64,
  largest: 357913936,
  views: (state, arena, C) => ({
    w: new Float32Array(arena, 0, 3),
    x: new Float32Array(arena, 64, 3 * C),
    contract: new Float32Array(arena, 12 * C + 64, 3 * C),
  }),
  variables: [],
  run: {
    name: 'run',
    run: run,
    inputs: [
      { name: 'x', view: 'x', array: 'Float32Array', shape: '[N, 3]', size: [0, 3] },
      { name: 'w', view: 'w', array: 'Float32Array', shape: '[3]', size: [3] },
    ],
    results: (m, N) => ({ dw: m.contract.slice(0, 3 * N) }),
  },
};

// sample.model.ts:6:75, sample.model.ts:6:66, sample.model.ts:6:59  contract, tanh, add, sub
function contract_tanh_add_sub(N, x, w, contract) {
  for (let i = 0; i < N; i++) {
    const at = i * 3;
    let sum = 0;
    for (let j = 0; j < 3; j++) {
      sum += x[at + j] * w[j];
    }
    const tanh = Math.tanh(sum);
    const mul = (tanh + tanh) * (1 - tanh * tanh);
    for (let j = 0; j < 3; j++) {
      const at_2 = at + j;
      contract[at_2] = x[at_2] * mul;
    }
  }
}

function run(N, m) {
  contract_tanh_add_sub(N, m.x, m.w, m.contract);
}

