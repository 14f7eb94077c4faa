import { messageOf } from '../../config/userError';
import type { GridKey } from '../../trainer/gridText';
import { parseGridKey } from '../../trainer/gridText';

/** The number of seeds that was typed; undefined where it is no whole number from 1 to `most`. */
export function seedCountOf(text: string, most: number): number | undefined {
  const typed = text.trim();
  const count = Number(typed);
  return /^\d+$/.test(typed) && count >= 1 && count <= most ? count : undefined;
}

/**
 * The values that were typed for a key of a config.
 *
 * @throws UserError where they are none
 */
export function gridKeyOf(key: string, values: string): GridKey {
  return parseGridKey(`${key}=${values}`, key);
}

/** What is wrong with the values that were typed for a key; undefined where nothing is. */
export function problemOfValues(key: string, values: string): string | undefined {
  try {
    gridKeyOf(key, values);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
