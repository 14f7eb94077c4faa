import type { ComparedRun } from './comparedRun';

/** Keys that a comparison tells of in columns of their own, or not at all. */
const LEFT_OUT: readonly string[] = ['$schema', 'regularization.mode', 'training.seed'];

const LAYERS = 'network.layers.';

/** A key of the config that is not the same in all runs. */
export interface DifferingKey {
  /** From the top of the config, with dots; layers by their names: network.layers.hidden.units */
  readonly key: string;
  /** In the order of the runs; undefined where a run's config has none. */
  readonly values: readonly unknown[];
}

/**
 * The values of a resolved config by their keys from its top. A list is one value, but for the layers, which go by their
 * names, so that a layer more does not make all after it differ.
 */
export function flattenConfig({ facts }: Pick<ComparedRun, 'facts'>): ReadonlyMap<string, unknown> {
  let flat = flattened.get(facts);
  if (flat === undefined) flattened.set(facts, (flat = flatten(facts)));
  return flat;
}

/** What a run has under a key of its config, in which a layer may go by its name or, as in --grid, by its place from 0 on. */
export function configValue(run: Pick<ComparedRun, 'facts'>, key: string): unknown {
  const flat = flattenConfig(run);
  const [, place, option] = /^network\.layers\.(\d+)\.(.+)$/.exec(key) ?? [];
  const name = run.facts.layers[Number(place)]?.name;
  return flat.get(key) ?? (name === undefined ? undefined : flat.get(`${LAYERS}${name}.${option}`));
}

/** Asked for again for every cell of a table. */
const flattened = new WeakMap<ComparedRun['facts'], ReadonlyMap<string, unknown>>();

function flatten({ config, layers }: ComparedRun['facts']): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  const visit = (value: unknown, key: string): void => {
    if (key === 'network.layers' && Array.isArray(value)) {
      value.forEach((layer: unknown, index) =>
        visit(layer, `${key}.${nameOf(layer, layers[index]?.name, index)}`),
      );
    } else if (isRecord(value)) {
      for (const [name, part] of Object.entries(value)) visit(part, key === '' ? name : `${key}.${name}`);
    } else if (value !== undefined) flat.set(key, value);
  };
  visit(config, '');
  return flat;
}

function nameOf(layer: unknown, planned: string | undefined, index: number): string {
  const given = isRecord(layer) ? layer['name'] : undefined;
  return planned ?? (typeof given === 'string' ? given : String(index + 1));
}

/**
 * The keys of the configs that differ, in their order there. Of a layer that not all networks have, one value says what
 * it is.
 */
export function differingConfig(runs: readonly Pick<ComparedRun, 'facts'>[]): DifferingKey[] {
  const common = commonLayers(runs);
  const flats = runs.map((run) => withWholeLayers(flattenConfig(run), common));
  const keys = new Set(flats.flatMap((flat) => [...flat.keys()]));
  return [...keys]
    .filter((key) => !LEFT_OUT.includes(key) && !isNameOfLayer(key))
    .map((key) => ({ key, values: flats.map((flat) => flat.get(key)) }))
    .filter(({ values }) => values.some((value) => !isSame(value, values[0])));
}

/** Whether two values of a config mean the same: 1e-3 and 0.001, lists item by item. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a, sortedKeys) === JSON.stringify(b, sortedKeys);
}

/** Objects are the same in whatever order their keys were written. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A value as a table shows it. */
export function configValueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return configNumberText(value);
  if (Array.isArray(value)) return `[${value.map(configValueText).join(', ')}]`;
  return JSON.stringify(value) ?? '';
}

/** With all digits, as one writes it: 1e-6, not 0.000001. */
function configNumberText(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6)
    ? value.toExponential().replace('e+', 'e')
    : String(value);
}

function isNameOfLayer(key: string): boolean {
  return key.startsWith(LAYERS) && /^[^.]+\.name$/.test(key.slice(LAYERS.length));
}

/** Names of the layers that every network has; networks of which nothing is known do not count. */
function commonLayers(runs: readonly Pick<ComparedRun, 'facts'>[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  const known = runs.filter(({ facts }) => facts.layers.length > 0);
  for (const { name } of known.flatMap(({ facts }) => facts.layers))
    counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count === known.length).map(([name]) => name));
}

/** With one value in place of the options of each layer that another network lacks. */
function withWholeLayers(
  flat: ReadonlyMap<string, unknown>,
  common: ReadonlySet<string>,
): Map<string, unknown> {
  const result = new Map<string, unknown>();
  const whole = new Map<string, string[]>();
  for (const [key, value] of flat) {
    const [, layer, option] = /^network\.layers\.([^.]+)\.(.+)$/.exec(key) ?? [];
    if (layer === undefined || option === undefined || common.has(layer)) {
      result.set(key, value);
      continue;
    }
    const parts = whole.get(layer) ?? [];
    whole.set(layer, parts);
    if (option === 'type') parts.unshift(configValueText(value));
    else if (['units', 'filters', 'kernelSize'].includes(option)) parts.push(configValueText(value));
  }
  for (const [layer, parts] of whole) result.set(`${LAYERS}${layer}`, parts.join(' '));
  return result;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
