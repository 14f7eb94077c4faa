import { nearest } from '../config/nearest';
import { UserError } from '../config/userError';
import { describeError, isSystemError } from '../runs/fileErrors';
import type { CommandSpec } from './command';
import { readArguments, usage } from './command';
import { EXIT } from './execution';
import { commandText, overviewText } from './help';
import { standby } from './standby';
import { printable } from './printable';

const training = () => import('./trainingCommands');
const reading = () => import('./readingCommands');
const layers = () => import('./layerCommands');

/** Loaded when they are called, by what they need: some need much that others do without. */
const commands: Readonly<Record<string, () => Promise<CommandSpec>>> = {
  train: async () => (await training()).train,
  resume: async () => (await training()).resume,
  stop: async () => (await reading()).stop,
  pause: async () => (await reading()).pause,
  runs: async () => (await reading()).runs,
  show: async () => (await reading()).show,
  compare: async () => (await reading()).compare,
  inspect: async () => (await layers()).inspect,
  report: async () => (await reading()).report,
  export: async () => (await layers()).exportRun,
  check: async () => (await layers()).check,
  engines: async () => (await layers()).engines,
};

/** Carries a command out; its exit code. */
async function carryOut(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${RACECAR_VERSION}\n`);
    return EXIT.done;
  }
  if (name === undefined) {
    process.stderr.write(await overview());
    return EXIT.badInput;
  }
  if (name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(rest[0] === undefined ? await overview() : commandText(await commandNamed(rest[0])));
    return EXIT.done;
  }
  const command = await commandNamed(name);
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(commandText(command));
    return EXIT.done;
  }
  return command.run(readArguments(command, rest));
}

async function overview(): Promise<string> {
  return overviewText(await Promise.all(Object.values(commands).map((load) => load())));
}

async function commandNamed(name: string): Promise<CommandSpec> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load !== undefined) return load();
  const guess = nearest(name, Object.keys(commands));
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

/** Runs the command that this process was called with, and sets its exit code. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  try {
    const code = await carryOut(args);
    process.exitCode ??= code;
  } catch (error) {
    if (!(error instanceof UserError) && !isSystemError(error)) throw error;
    process.stderr.write(`${printable(describeError(error))}\n`);
    process.exitCode = error instanceof UserError && error.kind === 'input' ? EXIT.badInput : EXIT.runFailed;
  } finally {
    standby()?.dismiss();
  }
}
