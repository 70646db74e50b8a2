import type { ApplyRule, Known, Need, Shape, ShapeRule } from '../base/index.js';
import type { Tensor } from '../graph/index.js';

declare const rule: unique symbol;

/** A layer whose result's shape the type system knows from its input's, by the rule F. */
export interface ShapedLayer<F extends ShapeRule> {
  <const S extends Shape>(x: Tensor<S> & Need<ApplyRule<F, S>>): Tensor<Known<ApplyRule<F, S>>>;
  /** For the type system alone: what `sequential` composes. */
  readonly [rule]?: F;
}

/** Anything that takes a tensor and gives one. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each layer's own parameter type is wider or narrower
export type AnyLayer = (x: any) => Tensor;

/** The rule of a layer; a plain function's result may have any shape. */
export type RuleOf<L> = L extends { readonly [rule]?: infer F } ? (F extends ShapeRule ? F : ShapeRule) : ShapeRule;
