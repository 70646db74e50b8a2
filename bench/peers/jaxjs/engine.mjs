// What jax-js expects of its engine, and Node 20 lacks: a navigator, and the iterator helpers that its einsum uses.
globalThis.navigator ??= {};

const iterators = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
iterators.map ??= function* (change) {
  let k = 0;
  for (const value of this) yield change(value, k++);
};
iterators.filter ??= function* (keeps) {
  let k = 0;
  for (const value of this) if (keeps(value, k++)) yield value;
};
iterators.toArray ??= function () {
  return [...this];
};
