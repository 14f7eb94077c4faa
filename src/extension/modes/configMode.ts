import { ConfigText } from '../../config/configText';
import { STD } from '../../config/mode';
import { valueAt } from '../../config/startingValue';
import type { TextChange } from '../../config/textChanges';
import { changesFor } from '../../config/textChanges';
import { UserError } from '../../config/userError';

const MODE = ['regularization', 'mode'];

/** The mode that a config names, std where it names none; whatever text stands there, also one that is no mode. */
export function modeIn(source: ConfigText): string {
  const mode = valueAt(source.value, MODE);
  return mode === undefined ? STD : typeof mode === 'string' ? mode : JSON.stringify(mode);
}

/**
 * The mode of a config's text.
 * @param file its name, for the error
 * @throws UserError where the text is no JSON
 */
export function modeOf(text: string, file: string): string {
  return modeIn(new ConfigText(text, file));
}

/**
 * The smallest changes that set a config's mode: its value alone where there is one; else the key, or the whole
 * "regularization", in the style of what is around.
 * @param file its name, for the error
 * @throws UserError where the text is no JSON, or something else stands where the mode should
 */
export function changesToMode(text: string, file: string, mode: string): TextChange[] {
  const source = new ConfigText(text, file);
  if (source.has(MODE) && modeIn(source) === mode) return [];
  if (!source.has(MODE) && mode === STD) return [];
  const isMissing = !source.has(['regularization']);
  const changes = changesFor(text, {
    kind: 'set',
    path: isMissing ? ['regularization'] : MODE,
    value: isMissing ? { mode } : mode,
    ...(isMissing ? { after: 'network' } : {}),
  });
  if (changes.length === 0) {
    const path = isMissing ? [] : ['regularization'];
    throw new UserError(
      `${isMissing ? 'the config' : 'regularization'}: expected an object in braces, found another value, so there is no place for a mode`,
      { place: source.place(path) },
    );
  }
  return changes;
}
