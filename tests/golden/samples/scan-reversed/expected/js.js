// Made by Tapeless from sample.model.ts. It imports nothing; a change made here is lost when it is built again.

/** A fresh instance. */
export function create() {
  const net = instance(unit);
  return {
    run: (inputs) => call(net, unit.run, inputs),
  };
}

const unit = {
  inputs: new Set(['x', 'w', 'u']),
  stateBytes: 0,
  bytes: (C) => 328 * C + 192,
  largest: 26188816,
  views: (state, arena, C) => ({
    u: new Float32Array(arena, 0, 25),
    contract_2: new Float32Array(arena, 0, 25),
    w: new Float32Array(arena, 128, 15),
    contract_3: new Float32Array(arena, 128, 15),
    contract: new Float32Array(arena, 192, 20 * C),
    scan_1: new Float32Array(arena, 80 * C + 192, 20 * C),
    scan_2: new Float32Array(arena, 160 * C + 192, 20 * C),
    scan_1_1: new Float32Array(arena, 192, 20 * C),
    x: new Float32Array(arena, 240 * C + 192, 12 * C),
    scan_0: new Float32Array(arena, 288 * C + 192, 5 * C),
    add: new Float32Array(arena, 308 * C + 192, 5 * C),
    scan_0_1: new Float32Array(arena, 308 * C + 192, 5 * C),
  }),
  variables: [],
  run: {
    name: 'run',
    run: run,
    inputs: [
      { name: 'x', view: 'x', array: 'Float32Array', shape: '[4, N, 3]', size: [0, 12] },
      { name: 'w', view: 'w', array: 'Float32Array', shape: '[3, 5]', size: [15] },
      { name: 'u', view: 'u', array: 'Float32Array', shape: '[5, 5]', size: [25] },
    ],
    results: (m) => ({ dw: m.contract_3.slice(0, 15), du: m.contract_2.slice(0, 25) }),
  },
};

// What is made of the arrays m for N, once for each N that comes again.
function $parts(N, m, make) {
  const all = (m.$parts ??= new Map());
  if (!all.has(make)) all.set(make, new Map());
  const known = all.get(make);
  if (known.has(N)) return known.get(N);
  if (known.size > 7) known.clear();
  const made = make(m, N);
  known.set(N, made);
  return made;
}

// An array, or each of several, as so many parts of this size.
function $split(whole, count, size) {
  if (Array.isArray(whole)) return whole.map((part) => $split(part, count, size));
  return Array.from({ length: count }, (_, k) => whole.subarray(k * size, (k + 1) * size));
}

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

// sample.model.ts:10:5  broadcast
function broadcast(N, scan_0) {
  for (let i = 0; i < N; i++) {
    const at = i * 5;
    for (let j = 0; j < 5; j++) {
      scan_0[at + j] = 0;
    }
  }
}

// sample.model.ts:9:43  contract
const tile = new Float64Array(10);
function contract(N, x, w, contract) {
  for (let i = 0; i < 4; i++) {
    const at = i * (5 * N);
    const at_2 = i * (3 * N);
    for (let j = 0; j < N; j += 2) {
      for (let k = 0; k < 5; k += 5) {
        const j1 = Math.min(j + 1, N - 1);
        sums2x5(x, w, tile, 3, (at_2 + j * 3) | 0, (at_2 + j1 * 3) | 0, 1, k, 1, 5);
        for (let jInTile = 0; jInTile < Math.min(2, N - j); jInTile++) {
          const jOut = j + jInTile;
          const at_3 = (at + jOut * 5) | 0;
          for (let kInTile = 0; kInTile < 5; kInTile++) {
            const kOut = k + kInTile;
            contract[(at_3 + kOut) | 0] = tile[jInTile * 5 + kInTile];
          }
        }
      }
    }
  }
}

// sample.model.ts:9:59, sample.model.ts:9:39  contract, add
const tile_2 = new Float64Array(10);
function contract_add(N, contract, scan_0, u, add) {
  for (let i = 0; i < N; i += 2) {
    for (let j = 0; j < 5; j += 5) {
      const i1 = Math.min(i + 1, N - 1);
      sums2x5(scan_0, u, tile_2, 5, i * 5, i1 * 5, 1, j, 1, 5);
      for (let iInTile = 0; iInTile < Math.min(2, N - i); iInTile++) {
        const iOut = i + iInTile;
        const at = iOut * 5;
        for (let jInTile = 0; jInTile < 5; jInTile++) {
          const jOut = j + jInTile;
          const at_2 = at + jOut;
          add[at_2] = contract[at_2] + tile_2[iInTile * 5 + jInTile];
        }
      }
    }
  }
}

