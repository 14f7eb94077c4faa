/** C0 and C1 controls but the line's end, and what turns the direction of writing. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text with names out of files, so that it can be printed: to a terminal, control characters are commands. */
export function printable(text: string): string {
  return text.replace(CONTROLS, escaped);
}

/** The same on one line. */
export function printableLine(text: string): string {
  return printable(text).replaceAll('\n', escaped('\n'));
}

/** Such as \x1b, \u202e. */
function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
}
