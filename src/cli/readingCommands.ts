/** Commands that look at runs, and ask something of them. */
export { compare } from './commands/compare';
export { pause, stop } from './commands/control';
export { report } from './commands/report';
export { runs } from './commands/runs';
export { show } from './commands/show';
