/** Commands that train. */
export { train } from './commands/train';
export { resume } from './commands/resume';
