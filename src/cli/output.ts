import { printable } from './printable';

/** Prints a text: names out of files in it have no power over a terminal. */
export function print(text: string): void {
  process.stdout.write(printable(text));
}

/** Says something beside the output, on stderr. */
export function tell(text: string): void {
  process.stderr.write(printable(text));
}

/** Prints what other programs read, such as CSV: as it is, but for people on a terminal as a text. */
export function printData(text: string): void {
  process.stdout.write(process.stdout.isTTY ? printable(text) : text);
}

/** Characters that JSON may have as they are and that a terminal takes for commands. */
const COMMANDS = /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Prints a value as JSON on a line of its own. What a terminal would take for a command is escaped, as JSON allows. */
export function printJson(value: unknown): void {
  const text = JSON.stringify(value).replace(
    COMMANDS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  process.stdout.write(`${text}\n`);
}
