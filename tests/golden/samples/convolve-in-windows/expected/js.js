// Made by Tapeless from sample.model.ts. It imports nothing; a change made here is lost when it is built again.

/** A fresh instance. */
export function create() {
  const net = instance(unit);
  return {
    run: (inputs) => call(net, unit.run, inputs),
  };
}

const unit = {
  inputs: new Set(['x', 'kernel', 'bias', 'y']),
  stateBytes: 0,
  bytes: (C) => 1984 * C + 320,
  largest: 4329600,
  views: (state, arena, C) => ({
    kernel: new Float32Array(arena, 0, 54),
    convolve: new Float32Array(arena, 0, 54),
    bias: new Float32Array(arena, 256, 6),
    add: new Float32Array(arena, 320, 216 * C),
    select_2: new Float32Array(arena, 320, 216 * C),
    pad: new Float32Array(arena, 864 * C + 320, 64 * C),
    y: new Float32Array(arena, 1120 * C + 320, 54 * C),
    windowArgMax: new Int32Array(arena, 1336 * C + 320, 54 * C),
    select: new Float32Array(arena, 1552 * C + 320, 54 * C),
    select_1: new Float32Array(arena, 1768 * C + 320, 54 * C),
    x: new Float32Array(arena, 320, 36 * C),
  }),
  variables: [],
  run: {
    name: 'run',
    run: run,
    inputs: [
      { name: 'x', view: 'x', array: 'Float32Array', shape: '[N, 6, 6, 1]', size: [0, 36] },
      { name: 'kernel', view: 'kernel', array: 'Float32Array', shape: '[3, 3, 1, 6]', size: [54] },
      { name: 'bias', view: 'bias', array: 'Float32Array', shape: '[6]', size: [6] },
      { name: 'y', view: 'y', array: 'Float32Array', shape: '[N, 3, 3, 6]', size: [0, 54] },
    ],
    results: (m, N) => ({ pooled: m.select.slice(0, 54 * N), slope: m.convolve.slice(0, 54) }),
  },
};

// sample.model.ts:8:24  pad
function pad(N, x, pad) {
  for (let i = 0; i < N; i++) {
    const at = i * 64;
    for (let j = 0; j < 8; j++) {
      pad[at + j] = 0;
    }
    const at_2 = i * 36;
    for (let k = 0; k < 6; k++) {
      const at_3 = at + k * 8;
      const at_4 = at_2 + k * 6;
      for (let l = 0; l < 6; l++) {
        pad[at_3 + l + 9] = x[at_4 + l];
      }
      pad[at_3 + 8] = 0;
      pad[at_3 + 15] = 0;
    }
    for (let m = 0; m < 8; m++) {
      pad[at + m + 56] = 0;
    }
  }
}

