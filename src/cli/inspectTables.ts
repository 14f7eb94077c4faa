import { inEnglish } from '../diagnostics/findings/finding';
import type { KernelMetrics } from '../diagnostics/kernel/kernelMetrics';
import { METRICS } from '../diagnostics/kernel/metricCatalogue';
import type { LayerMetricsRow, LayerRow } from '../messages/inspectorMessages';
import { csvField } from '../comparison/exports/csvField';
import { printableLine } from './printable';
import { formatNumber, formatPercent, formatTable } from './table';

/** A layer with what was measured of it. */
export interface InspectedLayer {
  readonly layer: LayerRow;
  readonly row: LayerMetricsRow;
  /** Descending. */
  readonly singularValues: Float64Array;
  readonly dataEnergy?: Float64Array;
}

type Key = keyof KernelMetrics;

/** Columns of the overview, those of data only where there are any. */
const OVERVIEW: readonly Key[] = [
  'largestSigma',
  'smallestSigma',
  'stableRank',
  'effectiveRank',
  'alpha',
  'orthogonalityError',
  'topDataEnergy',
  'dataCapture',
  'pcaCeiling',
  'reverseErrorFull',
];

const SHARES: ReadonlySet<Key> = new Set(['topDataEnergy', 'dataCapture', 'pcaCeiling']);

export function overview(layers: readonly InspectedLayer[]): string {
  const columns = OVERVIEW.filter((key) => layers.some(({ row }) => row.metrics[key] !== undefined));
  const titles = ['layer', 'kernel', 'type', ...columns.map(labelOf), 'state'];
  const rows = layers.map(({ layer, row }) => [
    layer.name,
    layer.shape.join(' × '),
    layer.dtype,
    ...columns.map((key) => formatMetric(key, row.metrics[key])),
    stateOf(row),
  ]);
  const isText = (index: number) => index < 3 || index === titles.length - 1;
  return formatTable(
    titles.map((title, index) => ({ title, align: isText(index) ? 'left' : 'right' })),
    rows,
  );
}

/** One layer: every number with its formula, and every singular value. */
export function layerDetails({ layer, row, singularValues, dataEnergy }: InspectedLayer): string {
  const { metrics, state } = row;
  const known = METRICS.filter(({ key }) => metrics[key] !== undefined);
  const numbers = formatTable(
    [{ title: 'metric' }, { title: 'value', align: 'right' }, { title: 'formula' }],
    known.map(({ key, label, formula }) => [label, formatMetric(key, metrics[key]), formula]),
  );
  const directions = formatTable(
    ['direction', 'σ', 'data energy'].map((title) => ({ title, align: 'right' })),
    [...singularValues].map((sigma, index) => [
      String(index + 1),
      formatNumber(sigma),
      formatPercent(dataEnergy?.[index]),
    ]),
  );
  const shown = layer.note === undefined ? '' : ` (${layer.note})`;
  const head = `${layer.name}: ${layer.dtype} ${layer.layout} = [${layer.shape.join(', ')}]${shown}`;
  const judged = `${state.level}: ${inEnglish(state.reason)}`;
  return `${printableLine(head)}\n${printableLine(judged)}\n\n${numbers}\n${directions}`;
}

/**
 * Two checkpoints side by side: layers of one name, and by how much each number differs. Files of one layer each, which may
 * have it from the file, have no other to be compared with.
 */
export function comparison(
  [before, after]: readonly [readonly InspectedLayer[], readonly InspectedLayer[]],
  [nameBefore, nameAfter]: readonly [string, string],
): string {
  const others = new Map(after.map((each) => [each.layer.name, each]));
  const only = before.length === 1 && after.length === 1 ? after[0] : undefined;
  const otherOf = ({ layer }: InspectedLayer) => others.get(layer.name) ?? only;
  const shared = before.filter((each) => otherOf(each) !== undefined);
  const rows = shared.flatMap((each) => {
    const { layer, row } = each;
    const other = otherOf(each)!;
    const name = other.layer.name === layer.name ? layer.name : `${layer.name}, ${other.layer.name}`;
    const keys = OVERVIEW.filter(
      (key) => row.metrics[key] !== undefined && other.row.metrics[key] !== undefined,
    );
    const numbers = keys.map((key) => {
      const [a, b] = [row.metrics[key], other.row.metrics[key]];
      const difference = typeof a === 'number' && typeof b === 'number' ? signed(b - a) : '–';
      return [labelOf(key), formatMetric(key, a), formatMetric(key, b), difference];
    });
    const all = [...numbers, ['state', stateOf(row), stateOf(other.row), '']];
    return all.map((cells, index) => [index === 0 ? name : '', ...cells]);
  });
  const none = 'No layer has the same name in both.\n';
  const table =
    rows.length === 0
      ? none
      : formatTable(
          ['layer', 'metric', nameBefore, nameAfter, 'difference'].map((title, index) => ({
            title,
            align: index < 2 ? 'left' : 'right',
          })),
          rows,
        );
  const alone = (layers: readonly InspectedLayer[], rest: readonly InspectedLayer[], name: string) => {
    if (only !== undefined) return '';
    const names = new Set(rest.map(({ layer }) => layer.name));
    const own = layers.filter(({ layer }) => !names.has(layer.name)).map(({ layer }) => layer.name);
    return own.length === 0 ? '' : `\n${printableLine(`Only in ${name}: ${own.join(', ')}`)}\n`;
  };
  return `${table}${alone(before, after, nameBefore)}${alone(after, before, nameAfter)}`;
}

/** Every number of every layer as comma-separated values; empty where there is none. */
export function csv(
  sources: readonly { readonly name: string; readonly layers: readonly InspectedLayer[] }[],
): string {
  const keys = METRICS.map(({ key }) => key).filter((key) =>
    sources.some(({ layers }) => layers.some(({ row }) => row.metrics[key] !== undefined)),
  );
  const head = ['source', 'layer', 'tensor', 'dtype', 'shape', 'rows', 'columns', ...keys, 'state', 'reason'];
  const lines = sources.flatMap(({ name, layers }) =>
    layers.map(({ layer, row }) => [
      name,
      layer.name,
      layer.tensor,
      layer.dtype,
      layer.shape.join('x'),
      layer.rows,
      layer.columns,
      ...keys.map((key) => row.metrics[key] ?? ''),
      row.state.level,
      inEnglish(row.state.reason),
    ]),
  );
  return [head, ...lines].map((cells) => `${cells.map(csvField).join(',')}\n`).join('');
}

/** What has no numbers may be known to be bad all the same. */
function stateOf({ error, state }: LayerMetricsRow): string {
  return error === undefined || state.level === 'bad' ? state.level : 'not measured';
}

function labelOf(key: Key): string {
  return key === 'orthogonalityError' ? '‖WᵀW − I‖²' : METRICS.find((metric) => metric.key === key)!.label;
}

function formatMetric(key: Key, value: number | null | undefined): string {
  if (value === null) return '–';
  return SHARES.has(key) ? formatPercent(value) : formatNumber(value);
}

function signed(difference: number): string {
  return `${difference > 0 ? '+' : ''}${formatNumber(difference)}`;
}
