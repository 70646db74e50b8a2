import { unknownName } from '../base/index.js';

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

/** When earlyStopping ends a training; Keras' defaults where absent. */
export interface EarlyStoppingOptions {
  /** Which of the logs to watch. */
  readonly monitor?: string;
  /** Less than this is no improvement. */
  readonly minDelta?: number;
  /** Epochs without improvement that are tolerated. */
  readonly patience?: number;
  /** Whether small or large is good; where absent, large if the name ends in accuracy. */
  readonly mode?: 'min' | 'max';
}

/** Ends the training when what it watches no longer gets better, as Keras' EarlyStopping. */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
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
