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
  `addCounts addWorker allFinite areBooleans areNotes bytesOf bytesOfHex bytesWithin call callOrRestore check checked
  checkFits checkNames checkOptions closest compiledFrom compiledHere compiledOf compileProgram create createAsync dispose enough
  evaluateBatches evaluateLater expectedBy feed fetched fileAt foreign fusedBytes fusedSums fuses granted
  headerLength hyperparametersOf inOrder inRange inRanges instance isEntry isRelaxed joinThreads keyOf keysIn lengthOf listed
  load loadProgram loadWeights meet nameOf names nodeThreads parametersOf parseHeader placed placeIn problem
  programBeside programWithin quoted quotient readTensors reasonOf refusalOf reserve rootOf runShared samplesIn
  samplesOf save seedWords setScalar start startWorkers take tensorsOf typeOf unit unreadable valuesOf wake
  wasmInstance whole withRoom work wrongLength`.split(/\s+/),
);

/** Names that no identifier made here takes. */
const reserved: ReadonlySet<string> = new Set([keywords, globals].join(' ').split(/\s+/));

/** Columns of an identifier. */
const longest = 48;

/**
 * Letters that identifiers keep as they are: Latin, Greek, Cyrillic, Japanese, Chinese, Korean. All have been letters
 * since Unicode 3, so that text is the same whichever Unicode the engine that builds it knows, and old engines read it.
 */
const letters =
  'a-zA-Z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u0217\\u0391-\\u03a1\\u03a3-\\u03c9\\u0410-\\u044f\\u3041-\\u3094\\u30a1-\\u30fa\\u4e00-\\u9fa5\\uac00-\\ud7a3';
const identifierPattern = new RegExp(`^[$_${letters}][$_0-9${letters}]*$`);
const unusualCharacters = new RegExp(`[^ -~${letters}]`, 'g');
const otherCharacters = new RegExp(`[^_0-9${letters}]+`, 'g');

/** Whether a text can stand in code as a name; a reserved word is one too. */
export const isIdentifierName = (name: string): boolean => identifierPattern.test(name);

/**
 * A JavaScript identifier that reads like `name`, whatever its characters are: `dense_1/kernel` gives `dense_1_kernel`.
 * It is neither reserved nor in `taken`, and is added there: equal texts get different identifiers. None has a `$`: names
 * with one are a back end's own.
 */
export function identifierOf(name: string, taken: Set<string>): string {
  let legal = name.replace(otherCharacters, '_').slice(0, longest);
  while (columnsOf(legal) > longest) legal = legal.slice(0, -1);
  const base = legal === '' || legal === '_' ? 'unnamed' : isIdentifierName(legal) ? legal : `_${legal}`;
  let identifier = base;
  for (let k = 2; reserved.has(identifier) || taken.has(identifier); k++) identifier = `${base}_${k}`;
  taken.add(identifier);
  return identifier;
}

/**
 * A string literal of JavaScript and TypeScript as prettier prints it, inert in a script of an HTML page too: `</script`
 * is escaped, and so is every character that may be invisible, reorder its neighbours or be wider than it looks.
 */
export function stringLiteral(text: string): string {
  const body = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replace(unusualCharacters, escaped)
    .replace(/<(?=\/script|!--)/gi, '\\u003c');
  const count = (quote: string): number => body.split(quote).length - 1;
  return count("'") > count('"') ? `"${body.replaceAll('"', '\\"')}"` : `'${body.replaceAll("'", "\\'")}'`;
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * A key of an object literal or of an interface, as prettier leaves it: bare where it can be. Computed where a quoted one
 * would mean something else (`__proto__` sets the prototype) or might be rewritten (numbers, letters of other scripts).
 */
export function propertyKey(name: string): string {
  if (name !== '__proto__' && isIdentifierName(name)) return name;
  return name === '__proto__' || /^[\d.]|[^\0-\x7f]/.test(name) ? `[${stringLiteral(name)}]` : stringLiteral(name);
}

/** `object.name` or `object['any name']`. */
export const member = (object: string, name: string): string =>
  isIdentifierName(name) ? `${object}.${name}` : `${object}[${stringLiteral(name)}]`;

/** Text for the inside of a comment, on one line: nothing in it ends the comment or hides what follows. */
export const commentText = (text: string): string =>
  text
    .replace(/[\s\0-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+/gu, ' ')
    .replaceAll('*/', '* /')
    .replace(/<(?=\/script|!--)/gi, '< ')
    .trim();

/** Columns that a text takes: Japanese, Chinese and Korean letters take two. */
export const columnsOf = (text: string): number => text.length + text.replace(/[^\u1100-\uffff]/g, '').length;
