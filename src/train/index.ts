// The package 'tapeless/train': drives what `create()` of a generated module gives.
export { earlyStopping, type Callback, type EarlyStoppingOptions, type Logs } from './callbacks.js';
export { fit, type FitOptions, type History, type Trainable } from './fit.js';
