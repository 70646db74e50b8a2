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
  bytes: () => 256,
  largest: 2147483632,
  views: (state, arena, C) => ({
    x: new Float32Array(arena, 0, 3),
    cos: new Float32Array(arena, 64, 3),
    sin: new Float32Array(arena, 128, 3),
    add: new Float32Array(arena, 192, 9),
  }),
  variables: [],
  run: {
    name: 'run',
    run: run,
    inputs: [{ name: 'x', view: 'x', array: 'Float32Array', shape: '[3]', size: [3] }],
    results: (m) => ({ h: m.add.slice(0, 9) }),
  },
};

// sample.model.ts:6:52  cos, sin
function cos_sin(x, cos, sin) {
  for (let i = 0; i < 3; i++) {
    const x_2 = x[i];
    cos[i] = Math.cos(x_2);
    sin[i] = Math.sin(x_2);
  }
}

// sample.model.ts:6:52  mul, sub, add
function mul_sub_add(cos, x, sin, add) {
  for (let i = 0; i < 3; i++) {
    const at = i * 3;
    for (let j = 0; j < 3; j++) {
      const f32 = i === j ? 1 : 0;
      const mul = f32 * cos[j];
      add[at + j] = mul - f32 * x[j] * sin[j] + mul;
    }
  }
}

function run(N, m) {
  cos_sin(m.x, m.cos, m.sin);
  mul_sub_add(m.cos, m.x, m.sin, m.add);
}

