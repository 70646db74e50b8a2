// One process that times a compile in it: `node compileTime.js WORKLOAD TARGET`.
const start = performance.now();
const { compileUnits } = await import('../src/compiler/index.js');
const { workloadOf } = await import('./workloads/index.js');
const loaded = performance.now();

/** Milliseconds. */
export interface CompileTime {
  /** Loading the compiler, and ts-morph, which only the types of a module need. */
  readonly load: number;
  readonly tsMorph: number;
  /** From the declared model to text. */
  readonly compile: number;
  readonly stages: Readonly<Record<string, number>>;
}

const [name = 'W1', target] = process.argv.slice(2);
const declared = workloadOf(name).declare();
const before = performance.now();
const [unit] = compileUnits([['default', declared]], { target: target === 'wasm' ? 'wasm' : 'js' });
const compiled = performance.now();
await import('ts-morph');
const result: CompileTime = {
  load: loaded - start,
  tsMorph: performance.now() - compiled,
  compile: compiled - before,
  stages: unit!.report.times,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
