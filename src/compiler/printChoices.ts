import { byteText } from '../base/index.js';
import type { Budget, Choice } from '../kernels/index.js';
import type { WithinBudget } from './withinBudget.js';

/** What a budget led to: for each value that is computed again how many bytes are free meanwhile, and for what work. */
export function printChoices(found: WithinBudget, budget: Budget): string {
  return `${[summaryOf(found, budget), ...found.choices.map((choice) => `  ${choiceText(choice)}`)].join('\n')}\n`;
}

/** `arena 8.04 MB -> 4.76 MB for N = 16 (budget 4.82 MB): 25 values are made again in step, for 7052800 operations` */
export function summaryOf({ before, after, choices, unpacked }: WithinBudget, { bytes, batch }: Budget): string {
  const start = `arena ${byteText(before)} -> ${byteText(after)} for N = ${batch} (budget ${byteText(bytes)})`;
  const names = unpacked.map(({ name }) => name).join(', ');
  const packs = names && `; no room to pack before their loops: ${names}`;
  return `${start}: ${againText(choices)}${packs}`;
}

function againText(choices: readonly Choice[]): string {
  if (choices.length === 0) return 'nothing has to be computed again';
  const entries = [...new Set(choices.map(({ entry }) => entry))];
  const more = entries.map((name) => {
    const own = choices.filter(({ entry }) => entry === name);
    const count = own.reduce((sum, { makes }) => sum + makes.length, 0);
    return `${count} ${count === 1 ? 'value is' : 'values are'} made again in ${name}, for ${operationsOf(own)} operations`;
  });
  return more.join('; ');
}

const operationsOf = (choices: readonly Choice[]): number =>
  choices.reduce((sum, { operations }) => sum + operations, 0);

/** `step: block/widen/tanh is made again at 62, from block/widen/add: 524288 bytes are free from 9 to 61, for 786432 operations` */
export function choiceText({ entry, makes, reads, from, to, bytes, operations }: Choice): string {
  const listed = (buffers: Choice['makes']): string => buffers.map(({ name }) => name).join(', ');
  const origin = reads.length === 0 ? '' : `, from ${listed(reads)}`;
  const are = makes.length === 1 ? 'is' : 'are';
  return `${entry}: ${listed(makes)} ${are} made again at ${to}${origin}: ${bytes} bytes are free from ${from + 1} to ${to - 1}, for ${operations} operations`;
}