// sample.model.ts:10:5  copy
function copy(N, scan_0, copy) {
  for (let i = 0; i < N; i++) {
    const at = i * 5;
    for (let j = 0; j < 5; j++) {
      const at_2 = at + j;
      copy[at_2] = scan_0[at_2];
    }
  }
}

// sample.model.ts:9:34  tanh, mul, sub
function tanh_mul_sub(N, add, scan_0, sub) {
  for (let i = 0; i < N; i++) {
    const at = i * 5;
    for (let j = 0; j < 5; j++) {
      const at_2 = at + j;
      const tanh = Math.tanh(add[at_2]);
      scan_0[at_2] = tanh;
      sub[at_2] = 1 - tanh * tanh;
    }
  }
}

// sample.model.ts:13:14  add
function add(N, scan_0, scan_0_2) {
  for (let i = 0; i < N; i++) {
    const at = i * 5;
    for (let j = 0; j < 5; j++) {
      const at_2 = at + j;
      const scan_0_3 = scan_0[at_2];
      scan_0_2[at_2] = scan_0_3 + scan_0_3;
    }
  }
}

// sample.model.ts:9:34  mul
function mul(N, scan_0, sub, mul) {
  for (let i = 0; i < N; i++) {
    const at = i * 5;
    for (let j = 0; j < 5; j++) {
      const at_2 = at + j;
      mul[at_2] = scan_0[at_2] * sub[at_2];
    }
  }
}

// sample.model.ts:9:59  contract
const tile_3 = new Float64Array(10);
function contract_2(N, mul, u, scan_0) {
  for (let i = 0; i < N; i += 2) {
    for (let j = 0; j < 5; j += 5) {
      const i1 = Math.min(i + 1, N - 1);
      sums2x5(mul, u, tile_3, 5, i * 5, i1 * 5, 1, j * 5, 5, 1);
      for (let iInTile = 0; iInTile < Math.min(2, N - i); iInTile++) {
        const iOut = i + iInTile;
        const at = iOut * 5;
        for (let jInTile = 0; jInTile < 5; jInTile++) {
          const jOut = j + jInTile;
          scan_0[at + jOut] = tile_3[iInTile * 5 + jInTile];
        }
      }
    }
  }
}

// sample.model.ts:9:59  contract
const tile_4 = new Float64Array(10);
function contract_3(N, scan_1, scan_1_2, contract) {
  for (let i = 0; i < 5; i += 2) {
    for (let j = 0; j < 5; j += 5) {
      const i1 = Math.min(i + 1, 4);
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
      for (let k = 0; k < 4; k++) {
        const at = k * (5 * N);
        const at_2 = i + at;
        const at_3 = j + at;
        const at_4 = i1 + at;
        for (let l = 0; l < N; l++) {
          const at_5 = l * 5;
          const scan_1_3 = scan_1[(at_2 + at_5) | 0];
          const at_6 = (at_3 + at_5) | 0;
          const scan_1_2_2 = scan_1_2[at_6];
          const scan_1_2_3 = scan_1_2[(at_6 + 1) | 0];
          const scan_1_2_4 = scan_1_2[(at_6 + 2) | 0];
          const scan_1_2_5 = scan_1_2[(at_6 + 3) | 0];
          const scan_1_2_6 = scan_1_2[(at_6 + 4) | 0];
          const scan_1_4 = scan_1[(at_4 + at_5) | 0];
          sum0_0 += scan_1_3 * scan_1_2_2;
          sum0_1 += scan_1_3 * scan_1_2_3;
          sum0_2 += scan_1_3 * scan_1_2_4;
          sum0_3 += scan_1_3 * scan_1_2_5;
          sum0_4 += scan_1_3 * scan_1_2_6;
          sum1_0 += scan_1_4 * scan_1_2_2;
          sum1_1 += scan_1_4 * scan_1_2_3;
          sum1_2 += scan_1_4 * scan_1_2_4;
          sum1_3 += scan_1_4 * scan_1_2_5;
          sum1_4 += scan_1_4 * scan_1_2_6;
        }
      }
      tile_4[0] = sum0_0;
      tile_4[1] = sum0_1;
      tile_4[2] = sum0_2;
      tile_4[3] = sum0_3;
      tile_4[4] = sum0_4;
      tile_4[5] = sum1_0;
      tile_4[6] = sum1_1;
      tile_4[7] = sum1_2;
      tile_4[8] = sum1_3;
      tile_4[9] = sum1_4;
      for (let iInTile = 0; iInTile < Math.min(2, 5 - i); iInTile++) {
        const iOut = i + iInTile;
        const at_7 = iOut * 5;
        for (let jInTile = 0; jInTile < 5; jInTile++) {
          const jOut = j + jInTile;
          contract[at_7 + jOut] = tile_4[iInTile * 5 + jInTile];
        }
      }
    }
  }
}

