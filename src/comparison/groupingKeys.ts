import { nearest } from '../config/nearest';
import type { ComparedRun } from './comparedRun';
import { configValue, differingConfig, flattenConfig } from './flatConfig';
import type { Grouping } from './groups';
import { groupingKeys } from './groups';

/** What runs may be grouped by beside the keys of their configs. */
const NAMES = ['mode', 'seed', 'name', 'engine'];

/**
 * The keys that a name to group by may mean: one of mode, seed, name and engine, or a key of the configs by its whole or by
 * its end after a dot; of several keys with that end those that differ among the runs. None: there is no such key; several:
 * it is not clear which. Upper and lower case are the same.
 */
export function findGroupingKeys(runs: readonly ComparedRun[], name: string): string[] {
  const keys = keysOf(runs);
  const given = name.replace(/^config\./, '');
  const wanted = given.toLowerCase();
  const exact = [...NAMES, ...keys].find((key) => key.toLowerCase() === wanted);
  if (exact !== undefined) return [exact];
  if (runs.some((run) => configValue(run, given) !== undefined)) return [given];
  const ending = keys.filter((key) => key.toLowerCase().endsWith(`.${wanted}`));
  if (ending.length < 2) return ending;
  const differing = new Set(differingConfig(runs).map(({ key }) => key));
  const varied = ending.filter((key) => differing.has(key));
  return varied.length > 0 ? varied : ending;
}

/** A key that a misspelt name may mean. */
export function nearestGroupingKey(runs: readonly ComparedRun[], name: string): string | undefined {
  const keys = keysOf(runs);
  return nearest(name, [...NAMES, ...keys, ...keys.map((key) => key.slice(key.lastIndexOf('.') + 1))]);
}

/** A grouping by whole keys, and the names that are no key of the runs or not of one alone, which are left out of it. */
export function resolveGrouping(
  runs: readonly ComparedRun[],
  by: Grouping,
): { readonly group: Grouping; readonly unknown: readonly string[] } {
  if (typeof by === 'string') return { group: by, unknown: [] };
  const unknown: string[] = [];
  const keys = groupingKeys(by).flatMap((name) => {
    const found = findGroupingKeys(runs, name);
    if (found.length !== 1) unknown.push(name);
    return found.length === 1 ? found : [];
  });
  return { group: keys.length === 0 ? 'none' : [...new Set(keys)], unknown };
}

function keysOf(runs: readonly ComparedRun[]): string[] {
  return [...new Set(runs.flatMap((run) => [...flattenConfig(run).keys()]))];
}
