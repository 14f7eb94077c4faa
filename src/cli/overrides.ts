import { whyNoMode } from '../config/mode';
import type { Override } from '../config/parseConfig';
import { parseValue, pathOf } from '../trainer/gridText';
import { usage } from './command';

/** What --set key=value puts into the config: its value parses as JSON, else it is a text. */
export function overrideOf(text: string): Override {
  const equals = text.indexOf('=');
  const key = text.slice(0, Math.max(equals, 0));
  if (equals < 0 || !/^[^.]+(\.[^.]+)*$/.test(key)) {
    throw usage(`--set: found "${text}", expected key=value as in training.epochs=5`);
  }
  const value = text.slice(equals + 1);
  return {
    path: pathOf(key),
    value: parseValue(value),
    source: `--set ${text}`,
  };
}

export function modeOverride(mode: string): Override {
  const expected = whyNoMode(mode);
  if (expected !== undefined) throw usage(`--mode: found "${mode}", expected ${expected}`);
  return { path: ['regularization', 'mode'], value: mode, source: `--mode ${mode}` };
}
