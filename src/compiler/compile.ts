import { emitModule } from '../../codegen/module/index.js';
import { moduleOptions, type BuildOptions } from './build.js';
import { compileUnits } from './compileUnits.js';
import { evaluateText } from './evaluateText.js';
import type { Created, CreateOptions } from './instance.js';

/** A compiled model's `create`, as the generated module exports it, without writing a file. */
export function compileModule<D extends object>(
  declared: D,
  options: BuildOptions = {},
): { create: (given?: CreateOptions) => Created<D> } {
  const units = compileUnits([['default', declared]], options);
  const { files } = emitModule({ ...moduleOptions(units, options), form: 'function' });
  const [text] = Object.values(files);
  return evaluateText(text!) as { create: (given?: CreateOptions) => Created<D> };
}

/**
 * Compiles a model or program and gives a running instance at once: what `create()` of its generated module gives.
 * @throws TapelessError with the user's line for everything that is wrong with the model.
 */
export function compile<D extends object>(declared: D, options: BuildOptions & CreateOptions = {}): Created<D> {
  const { seed, weights, partial } = options;
  return compileModule(declared, options).create({
    ...(seed !== undefined && { seed }),
    ...(weights !== undefined && { weights }),
    ...(partial !== undefined && { partial }),
  });
}