// sample.model.ts:8:24, sample.model.ts:8:20  convolve, add
const tile = new Float64Array(12);
function convolve_add(N, pad, kernel, bias, add) {
  for (let i = 0; i < N; i++) {
    const at = i * 64;
    const at_2 = i * 216;
    for (let j = 0; j < 6; j++) {
      const at_3 = at + j * 8;
      const at_4 = at_2 + j * 36;
      for (let k = 0; k < 6; k += 2) {
        for (let l = 0; l < 6; l += 6) {
          let sum0_0 = 0;
          let sum0_1 = 0;
          let sum0_2 = 0;
          let sum0_3 = 0;
          let sum0_4 = 0;
          let sum0_5 = 0;
          let sum1_0 = 0;
          let sum1_1 = 0;
          let sum1_2 = 0;
          let sum1_3 = 0;
          let sum1_4 = 0;
          let sum1_5 = 0;
          const at_5 = i * 64 + j * 8 + k;
          for (let m = 0; m < 3; m++) {
            const at_6 = at_5 + m * 8;
            const at_7 = l + m * 18;
            for (let n = 0; n < 3; n++) {
              const at_8 = at_6 + n;
              const pad_2 = pad[at_8];
              const at_9 = at_7 + n * 6;
              const kernel_2 = kernel[at_9];
              const kernel_3 = kernel[at_9 + 1];
              const kernel_4 = kernel[at_9 + 2];
              const kernel_5 = kernel[at_9 + 3];
              const kernel_6 = kernel[at_9 + 4];
              const kernel_7 = kernel[at_9 + 5];
              const pad_3 = pad[at_8 + 1];
              sum0_0 += pad_2 * kernel_2;
              sum0_1 += pad_2 * kernel_3;
              sum0_2 += pad_2 * kernel_4;
              sum0_3 += pad_2 * kernel_5;
              sum0_4 += pad_2 * kernel_6;
              sum0_5 += pad_2 * kernel_7;
              sum1_0 += pad_3 * kernel_2;
              sum1_1 += pad_3 * kernel_3;
              sum1_2 += pad_3 * kernel_4;
              sum1_3 += pad_3 * kernel_5;
              sum1_4 += pad_3 * kernel_6;
              sum1_5 += pad_3 * kernel_7;
            }
          }
          tile[0] = sum0_0;
          tile[1] = sum0_1;
          tile[2] = sum0_2;
          tile[3] = sum0_3;
          tile[4] = sum0_4;
          tile[5] = sum0_5;
          tile[6] = sum1_0;
          tile[7] = sum1_1;
          tile[8] = sum1_2;
          tile[9] = sum1_3;
          tile[10] = sum1_4;
          tile[11] = sum1_5;
          for (let kInTile = 0; kInTile < 2; kInTile++) {
            const kOut = k + kInTile;
            const at_10 = at_4 + kOut * 6;
            for (let lInTile = 0; lInTile < 6; lInTile++) {
              const lOut = l + lInTile;
              add[at_10 + lOut] = tile[kInTile * 6 + lInTile] + bias[lOut];
            }
          }
        }
      }
    }
  }
}

// sample.model.ts:8:7  windowArgMax
function windowArgMax(N, add, windowArgMax) {
  for (let i = 0; i < N; i++) {
    const at = i * 54;
    const at_2 = i * 216;
    for (let j = 0; j < 3; j++) {
      const at_3 = at + j * 18;
      const at_4 = at_2 + j * 72;
      const at_5 = j * 12;
      for (let k = 0; k < 3; k++) {
        const at_6 = at_3 + k * 6;
        const at_7 = at_4 + k * 12;
        const at_8 = k * 2;
        for (let l = 0; l < 6; l++) {
          const at_9 = at_7 + l;
          let argMax = -Infinity;
          let index = 0;
          for (let m = 0; m < 2; m++) {
            const at_10 = at_9 + m * 36;
            const at_11 = at_5 + m * 6 + at_8;
            for (let n = 0; n < 2; n++) {
              const add_2 = add[at_10 + n * 6];
              const at_12 = at_11 + n;
              if (argMax === argMax && !(add_2 <= argMax)) {
                argMax = add_2;
                index = at_12;
              }
            }
          }
          windowArgMax[at_6 + l] = index;
        }
      }
    }
  }
}

// sample.model.ts:8:7, sample.model.ts:9:83  windowMax, lessEqual, select, mul
function windowMax_lessEqual_select_mul(N, add, y, select, select_2) {
  const div = 1 / (54 * N);
  for (let i = 0; i < N; i++) {
    const at = i * 54;
    const at_2 = i * 216;
    for (let j = 0; j < 3; j++) {
      const at_3 = at + j * 18;
      const at_4 = at_2 + j * 72;
      for (let k = 0; k < 3; k++) {
        const at_5 = at_3 + k * 6;
        const at_6 = at_4 + k * 12;
        for (let l = 0; l < 6; l++) {
          const at_7 = at_6 + l;
          let max = -Infinity;
          for (let m = 0; m < 2; m++) {
            const at_8 = at_7 + m * 36;
            for (let n = 0; n < 2; n++) {
              max = Math.max(max, add[at_8 + n * 6]);
            }
          }
          const at_9 = at_5 + l;
          const is = max <= 0;
          select[at_9] = is ? 0 : max;
          select_2[at_9] = is ? 0 : div * y[at_9];
        }
      }
    }
  }
}

