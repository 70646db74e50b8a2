/** Words that JavaScript, in strict code and modules, does not allow as the name of a variable. */
const keywords = `arguments as async await break case catch class const continue debugger default delete do else enum eval
  export extends false finally for from function get if implements import in instanceof interface let new null of package
  private protected public return set static super switch this throw true try typeof undefined var void while with yield`;

/** What generated code calls by its global name: no name of the user's may stand before it. */
const globals = `Array ArrayBuffer Atomics BigInt Boolean Error Float32Array Float64Array Function Infinity Int32Array JSON Map
  Math NaN Number Object Promise Proxy RangeError Set SharedArrayBuffer String Symbol TextDecoder TextEncoder TypeError
  Uint32Array Uint8Array WebAssembly globalThis __proto__`;

/**
 * What a generated module calls itself at its top level, the functions of the runtime included (a test compares them with
 * its text). A back end starts its own top-level names from a copy of these: `new Set(moduleNames)`.
 */
export const moduleNames: ReadonlySet<string> = new Set(
  `addCounts allFinite allocate areBooleans areNotes call callOrRestore check checkFits checkNames checkOffsets closest create
  evaluateBatches evaluateLater expectedBy feed foreign forTraining headerLength hyperparametersOf inRange instance isEntry keyOf
  keysIn lengthOf listed load loadWeights nameOf names parametersOf parseHeader placeIn problem quotient readTensors refuseUnknown
  reserve rootOf samplesIn samplesOf save seedWords setScalar start take typeOf unit wrongLength`.split(/\s+/),
);

/** Names that no identifier made here takes. */
const reserved: ReadonlySet<string> = new Set([keywords, globals].join(' ').split(/\s+/));

const longest = 60;

/**
 * A JavaScript identifier that reads like `name`, whatever its characters are: `dense_1/kernel` gives `dense_1_kernel`.
 * It is neither reserved nor in `taken`, and is added there: equal texts get different identifiers.
 */
export function identifierOf(name: string, taken: Set<string>): string {
  const legal = [...name.replace(/[^$_\p{ID_Continue}]+/gu, '_')].slice(0, longest).join('');
  const base = legal === '' || legal === '_' ? 'unnamed' : /^[$_\p{ID_Start}]/u.test(legal) ? legal : `_${legal}`;
  let identifier = base;
  for (let k = 2; reserved.has(identifier) || taken.has(identifier); k++) identifier = `${base}_${k}`;
  taken.add(identifier);
  return identifier;
}

/**
 * A string literal of JavaScript and TypeScript as prettier prints it, inert in a script of an HTML page too:
 * `</script` and line separators are escaped.
 */
export function stringLiteral(text: string): string {
  const body = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replace(/[\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, escaped)
    .replace(/<(?=\/script|!--)/gi, '\\u003c');
  const count = (quote: string): number => body.split(quote).length - 1;
  return count("'") > count('"') ? `"${body.replaceAll('"', '\\"')}"` : `'${body.replaceAll("'", "\\'")}'`;
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A key of an object literal, as prettier prints it: bare where it can be; `__proto__` sets no prototype. */
export function propertyKey(name: string): string {
  if (name === '__proto__' || /^[\d.]/.test(name)) return `[${stringLiteral(name)}]`;
  return isPlain(name) ? name : stringLiteral(name);
}

/** `object.name` or `object['any name']`. */
export const member = (object: string, name: string): string =>
  isPlain(name) ? `${object}.${name}` : `${object}[${stringLiteral(name)}]`;

const isPlain = (name: string): boolean => /^[$_a-zA-Z][$_a-zA-Z0-9]*$/.test(name);

/** Text for the inside of a comment, on one line: nothing in it ends the comment or hides what follows. */
export const commentText = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll('*/', '* /')
    .replace(/<(?=\/script|!--)/gi, '< ')
    .trim();
