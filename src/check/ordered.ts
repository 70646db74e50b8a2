import fc from 'fast-check';
import type { Sample } from '../graph/index.js';
import { application } from './application.js';
import type { Family } from './applications.js';
import { extents, shapes } from './shapes.js';

// Random uses of ops whose elements depend on those before them: running combinations, orders, triangular matrices.

/** All operands of one shape, along any of its axes. */
export const running: Family = (op, limits) =>
  fc.tuple(fc.constantFrom(...op.samples), shapes({ ...limits, leastRank: 1 })).chain(([sample, shape]) =>
    fc.nat(shape.length - 1).map((axis) =>
      application(
        op,
        sample,
        sample.shapes.map(() => shape),
        { ...(sample as Sample<object>).attrs, axis },
      ),
    ),
  );

/** Along the last axis. */
export const ordering: Family = (op, limits) =>
  fc
    .tuple(fc.constantFrom(...op.samples), shapes({ ...limits, leastRank: 1 }))
    .map(([sample, shape]) => application(op, sample, [shape]));

/** The first ones of an order along the last axis: of one that grows, one. */
export const selecting: Family = (op, limits) =>
  fc
    .tuple(fc.constantFrom(...op.samples), shapes({ ...limits, leastRank: 1, leastExtent: 1 }))
    .chain(([sample, shape]) => {
      const length = shape.at(-1)!;
      return fc
        .integer({ min: 1, max: typeof length === 'number' ? length : 1 })
        .map((k) => application(op, sample, [shape], { k }));
    });

export const searching: Family = (op, limits) =>
  fc
    .tuple(fc.constantFrom(...op.samples), shapes({ mostRank: 1 }), extents(limits), shapes({ ...limits, mostRank: 2 }))
    .map(([sample, lead, length, own]) => {
      const several = length === 'N' ? own.map((extent) => (extent === 'N' ? 2 : extent)) : own;
      return application(op, sample, [
        [...lead, length],
        [...lead, ...several],
      ]);
    });

/** Stacks of square matrices. */
export const factoring: Family = (op, limits) =>
  fc
    .tuple(fc.constantFrom(...op.samples), shapes({ ...limits, mostRank: 1 }), extents())
    .map(([sample, lead, n]) => application(op, sample, [[...lead, n, n]]));

/** Stacks of square matrices, and as many with any columns. */
export const solving: Family = (op, limits) =>
  fc
    .tuple(fc.constantFrom(...op.samples), shapes({ mostRank: 1 }), extents(), extents(limits))
    .map(([sample, lead, n, columns]) =>
      application(op, sample, [
        [...lead, n, n],
        [...lead, n, columns],
      ]),
    );
