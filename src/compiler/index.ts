export { build, type Build, type BuildOptions, type Declared } from './build.js';
export { compile, compileModule } from './compile.js';
export { compileUnits, declarationsIn, type CompiledUnit, type CompileOptions } from './compileUnits.js';
export {
  inspect,
  inspectFormats,
  inspectStages,
  type InspectFormat,
  type InspectOptions,
  type InspectStage,
} from './inspect.js';
export type { CreateOptions, Data, Inputs, ModelInstance, ProgramInstance, Results } from './instance.js';
export type { Rewrite } from './optimize.js';
export { profile, type Profile, type ProfiledKernel } from './profile.js';
export type { BudgetReport, Recomputed } from './budgetReport.js';
export type { KernelReport, UnitReport } from './report.js';
export { targets, type Target } from './targets.js';
export { setLocate, type Locate, type Source } from '../base/index.js';
