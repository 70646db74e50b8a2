import { at, badAttribute, optionsOf, range, shapeText } from '../../base/index.js';
import { currentSource, type Tensor } from '../../graph/index.js';
import type { Initializer } from '../../model/index.js';
import { add, div, matmul, mul, normal, reshape, sqrt, square, sub, sum, transpose } from '../../ops/index.js';

/**
 * A random matrix with orthonormal rows or columns, whichever are fewer, times a gain; further axes are folded into the rows. Of
 * the same (uniform) distribution as Keras' Orthogonal, but as the orthogonal factor of a normal matrix M, M (MᵀM)^(-1/2),
 * since that needs products alone.
 */
export function orthogonal(options: { readonly gain?: number } = {}): Initializer {
  const { gain } = optionsOf('orthogonal', options, { gain: 1 });
  return (shape) => {
    const columns = shape.at(-1) ?? 0;
    const rows = shape.slice(0, -1).reduce((a, b) => a * b, 1);
    if (shape.length < 2) {
      throw at(badAttribute('orthogonal', 'the shape', shapeText(shape), 'at least 2 axes'), currentSource());
    }
    const tall = orthonormal(normal([Math.max(rows, columns), Math.min(rows, columns)]));
    const matrix = rows < columns ? transpose(tall) : tall;
    return reshape(mul(matrix, gain), shape);
  };
}

/**
 * Newton-Schulz: an odd polynomial moves all singular values to 1. First one that is steep at 0 (K. Jordan's, for Muon), so that
 * even a square matrix' smallest values, some 1e-6 of its norm, come near; then the one that is exact.
 */
function orthonormal(m: Tensor): Tensor {
  const start = div(m, sqrt(sum(square(m))));
  const near = range(14).reduce((x) => steep(x), start);
  return range(8).reduce((x) => exact(x), near);
}

function steep(x: Tensor): Tensor {
  const gram = matmul(transpose(x), x);
  const inner = add(mul(gram, -4.775), mul(matmul(gram, gram), 2.0315));
  return add(mul(x, 3.4445), matmul(x, inner));
}

function exact(x: Tensor): Tensor {
  const gram = matmul(transpose(x), x);
  return sub(mul(x, 1.5), mul(matmul(x, gram), 0.5));
}
