export * from './backEnd.js';
export * from './loopNest.js';
export * from './profile.js';
export * from './schedule.js';
export * from './makeNest.js';
export * from './makeSchedule.js';
export * from './print.js';
export * from './verify.js';
