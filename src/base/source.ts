/** A place in the user's file, and the layer that was being called there. */
export interface Source {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** The layer's path, such as `dense_1`; empty outside a layer. */
  readonly layer: string;
}

export const nowhere: Source = { file: '', line: 0, column: 0, layer: '' };

/** Everything below this folder is ours: the first frame outside it is the user's. */
const ours = new URL('..', import.meta.url).href;

/** From a place in a compiled file to the user's own line; places that it does not know come back as they are. */
export type Locate = (source: Source) => Source;

// Whoever imports compiled model files (the command line) knows their source maps; captured places pass through here.
let locate: Locate = (source) => source;

/** Sets how captured places are mapped; gives the former way, to be set again afterwards. */
export function setLocate(next: Locate): Locate {
  const before = locate;
  locate = next;
  return before;
}

interface Frame {
  getFileName(): string | null;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
}

const urlOf = (file: string): string => (file.startsWith('/') ? `file://${file}` : file);

/** The place of the nearest caller outside this package. Engines without structured call sites give `nowhere`. */
export function captureSource(layer: string): Source {
  const engine = Error as unknown as {
    captureStackTrace?: (target: object, below?: unknown) => void;
    prepareStackTrace: unknown;
    stackTraceLimit: number;
  };
  if (!engine.captureStackTrace) return { ...nowhere, layer };
  const { prepareStackTrace, stackTraceLimit } = engine;
  const holder: { stack?: unknown } = {};
  try {
    engine.stackTraceLimit = 60;
    engine.prepareStackTrace = (_: unknown, frames: Frame[]) => frames;
    engine.captureStackTrace(holder, captureSource);
    const frames = holder.stack as Frame[];
    const found = frames.find((frame) => isUsers(frame.getFileName()));
    const file = found?.getFileName();
    if (!found || !file) return { ...nowhere, layer };
    return locate({ file: urlOf(file), line: found.getLineNumber() ?? 0, column: found.getColumnNumber() ?? 0, layer });
  } finally {
    engine.prepareStackTrace = prepareStackTrace;
    engine.stackTraceLimit = stackTraceLimit;
  }
}

const isUsers = (file: string | null): boolean =>
  file !== null && !file.startsWith('node:') && !urlOf(file).startsWith(ours);

/** `file:line:column`, the file by its last part unless `whole`. */
export const sourceText = ({ file, line, column }: Source): string =>
  file === '' ? '(no source)' : `${decodeURIComponent(file.split('/').pop() ?? file)}:${line}:${column}`;
