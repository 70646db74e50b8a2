import { knownOptions, unknownName } from '../base/index.js';

/** The loss and the metrics of an epoch by name; those of the validation data start with `val_`. */
export type Logs = Readonly<Record<string, number>>;

/** What is called while a model trains. Each may return a promise, which is awaited. */
export interface Callback {
  readonly onEpochBegin?: (epoch: number) => unknown;
  /** Sees the averages of the epoch so far. */
  readonly onBatchEnd?: (batch: number, logs: Logs) => unknown;
  /** Returning false ends the training. */
  readonly onEpochEnd?: (epoch: number, logs: Logs) => unknown;
}

/** When earlyStopping ends a training; the defaults are Keras'. */
export interface EarlyStoppingOptions {
  /** Which of the logs to watch; `val_loss` where absent. */
  readonly monitor?: string;
  /** Less than this is no improvement; 0 where absent. */
  readonly minDelta?: number;
  /** Epochs without improvement after which to end; 0 where absent, which ends as 1 does. */
  readonly patience?: number;
  /** Whether small or large is good; where absent, large if the name ends in accuracy. */
  readonly mode?: 'min' | 'max';
}

/**
 * Ends the training when what it watches no longer gets better, as Keras' EarlyStopping.
 * @throws TapelessError for an unknown option, and after an epoch whose logs do not have what it watches.
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  knownOptions('earlyStopping', options, ['monitor', 'minDelta', 'patience', 'mode']);
  const { monitor = 'val_loss', minDelta = 0, patience = 0 } = options;
  const sign = (options.mode ?? (/accuracy$/i.test(monitor) ? 'max' : 'min')) === 'min' ? 1 : -1;
  let best = Infinity;
  let waited = 0;
  return {
    onEpochBegin: (epoch) => {
      if (epoch > 0) return;
      best = Infinity;
      waited = 0;
    },
    onEpochEnd: (epoch, logs) => {
      const found = logs[monitor];
      if (found === undefined) throw unknownName('earlyStopping', monitor, Object.keys(logs));
      waited++;
      if (sign * found < best - minDelta) {
        best = sign * found;
        waited = 0;
      }
      return !(epoch > 0 && waited >= Math.max(1, patience));
    },
  };
}
