import type { Shape } from '../base/index.js';
import type { Op, Sample } from '../graph/index.js';
import type { Application } from './applications.js';
import { usual } from './domains.js';

/** A sample's use of an op with operands of other shapes. */
export function application(
  op: Op,
  sample: Sample<unknown>,
  operands: readonly Shape[],
  attrs: unknown = sample.attrs,
): Application {
  const { dtypes, domain, avoid, within } = sample;
  return {
    op,
    attrs,
    operands: operands.map((shape, k) => ({ shape, dtype: dtypes?.[k] ?? 'f32', domain: domain?.[k] ?? usual })),
    ...(avoid && { avoid: (values) => avoid(values, attrs) }),
    ...(within && { within }),
  };
}
