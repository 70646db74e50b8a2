type Run = (...given: readonly unknown[]) => unknown;

/**
 * Runs the body of a function from text, for `compile`: in Node by `vm.compileFunction`, elsewhere by the engine's own
 * constructor; `given` are its arguments by name. Generated modules never do this; a page whose policy forbids it imports a
 * built file instead.
 */
export function evaluateText(text: string, given: Readonly<Record<string, unknown>> = {}): unknown {
  const host = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  const vm = host.process?.getBuiltinModule?.('node:vm') as
    { compileFunction(text: string, names: readonly string[]): Run } | undefined;
  const names = Object.keys(given);
  const run = vm ? vm.compileFunction(text, names) : (new Function(...names, text) as Run);
  return run(...Object.values(given));
}
