import fc from 'fast-check';
import { affine, range, withoutAll, type DType, type Extent } from '../base/index.js';
import type { Application, Family, OperandSpec } from './applications.js';
import { anyDtype, usual, type Domain } from './domains.js';
import { shapes, type ShapeLimits } from './shapes.js';

// Random uses of ops that choose by indices.

/** What gather and the scatters have in common: a shape to choose from, and the indices' shape. */
const choices = (limits: ShapeLimits) =>
  shapes({ ...limits, leastRank: 1, leastExtent: 1 }).chain((shape) =>
    fc.nat(shape.length - 1).chain((axis) =>
      fc.record({
        shape: fc.constant(shape),
        axis: fc.constant(axis),
        batch: fc.nat(axis),
        own: shapes({ mostRank: 2 }),
        dtype: fc.constantFrom<DType>('i32', 'u32'),
      }),
    ),
  );

const indexDomain = (extent: Extent, dtype: DType): Domain => {
  const { n, plus } = affine(extent);
  return [dtype === 'u32' ? 0 : -2, n + plus + 1];
};

export const gathering: Family = (op, limits) =>
  fc.tuple(choices(limits), anyDtype).map(([{ shape, axis, batch, own, dtype }, of]): Application => ({
    op,
    attrs: { axis, batch },
    operands: [
      { shape, dtype: of, domain: usual },
      { shape: [...shape.slice(0, batch), ...own], dtype, domain: indexDomain(shape[axis]!, dtype) },
    ],
  }));

export const scattering: Family = (op, limits) =>
  fc
    .tuple(choices(limits), fc.constantFrom(...op.samples))
    .map(([{ shape, axis, batch, own, dtype }, sample]): Application => {
      const of = sample.dtypes?.[0] ?? 'f32';
      const updates = [...shape.slice(0, axis), ...own, ...withoutAll(shape, range(axis + 1))];
      const attrs = { axis, batch };
      const { avoid } = sample;
      return {
        op,
        attrs,
        operands: [
          { shape, dtype: of, domain: usual },
          { shape: [...shape.slice(0, batch), ...own], dtype, domain: indexDomain(shape[axis]!, dtype) },
          { shape: updates, dtype: of, domain: usual },
        ],
        ...(avoid && { avoid: (values) => avoid(values, attrs) }),
      };
    });

/** A part of x that starts at computed places: the common axes, and for some others how much of them it has. */
const partsOf = (limits: ShapeLimits) =>
  fc
    .tuple(shapes({ ...limits, leastRank: 1 }), anyDtype, fc.constantFrom<DType>('i32', 'u32'))
    .chain(([shape, of, dtype]) =>
      fc.nat(shape.length).chain((batch) =>
        fc.shuffledSubarray(range(shape.length).slice(batch)).chain((axes) =>
          fc
            .tuple(...axes.map((axis) => (typeof shape[axis] === 'number' ? fc.nat(shape[axis]) : fc.constant(1))))
            .map((sizes) => {
              const start = { shape: shape.slice(0, batch), dtype };
              const starts = axes.map((axis): OperandSpec => ({ ...start, domain: indexDomain(shape[axis]!, dtype) }));
              const part = shape.map((extent, k): Extent => (axes.includes(k) ? sizes[axes.indexOf(k)]! : extent));
              return { of, shape, part, starts, attrs: { axes, batch }, sizes };
            }),
        ),
      ),
    );

export const slicingAt: Family = (op, limits) =>
  partsOf(limits).map(({ of, shape, starts, attrs, sizes }): Application => ({
    op,
    attrs: { ...attrs, sizes },
    operands: [{ shape, dtype: of, domain: usual }, ...starts],
  }));

export const updatingAt: Family = (op, limits) =>
  partsOf(limits).map(({ of, shape, part, starts, attrs }): Application => ({
    op,
    attrs,
    operands: [{ shape, dtype: of, domain: usual }, { shape: part, dtype: of, domain: usual }, ...starts],
  }));
