/** How many inputs and outputs an element of a kernel joins. */
export interface Fans {
  readonly in: number;
  readonly out: number;
}

/** As Keras' compute_fans: of a convolution's kernel [...window, in, out], each element of the window counts. */
export function fansOf(shape: readonly number[]): Fans {
  const [first = 1] = shape;
  if (shape.length < 2) return { in: first, out: first };
  const window = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return { in: shape.at(-2)! * window, out: shape.at(-1)! * window };
}
