import { UserError, type Place } from '../config/userError';

/** More classes than this are taken for a mistake, such as a year or a serial number read as a class. */
const MAX_CLASSES = 65536;

/** The names of the classes, and the class of each label. */
export interface Classes {
  readonly names: readonly string[];
  readonly of: ReadonlyMap<string, number>;
}

/**
 * Gives each label its class. Labels that are all whole numbers are the class index themselves, so that there
 * may be classes without a sample; any others are numbered in alphabetical order.
 *
 * @param labels each label once, with the place where it was first seen
 * @param count number of classes; by default as many as the labels need
 */
export function classesOf(labels: ReadonlyMap<string, Place>, count?: number): Classes {
  const texts = [...labels.keys()];
  const numbered = texts.every((text) => /^-?\d+$/.test(text));
  const of = numbered
    ? new Map(texts.map((text) => [text, checkedIndex(Number(text), labels.get(text)!)]))
    : new Map(texts.toSorted().map((text, i) => [text, i]));
  const needed = Math.max(...of.values()) + 1;
  if (count !== undefined && count < needed) {
    const [label, place] = [...labels].find(([text]) => of.get(text) === needed - 1)!;
    const why = numbered ? `the label ${label} needs ${needed}` : `there are ${needed} different labels`;
    throw new UserError(`classes is ${count}, but ${why}`, {
      place,
      hint: `Set classes to ${needed} or more, or leave it out.`,
    });
  }
  return { names: namesOf(of, numbered, count ?? needed), of };
}

/** A class index that is neither negative nor absurd. */
export function checkedIndex(index: number, place: Place, what = `the label ${index}`): number {
  if (index < 0) throw new UserError(`${what} is negative; classes count from 0`, { place });
  if (index >= MAX_CLASSES) {
    throw new UserError(`${what} is too large; at most ${MAX_CLASSES} classes are possible`, {
      place,
      hint: 'Labels that are all whole numbers are taken as class indices. Give the classes names, or number them from 0.',
    });
  }
  return index;
}

/** The names '0', '1', … of classes that have none of their own. */
export function numberNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(i));
}

function namesOf(of: ReadonlyMap<string, number>, numbered: boolean, count: number): string[] {
  const names = numberNames(count);
  if (!numbered) for (const [text, index] of of) names[index] = text;
  return names;
}