// sample.model.ts:9:43  contract
const tile_5 = new Float64Array(9);
function contract_4(N, x, scan_1, contract) {
  for (let i = 0; i < 3; i += 3) {
    for (let j = 0; j < 5; j += 3) {
      const j1 = Math.min(j + 1, 4);
      const j2 = Math.min(j + 2, 4);
      let sum0_0 = 0;
      let sum0_1 = 0;
      let sum0_2 = 0;
      let sum1_0 = 0;
      let sum1_1 = 0;
      let sum1_2 = 0;
      let sum2_0 = 0;
      let sum2_1 = 0;
      let sum2_2 = 0;
      for (let k = 0; k < 4; k++) {
        const at = i + k * (3 * N);
        const at_2 = k * (5 * N);
        const at_3 = j + at_2;
        const at_4 = j1 + at_2;
        const at_5 = j2 + at_2;
        for (let l = 0; l < N; l++) {
          const at_6 = (at + l * 3) | 0;
          const x_2 = x[at_6];
          const at_7 = l * 5;
          const scan_1_2 = scan_1[(at_3 + at_7) | 0];
          const scan_1_3 = scan_1[(at_4 + at_7) | 0];
          const scan_1_4 = scan_1[(at_5 + at_7) | 0];
          const x_3 = x[(at_6 + 1) | 0];
          const x_4 = x[(at_6 + 2) | 0];
          sum0_0 += x_2 * scan_1_2;
          sum0_1 += x_2 * scan_1_3;
          sum0_2 += x_2 * scan_1_4;
          sum1_0 += x_3 * scan_1_2;
          sum1_1 += x_3 * scan_1_3;
          sum1_2 += x_3 * scan_1_4;
          sum2_0 += x_4 * scan_1_2;
          sum2_1 += x_4 * scan_1_3;
          sum2_2 += x_4 * scan_1_4;
        }
      }
      tile_5[0] = sum0_0;
      tile_5[1] = sum0_1;
      tile_5[2] = sum0_2;
      tile_5[3] = sum1_0;
      tile_5[4] = sum1_1;
      tile_5[5] = sum1_2;
      tile_5[6] = sum2_0;
      tile_5[7] = sum2_1;
      tile_5[8] = sum2_2;
      for (let iInTile = 0; iInTile < 3; iInTile++) {
        const iOut = i + iInTile;
        const at_8 = iOut * 5;
        for (let jInTile = 0; jInTile < Math.min(3, 5 - j); jInTile++) {
          const jOut = j + jInTile;
          contract[at_8 + jOut] = tile_5[iInTile * 3 + jInTile];
        }
      }
    }
  }
}

// The parts that loops take of arrays, one after the other.
function runParts(m, N) {
  const contract_1 = $split(m.contract, 4, 5 * N);
  const copy = $split(m.scan_1, 4, 5 * N);
  const sub = $split(m.scan_2, 4, 5 * N);
  const sub_1 = $split(m.scan_2, 4, 5 * N);
  const mul = $split(m.scan_1_1, 4, 5 * N);
  return { contract_1, copy, sub, sub_1, mul };
}

function run(N, m) {
  const s = $parts(N, m, runParts);
  broadcast(N, m.scan_0);
  contract(N, m.x, m.w, m.contract);
  for (let t = 0; t < 4; t++) {
    contract_add(N, s.contract_1[t], m.scan_0, m.u, m.add);
    copy(N, m.scan_0, s.copy[t]);
    tanh_mul_sub(N, m.add, m.scan_0, s.sub[t]);
  }
  add(N, m.scan_0, m.scan_0_1);
  for (let t = 3; t >= 0; t--) {
    mul(N, m.scan_0_1, s.sub_1[t], s.mul[t]);
    contract_2(N, s.mul[t], m.u, m.scan_0_1);
  }
  contract_3(N, m.scan_1, m.scan_1_1, m.contract_2);
  contract_4(N, m.x, m.scan_1_1, m.contract_3);
}

