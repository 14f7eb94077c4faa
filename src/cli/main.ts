#!/usr/bin/env node
import { nearest } from '../config/nearest';
import { UserError } from '../config/userError';
import { describeError, isSystemError } from '../runs/fileErrors';
import type { CommandSpec } from './command';
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
import { commandText, overviewText } from './help';

const commands = [train, resume, stop, pause, runs, show, inspect, check, engines];

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${RACECAR_VERSION}\n`);
    return EXIT.done;
  }
  if (name === undefined) {
    process.stderr.write(overviewText(commands));
    return EXIT.badInput;
  }
  if (name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(rest[0] === undefined ? overviewText(commands) : commandText(commandNamed(rest[0])));
    return EXIT.done;
  }
  const command = commandNamed(name);
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(commandText(command));
    return EXIT.done;
  }
  return command.run(readArguments(command, rest));
}

function commandNamed(name: string): CommandSpec {
  const command = commands.find((each) => each.name === name);
  if (command !== undefined) return command;
  const guess = nearest(
    name,
    commands.map((each) => each.name),
  );
  throw usage(
    `unknown command "${name}"`,
    guess === undefined ? undefined : `Did you mean racecar ${guess}?`,
  );
}

/**
 * A reader may go away, such as head or a terminal that is closed; what is being done goes on without it. Output that
 * is lost for another reason, such as a full disk, is told of, and the command counts as failed.
 */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'EIO') return;
    process.exitCode = EXIT.runFailed;
    if (stream === process.stdout)
      process.stderr.write(`the output could not be written: ${error.message}\n`);
  });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode ??= code;
  },
  (error: unknown) => {
    if (!(error instanceof UserError) && !isSystemError(error)) throw error;
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = error instanceof UserError && error.kind === 'input' ? EXIT.badInput : EXIT.runFailed;
  },
);
