import { parseArgs } from 'node:util';
import { nearest } from '../config/nearest';
import { messageOf, UserError } from '../config/userError';

/** An option of a command. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  /** May be given several times. */
  readonly multiple?: boolean;
  /** Name of its value in the help. */
  readonly value?: string;
  /** Whether no text at all is a value too. */
  readonly mayBeEmpty?: boolean;
  readonly help: string;
}

/** A command as its help shows it and its arguments are read. */
export interface CommandSpec {
  readonly name: string;
  /** Such as "<config>". */
  readonly parameters: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Carries the command out; the exit code. */
  run(input: CommandInput): Promise<number>;
}

/** What a command was called with. */
export class CommandInput {
  constructor(
    readonly positionals: readonly string[],
    private readonly values: Readonly<Record<string, unknown>>,
  ) {}

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === 'string' ? value : undefined;
  }

  texts(name: string): readonly string[] {
    const value = this.values[name];
    return Array.isArray(value) ? (value as string[]) : [];
  }

  /** A whole number from `least` to `most`. */
  count(name: string, least: number, most = Number.MAX_SAFE_INTEGER): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    return wholeNumber(`--${name}`, text, least, most);
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!choices.includes(text as T)) {
      const guess = nearest(text, choices);
      throw usage(
        `--${name}: found "${text}", expected one of ${choices.join(', ')}`,
        guess === undefined ? undefined : `Did you mean ${guess}?`,
      );
    }
    return text as T;
  }

  /** The only positional argument. */
  one(what: string): string {
    const [only, ...others] = this.positionals;
    if (only === undefined) throw usage(`missing ${what}`);
    if (others.length > 0) throw usage(`found "${others.join(' ')}" after ${what}, expected one ${what}`);
    return only;
  }

  none(): void {
    if (this.positionals.length > 0)
      throw usage(`found "${this.positionals.join(' ')}", expected no argument`);
  }
}

/** A text of the user's as a whole number from `least` to `most`; `name` is what it is called in messages. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least) {
    throw usage(`${name}: found "${text}", expected a whole number of at least ${least}`);
  }
  if (value > most) throw usage(`${name}: found ${text}, expected at most ${most}`);
  return value;
}

export function usage(message: string, hint = 'racecar help tells how each command is used.'): UserError {
  return new UserError(message, { hint });
}

/** Reads a command's arguments. */
export function readArguments(command: CommandSpec, args: readonly string[]): CommandInput {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(
        Object.entries(command.options).map(([name, { type, multiple }]) => [
          name,
          { type, multiple: multiple ?? false },
        ]),
      ),
    });
    rejectEmpty(command, values);
    return new CommandInput(positionals, values);
  } catch (error) {
    throw error instanceof UserError ? error : argumentError(command, error);
  }
}

/** A value that is empty, as that of a variable which is not set, is not taken for an option that is not given. */
function rejectEmpty({ options }: CommandSpec, values: Readonly<Record<string, unknown>>): void {
  for (const [name, { value = 'VALUE', mayBeEmpty = false, help }] of Object.entries(options)) {
    const given = values[name];
    const isEmpty = Array.isArray(given) ? given.includes('') : given === '';
    if (isEmpty && !mayBeEmpty) throw usage(`--${name}: found "", expected ${value}`, help);
  }
}

function argumentError(command: CommandSpec, error: unknown): UserError {
  const message = messageOf(error);
  const unknown = /Unknown option '--?([^']+)'/.exec(message)?.[1];
  const known = Object.keys(command.options);
  const bare = /Option '--([^' ]+).*argument (?:missing|is ambiguous)/.exec(message)?.[1];
  if (bare !== undefined) {
    return usage(`--${bare}: found no value, expected --${bare}=${command.options[bare]?.value ?? 'VALUE'}`);
  }
  if (unknown === undefined) {
    // Node's own words, first sentence; what follows there is advice on its API.
    return usage(`racecar ${command.name}: ${message.split(/[.\n]/)[0]}`);
  }
  const guess = nearest(unknown, known);
  return usage(
    `racecar ${command.name}: unknown option --${unknown}, expected ${known.map((name) => `--${name}`).join(', ') || 'no option'}`,
    guess === undefined ? undefined : `Did you mean --${guess}?`,
  );
}
