/** Commands that need networks or the linear algebra of layers. */
export { check } from './commands/check';
export { engines } from './commands/engines';
export { exportRun } from './commands/export';
export { inspect } from './commands/inspect';
