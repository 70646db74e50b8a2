// One process that times a compile in it: `node compileTime.js WORKLOAD`.
const start = performance.now();
const { compileUnits } = await import('../src/compiler/index.js');
const { modelOf, workloadOf } = await import('./workloads.js');
const loaded = performance.now();
const model = modelOf(workloadOf(process.argv[2] ?? 'W1'));
const before = performance.now();
const [unit] = compileUnits([['default', model]]);
const compiled = performance.now();
await import('ts-morph');
const result = {
  load: loaded - start,
  tsMorph: performance.now() - compiled,
  compile: compiled - before,
  stages: unit!.report.times,
};
process.stdout.write(`${JSON.stringify(result)}\n`);

export {};
