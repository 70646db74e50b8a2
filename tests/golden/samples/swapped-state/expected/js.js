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

const unit = {
  inputs: new Set(['x']),
  stateBytes: 128,
  bytes: () => 192,
  largest: 2147483632,
  views: (state, arena, C) => ({
    a: new Float32Array(state, 0, 2),
    b: new Float32Array(state, 64, 2),
    x: new Float32Array(arena, 0, 2),
    add: new Float32Array(arena, 64, 2),
    add_1: new Float32Array(arena, 128, 2),
  }),
  variables: [
    { name: 'a', role: 'state', view: 'a', dtype: 'F32', shape: [2] },
    { name: 'b', role: 'state', view: 'b', dtype: 'F32', shape: [2], initial: 1 },
  ],
  run: {
    name: 'run',
    run: run,
    inputs: [{ name: 'x', view: 'x', array: 'Float32Array', shape: '[2]', size: [2] }],
    results: (m) => ({ sum: m.add.slice(0, 2) }),
  },
};

// sample.model.ts:11:19, sample.model.ts:10:15, sample.model.ts:8:15  add, copy
function add_copy(b, x, add, add_2, a) {
  for (let i = 0; i < 2; i++) {
    const a_2 = a[i];
    const b_2 = b[i];
    add[i] = a_2 + b_2;
    add_2[i] = a_2 + x[i];
    a[i] = b_2;
  }
}

// b: copy
function b_copy(add, b) {
  for (let i = 0; i < 2; i++) {
    b[i] = add[i];
  }
}

function run(N, m) {
  add_copy(m.b, m.x, m.add, m.add_1, m.a);
  b_copy(m.add_1, m.b);
}

