/**
 * Runs the body of a function from text, for `compile`: in Node by `vm.compileFunction`, elsewhere by the engine's own
 * constructor. Generated modules never do this; a page whose policy forbids it imports a built file instead.
 */
export function evaluateText(text: string): unknown {
  const host = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  const vm = host.process?.getBuiltinModule?.('node:vm') as
    { compileFunction(text: string): () => unknown } | undefined;
  const run = vm ? vm.compileFunction(text) : (new Function(text) as () => unknown);
  return run();
}
