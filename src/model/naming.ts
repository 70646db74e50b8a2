import { badName, duplicateName, type Source } from '../base/index.js';
import { currentSource } from '../graph/index.js';

// Names are bound per trace and never kept on a layer: two models that call one layer each own a copy under the same names.

/** One call of a layer, or the whole trace: what its body has named so far. */
export interface Scope {
  readonly path: readonly string[];
  readonly layers: Map<string, { readonly layer: object; readonly source: Source }>;
  readonly variables: Map<string, Source>;
}

export interface Naming {
  scope: Scope;
  /** Where each layer was called first: the path that it keeps. */
  readonly homes: Map<object, { readonly parent: string; readonly own: string; readonly path: readonly string[] }>;
}

/** What a layer is called: its own name, or its kind with a number. */
export interface LayerName {
  readonly kind: string;
  readonly name?: string;
}

export const newNaming = (): Naming => ({ scope: newScope([]), homes: new Map() });

const newScope = (path: readonly string[]): Scope => ({ path, layers: new Map(), variables: new Map() });

export const pathText = (path: readonly string[]): string => path.join('/');

/** Runs a layer's body in its scope; the layer gets its path at its first call. */
export function inScope<T>(naming: Naming, layer: object, name: LayerName, body: (path: string) => T): T {
  const outer = naming.scope;
  const path = pathOf(naming, layer, name);
  naming.scope = newScope(path);
  try {
    return body(pathText(path));
  } finally {
    naming.scope = outer;
  }
}

function pathOf(naming: Naming, layer: object, { kind, name }: LayerName): readonly string[] {
  const { scope, homes } = naming;
  const parent = pathText(scope.path);
  const home = homes.get(layer);
  if (home) {
    // Counts as named here as well: the next layer of its kind in this call of the parent gets the same number each time.
    if (home.parent === parent) take(scope, home.own, layer);
    return home.path;
  }
  const own = name ?? numbered(scope, kind);
  take(scope, own, layer);
  const path = [...scope.path, own];
  homes.set(layer, { parent, own, path });
  return path;
}

function numbered({ layers }: Scope, kind: string): string {
  for (let k = 0; ; k++) {
    const name = k === 0 ? kind : `${kind}_${k}`;
    if (!layers.has(name)) return name;
  }
}

function take({ path, layers }: Scope, own: string, layer: object): void {
  const source = currentSource();
  const taken = layers.get(own);
  if (taken && taken.layer !== layer) throw duplicateName(pathText([...path, own]), 'layers', taken.source, source);
  checkName(own, path, source);
  layers.set(own, { layer, source });
}

/** The path of a parameter or state of the layer that is being called. */
export function variablePath({ scope }: Naming, name: string): readonly string[] {
  const source = currentSource();
  const first = scope.variables.get(name);
  const path = [...scope.path, name];
  if (first) throw duplicateName(pathText(path), 'variables', first, source);
  checkName(name, scope.path, source);
  scope.variables.set(name, source);
  return path;
}

function checkName(name: string, parent: readonly string[], source: Source): void {
  if (name === '') throw badName(name, 'is empty', source);
  const first = pathText([...parent, name]).split('/')[0];
  if (first === 'tapeless')
    throw badName(name, "begins with 'tapeless', which is kept for the optimizer's state", source);
}
