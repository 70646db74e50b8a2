// Made by Tapeless from sample.model.ts. It imports nothing; a change made here is lost when it is built again.

/** A fresh instance. */
export function create() {
  const net = instance(unit);
  return {
    run: (inputs) => call(net, unit.run, inputs),
  };
}

const unit = {
  inputs: new Set(['x', 'w', 'b']),
  stateBytes: 0,
  arenaBytes: (C) => 44 * C + 192,
  largest: 195225776,
  views: (state, arena, C) => ({
    w: new Float32Array(arena, 0, 30),
    b: new Float32Array(arena, 128, 5),
    x: new Float32Array(arena, 192, 6 * C),
    select: new Float32Array(arena, 24 * C + 192, 5 * C),
  }),
  variables: [],
  run: {
    name: 'run',
    run: run,
    inputs: [
      { name: 'x', view: 'x', array: 'Float32Array', shape: '[N, 6]', size: [0, 6] },
      { name: 'w', view: 'w', array: 'Float32Array', shape: '[5, 6]', size: [30] },
      { name: 'b', view: 'b', array: 'Float32Array', shape: '[5]', size: [5] },
    ],
    results: (m, N) => ({ y: m.select.slice(0, 5 * N) }),
  },
};

// sample.model.ts:6:44, sample.model.ts:6:40, sample.model.ts:6:35  contract, add, lessEqual, select
const tile = new Float64Array(10);
function contract_add_lessEqual_select(N, x, w, b, select) {
  for (let i = 0; i < N; i += 2) {
    for (let j = 0; j < 5; j += 5) {
      const i1 = Math.min(i + 1, N - 1);
      let sum0_0 = 0;
      let sum0_1 = 0;
      let sum0_2 = 0;
      let sum0_3 = 0;
      let sum0_4 = 0;
      let sum1_0 = 0;
      let sum1_1 = 0;
      let sum1_2 = 0;
      let sum1_3 = 0;
      let sum1_4 = 0;
      const at = i * 6;
      const at_2 = j * 6;
      const at_3 = i1 * 6;
      for (let k = 0; k < 6; k++) {
        const x_2 = x[at + k];
        const at_4 = at_2 + k;
        const w_2 = w[at_4];
        const w_3 = w[at_4 + 6];
        const w_4 = w[at_4 + 12];
        const w_5 = w[at_4 + 18];
        const w_6 = w[at_4 + 24];
        const x_3 = x[at_3 + k];
        sum0_0 += x_2 * w_2;
        sum0_1 += x_2 * w_3;
        sum0_2 += x_2 * w_4;
        sum0_3 += x_2 * w_5;
        sum0_4 += x_2 * w_6;
        sum1_0 += x_3 * w_2;
        sum1_1 += x_3 * w_3;
        sum1_2 += x_3 * w_4;
        sum1_3 += x_3 * w_5;
        sum1_4 += x_3 * w_6;
      }
      tile[0] = sum0_0;
      tile[1] = sum0_1;
      tile[2] = sum0_2;
      tile[3] = sum0_3;
      tile[4] = sum0_4;
      tile[5] = sum1_0;
      tile[6] = sum1_1;
      tile[7] = sum1_2;
      tile[8] = sum1_3;
      tile[9] = sum1_4;
      for (let iInTile = 0; iInTile < Math.min(2, N - i); iInTile++) {
        const iOut = i + iInTile;
        const at_5 = iOut * 5;
        for (let jInTile = 0; jInTile < 5; jInTile++) {
          const jOut = j + jInTile;
          const add = tile[iInTile * 5 + jInTile] + b[jOut];
          select[at_5 + jOut] = add <= 0 ? 0 : add;
        }
      }
    }
  }
}

function run(N, m) {
  contract_add_lessEqual_select(N, m.x, m.w, m.b, m.select);
}

