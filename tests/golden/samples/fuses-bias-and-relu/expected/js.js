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
  bytes: (C) => 44 * C + 192,
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

// Sums of products: 2 rows of a by 5 columns of b, count terms each, into tile.
function sums2x5(a, b, tile, count, a0, a1, aStep, b0, bNext, bStep) {
  const b1 = b0 + bNext;
  const b2 = b1 + bNext;
  const b3 = b2 + bNext;
  const b4 = b3 + bNext;
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
  for (let k = 0; k < count; k++) {
    const inA = k * aStep;
    const inB = k * bStep;
    const x0 = a[a0 + inA];
    const x1 = a[a1 + inA];
    const y0 = b[b0 + inB];
    const y1 = b[b1 + inB];
    const y2 = b[b2 + inB];
    const y3 = b[b3 + inB];
    const y4 = b[b4 + inB];
    sum0_0 += x0 * y0;
    sum0_1 += x0 * y1;
    sum0_2 += x0 * y2;
    sum0_3 += x0 * y3;
    sum0_4 += x0 * y4;
    sum1_0 += x1 * y0;
    sum1_1 += x1 * y1;
    sum1_2 += x1 * y2;
    sum1_3 += x1 * y3;
    sum1_4 += x1 * y4;
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
}

// sample.model.ts:6:44, sample.model.ts:6:40, sample.model.ts:6:35  contract, add, lessEqual, select
const tile = new Float64Array(10);
function contract_add_lessEqual_select(N, x, w, b, select) {
  for (let i = 0; i < N; i += 2) {
    for (let j = 0; j < 5; j += 5) {
      const i1 = Math.min(i + 1, N - 1);
      sums2x5(x, w, tile, 6, i * 6, i1 * 6, 1, j * 6, 6, 1);
      for (let iInTile = 0; iInTile < Math.min(2, N - i); iInTile++) {
        const iOut = i + iInTile;
        const at = iOut * 5;
        for (let jInTile = 0; jInTile < 5; jInTile++) {
          const jOut = j + jInTile;
          const add = tile[iInTile * 5 + jInTile] + b[jOut];
          select[at + jOut] = add <= 0 ? 0 : add;
        }
      }
    }
  }
}

function run(N, m) {
  contract_add_lessEqual_select(N, m.x, m.w, m.b, m.select);
}

