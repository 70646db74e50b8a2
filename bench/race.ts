import type { Contender, Language } from './contenders.js';
import type { Measured } from './measure.js';
import { median } from './median.js';
import { jsonOf } from './processes.js';

/** What a contender did in all rounds. */
export interface Row {
  readonly contender: string;
  readonly language: Language;
  /** Milliseconds of a step: the median of the rounds' medians, each of which is in `rounds`. */
  readonly median: number;
  readonly rounds: readonly number[];
  /** Milliseconds from the import to the end of the first step, in processes that may use what cores there are. */
  readonly first: number;
  /** Of the core's time, in the round in which it got least: see `Measured`. */
  readonly busy: number;
  readonly results: readonly number[];
  readonly version: string | null;
}

export interface Race {
  readonly rows: readonly Row[];
  /** Contenders that did not run, and why. */
  readonly absent: readonly { readonly contender: string; readonly reason: string }[];
}

/** How often each contender steps for a while. */
export const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5);

/** Milliseconds: a start that takes longer is measured once, for torch.compile takes ten seconds or more. */
const slowStart = 3000;

/** Every contender once a round, in turn, so that a change of the machine's speed meets all of them. */
export function race(contenders: readonly Contender[]): Race {
  const tried = contenders.map((contender) => ({ contender, ...firstTry(contender) }));
  const racers = tried.flatMap(({ contender, first }) => (first ? [{ contender, starts: [first] }] : []));
  const runs = racers.map(() => [] as Measured[]);
  for (let round = 0; round < rounds; round++) {
    racers.forEach(({ contender: { command, cores, env = {} } }, k) => runs[k]!.push(jsonOf(command, { cores, env })));
    if (round > 0)
      for (const { contender, starts } of racers) if (starts[0]!.first < slowStart) starts.push(briefly(contender));
  }
  return {
    rows: racers.map(({ contender, starts }, k) => rowOf(contender, runs[k]!, starts)),
    absent: tried.flatMap(({ contender: { name }, reason }) => (reason === null ? [] : [{ contender: name, reason }])),
  };
}

/** A process that ends soon after its first step. */
const briefly = ({ command, env = {} }: Contender): Measured =>
  jsonOf(command, { env: { ...env, BENCH_SECONDS: '0' } });

/** Peers may be missing on a machine; ours may not. */
function firstTry(contender: Contender): { first: Measured | null; reason: string | null } {
  const { language, absent } = contender;
  if (absent !== undefined) return { first: null, reason: absent };
  try {
    return { first: briefly(contender), reason: null };
  } catch (error) {
    if (language === 'ours') throw error;
    return { first: null, reason: String((error as Error).cause) };
  }
}

function rowOf({ name, language }: Contender, runs: readonly Measured[], starts: readonly Measured[]): Row {
  const medians = runs.map((run) => run.median);
  return {
    contender: name,
    language,
    median: median(medians),
    rounds: medians,
    first: median(starts.map((run) => run.first)),
    busy: Math.min(...runs.map((run) => run.busy)),
    results: runs[0]!.results,
    version: runs[0]!.version ?? null,
  };
}
