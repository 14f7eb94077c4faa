import { isRelevant } from '../config/relevantKeys';
import { configValueText } from './flatConfig';

/** Keys whose values say themselves what they are. */
const PLAIN = ['mode', 'name', 'engine'];

/** What a group is labelled by. */
export interface LabelledGroup {
  /** Each key's value, in the order of the keys. */
  readonly values: readonly unknown[];
  /** Of its runs. */
  readonly modes: readonly string[];
}

/**
 * The label of each group, such as "rr · lambda 1e-6": the values of the keys that matter in one of its modes, or of all
 * keys where that would not tell it from another group.
 *
 * @param keys  that runs are grouped by
 */
export function groupLabels(keys: readonly string[], groups: readonly LabelledGroup[]): string[] {
  const names = shortKeys(keys);
  const labelOf = ({ values }: LabelledGroup, isShown: (key: string) => boolean) =>
    keys.flatMap((key, i) => (isShown(key) ? [partOf(key, names[i]!, values[i])] : [])).join(' · ');
  const short = groups.map((group) =>
    labelOf(group, (key) => group.modes.some((mode) => isRelevant(key, mode))),
  );
  return short.map((label, i) => {
    const isClear = label !== '' && short.indexOf(label) === short.lastIndexOf(label);
    return isClear ? label : labelOf(groups[i]!, () => true);
  });
}

function partOf(key: string, name: string, value: unknown): string {
  const text = value === undefined ? '–' : configValueText(value);
  return PLAIN.includes(key) ? text : `${name} ${text}`;
}

/** The shortest end of each key, from a dot on, that no other of them has: lambda, or rr.lambda beside ort.lambda. */
export function shortKeys(keys: readonly string[]): string[] {
  return keys.map((key) => {
    const parts = key.split('.');
    const ends = parts.map((_, i) => parts.slice(parts.length - 1 - i).join('.'));
    const isOwn = (end: string) =>
      keys.every((other) => other === key || (other !== end && !other.endsWith(`.${end}`)));
    return ends.find(isOwn) ?? key;
  });
}
