/** What a value of the user's is, in words: "two", the function f32, an Int32Array, undefined. */
export function valueText(x: unknown): string {
  if (typeof x === 'string') return JSON.stringify(x);
  if (typeof x === 'function') return x.name === '' ? 'a function' : `the function ${x.name}`;
  if (typeof x === 'bigint') return `the bigint ${x}`;
  if (typeof x !== 'object' || x === null) return String(x);
  if (Array.isArray(x)) return 'an array';
  const tag = tagOf(x);
  if (tag === 'Object') return 'an object';
  return `${/^[AEIO]/.test(tag) ? 'an' : 'a'} ${tag}`;
}

/** What kind of object it says it is: `Object`, `Map`, `Float32Array`. */
export const tagOf = (x: object): string => Object.prototype.toString.call(x).slice(8, -1);