// sample.model.ts:8:7  equal, select
function equal_select(N, windowArgMax, select, select_2) {
  for (let i = 0; i < N; i++) {
    const at = i * 216;
    const at_2 = i * 54;
    for (let j = 0; j < 6; j++) {
      const at_3 = at + j * 36;
      const at_4 = at_2 + ((j / 2) | 0) * 18;
      const at_5 = j * 6;
      for (let k = 0; k < 6; k++) {
        const at_6 = at_3 + k * 6;
        const at_7 = at_4 + ((k / 2) | 0) * 6;
        const at_8 = at_5 + k;
        for (let l = 0; l < 6; l++) {
          const at_9 = at_7 + l;
          select_2[at_6 + l] = windowArgMax[at_9] === at_8 ? select[at_9] : 0;
        }
      }
    }
  }
}

// sample.model.ts:8:24  convolve
const tile_2 = new Float64Array(9);
function convolve(N, pad, select, convolve) {
  for (let i = 0; i < 3; i++) {
    const at = i * 8;
    const at_2 = i * 18;
    for (let j = 0; j < 3; j += 3) {
      for (let k = 0; k < 6; k += 3) {
        let sum0_0 = 0;
        let sum0_1 = 0;
        let sum0_2 = 0;
        let sum1_0 = 0;
        let sum1_1 = 0;
        let sum1_2 = 0;
        let sum2_0 = 0;
        let sum2_1 = 0;
        let sum2_2 = 0;
        const at_3 = i * 8 + j;
        for (let l = 0; l < N; l++) {
          const at_4 = at_3 + l * 64;
          const at_5 = k + l * 216;
          for (let m = 0; m < 6; m++) {
            const at_6 = at_4 + m * 8;
            const at_7 = at_5 + m * 36;
            for (let n = 0; n < 6; n++) {
              const at_8 = at_6 + n;
              const pad_2 = pad[at_8];
              const at_9 = at_7 + n * 6;
              const select_2 = select[at_9];
              const select_3 = select[at_9 + 1];
              const select_4 = select[at_9 + 2];
              const pad_3 = pad[at_8 + 1];
              const pad_4 = pad[at_8 + 2];
              sum0_0 += pad_2 * select_2;
              sum0_1 += pad_2 * select_3;
              sum0_2 += pad_2 * select_4;
              sum1_0 += pad_3 * select_2;
              sum1_1 += pad_3 * select_3;
              sum1_2 += pad_3 * select_4;
              sum2_0 += pad_4 * select_2;
              sum2_1 += pad_4 * select_3;
              sum2_2 += pad_4 * select_4;
            }
          }
        }
        tile_2[0] = sum0_0;
        tile_2[1] = sum0_1;
        tile_2[2] = sum0_2;
        tile_2[3] = sum1_0;
        tile_2[4] = sum1_1;
        tile_2[5] = sum1_2;
        tile_2[6] = sum2_0;
        tile_2[7] = sum2_1;
        tile_2[8] = sum2_2;
        for (let jInTile = 0; jInTile < 3; jInTile++) {
          const jOut = j + jInTile;
          const at_10 = at_2 + jOut * 6;
          for (let kInTile = 0; kInTile < 3; kInTile++) {
            const kOut = k + kInTile;
            convolve[at_10 + kOut] = tile_2[jInTile * 3 + kInTile];
          }
        }
      }
    }
  }
}

function run(N, m) {
  pad(N, m.x, m.pad);
  convolve_add(N, m.pad, m.kernel, m.bias, m.add);
  windowArgMax(N, m.add, m.windowArgMax);
  windowMax_lessEqual_select_mul(N, m.add, m.y, m.select, m.select_1);
  equal_select(N, m.windowArgMax, m.select_1, m.select_2);
  convolve(N, m.pad, m.select_2, m.convolve);
}

