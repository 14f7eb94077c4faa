#!/usr/bin/env node
import { nearest } from '../config/nearest';
import { UserError } from '../config/userError';
import { readArguments, usage } from './command';
import { check } from './commands/check';
import { pause, stop } from './commands/control';
import { engines } from './commands/engines';
import { inspect } from './commands/inspect';
import { resume } from './commands/resume';
import { runs } from './commands/runs';
import { show } from './commands/show';
import { train } from './commands/train';
import { EXIT } from './execution';
import { helpText } from './help';

const commands = [train, resume, stop, pause, runs, show, inspect, check, engines];

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${RACECAR_VERSION}\n`);
    return EXIT.done;
  }
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(helpText(commands, rest[0]));
    return name === undefined ? EXIT.badInput : EXIT.done;
  }
  const command = commands.find((each) => each.name === name);
  if (command === undefined) {
    const guess = nearest(
      name,
      commands.map((each) => each.name),
    );
    throw usage(
      `unknown command "${name}"`,
      guess === undefined ? undefined : `Did you mean racecar ${guess}?`,
    );
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(helpText(commands, name));
    return EXIT.done;
  }
  return command.run(readArguments(command, rest));
}

/** A reader that closes the pipe early, such as head, wants no more; that is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.format()}\n`);
    process.exitCode = error.kind === 'run' ? EXIT.runFailed : EXIT.badInput;
  },
);
