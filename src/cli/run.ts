import { readFileSync } from 'node:fs';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { byteSize } from '../base/index.js';
import { inspectFormats, inspectStages, targets } from '../compiler/index.js';
import { errorsIn } from './errorsIn.js';
import { reportErrors, type Terminal } from './terminal.js';

/** What a program should tell its caller: all is well, a problem was found, or the command was written wrongly. */
export type ExitCode = 0 | 1 | 2;

/** Runs one command line. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = commandLine(terminal, (found) => (code = found === 0 ? code : 1));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    reportErrors(errorsIn(thrown), terminal);
    if (process.env['TAPELESS_STACK'] !== undefined && thrown instanceof Error) terminal.err(`${thrown.stack}\n`);
    return 1;
  }
}

function commandLine(terminal: Terminal, done: (code: number) => void): Command {
  const program = new Command('tapeless')
    .description('Compiles deep-learning models, written in TypeScript, ahead of time into plain ES modules.')
    .version(version())
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showHelpAfterError('(tapeless --help lists the commands)');
  build(program, terminal, done);
  inspect(program, terminal, done);
  check(program, terminal, done);
  bench(program, terminal, done);
  return program;
}

// Commands load their parts when they run: ts-morph alone takes half a second.
const file = (): Argument => new Argument('<file>', 'a model file, such as mnist.model.ts');
const target = (): Option => new Option('--target <name>', 'what to compile to').choices(targets).default('js');
const memory = (): Option =>
  new Option('--memory <size>', 'the most that the arena may take: 64MB, 512KiB; the rest is computed again').argParser(
    size,
  );
const batch = (what: string): Option => new Option('--batch <n>', what).default(32).argParser(wholeNumber(1));
const plannedBatch = (): Option => batch('the samples that --memory is for');
const noCheck = (): Option => new Option('--no-check', 'do not check the types of the model file');

function build(program: Command, terminal: Terminal, done: (code: number) => void): void {
  program
    .command('build')
    .description('write NAME.js, NAME.d.ts and NAME.js.map for each NAME.model.ts')
    .addArgument(new Argument('<file...>', 'model files, such as mnist.model.ts'))
    .addOption(target())
    .option('-o, --out <path>', 'the folder to write to, or NAME.js or NAME.mjs (beside the model file where absent)')
    .addOption(memory())
    .addOption(plannedBatch())
    .option('--wasm-file', 'with --target wasm: write the program to NAME.wasm, not into NAME.js')
    .option('--verify', "check every stage's invariants, and that no pass changes the meaning")
    .option('--check-numerics', 'make a module that stops at the first NaN or infinity')
    .addOption(noCheck())
    .action(async (files: string[], options: object) => {
      const { buildCommand } = await import('./build.js');
      done(await buildCommand(files, options, terminal));
    });
}

function inspect(program: Command, terminal: Terminal, done: (code: number) => void): void {
  program
    .command('inspect')
    .description('print a stage of the way from the model to the code')
    .addArgument(file())
    .addOption(new Option('--stage <name>', 'which stage').choices(inspectStages).default('code'))
    .addOption(target())
    .addOption(memory())
    .addOption(plannedBatch())
    .addOption(
      new Option('--format <name>', 'for reading, drawing or other programs').choices(inspectFormats).default('text'),
    )
    .addOption(noCheck())
    .action(async (path: string, options: object) => {
      const { inspectCommand } = await import('./inspect.js');
      done(await inspectCommand(path, options, terminal));
    });
}

function check(program: Command, terminal: Terminal, done: (code: number) => void): void {
  program
    .command('check')
    .description('compare the gradients of a model with differences, on random data')
    .addArgument(file())
    .option('--runs <n>', 'how many random cases', wholeNumber(1), 20)
    .option('--seed <s>', 'which random cases', wholeNumber(0))
    .addOption(target())
    .addOption(memory())
    .addOption(plannedBatch())
    .addOption(noCheck())
    .action(async (path: string, options: object) => {
      const { checkCommand } = await import('./check.js');
      done(await checkCommand(path, options, terminal));
    });
}

function bench(program: Command, terminal: Terminal, done: (code: number) => void): void {
  program
    .command('bench')
    .description('time each kernel of a step')
    .addArgument(file())
    .addOption(batch('samples in the batch'))
    .addOption(target())
    .addOption(memory())
    .addOption(noCheck())
    .action(async (path: string, options: object) => {
      const { benchCommand } = await import('./bench.js');
      done(await benchCommand(path, options, terminal));
    });
}

const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
    return value;
  };

function size(text: string): string {
  if (byteSize(text) === null)
    throw new InvalidArgumentError('It must be a size such as 64MB, 1.5GiB or 500000 (bytes).');
  return text;
}

function version(): string {
  const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
