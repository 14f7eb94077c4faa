import { Standby } from '../trainer/standby';
import { trainerFile } from './environment';

/** Commands that train. */
const TRAINING = ['train', 'resume'];

let started: Standby | undefined;

/** Starts a process for the training that a command will most likely ask for. */
export function startStandby([command, ...rest]: readonly string[]): void {
  const asksForHelp = rest.length === 0 || rest.includes('--help') || rest.includes('-h');
  if (command !== undefined && TRAINING.includes(command) && !asksForHelp) {
    started = new Standby(trainerFile);
  }
}

/** The process that was started ahead, if one was. */
export function standby(): Standby | undefined {
  return started;
}
