import type { MetricKey } from '../../src/diagnostics/kernel/metricCatalogue';
import { METRICS, metricText } from '../../src/diagnostics/kernel/metricCatalogue';
import type { LayerMetricsRow, LayerRow } from '../../src/messages/layerMessages';
import { levelName, StateIcon } from '../layers/LayerFindings';
import { metricName, metricValue } from '../layers/metricText';
import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';
import type { Column } from './DataTable';

/** A layer with its numbers, once they are there. */
export interface ModelRow {
  readonly layer: LayerRow;
  readonly row: LayerMetricsRow | undefined;
}

const LEVELS = ['bad', 'watch', 'good', 'unknown'];
const NUMBER_WIDTH = 92;
/** Of a character in the widest of VS Code's fonts at their usual size. */
const CHARACTER = 7.5;

/** What is looked at first of a model. They are there before their numbers are, so that no column moves aside. */
const FIRST: readonly MetricKey[] = ['alpha', 'stableRank'];

/**
 * The columns of the model's table: a layer's name, the numbers that say most, its state, what it is, and every other
 * metric that some layer has.
 */
export function modelColumns(rows: readonly ModelRow[]): Column<ModelRow>[] {
  const known = new Set<string>(rows.flatMap(({ row }) => Object.keys(row?.metrics ?? {})));
  return [
    {
      key: 'name',
      label: t('layer'),
      width: nameWidth(rows.map(({ layer }) => layer.name)),
      cell: ({ layer, row }) => (
        <>
          {row !== undefined && <StateIcon level={row.state.level} />} {layer.name}
        </>
      ),
      value: ({ layer }) => layer.name,
    },
    ...FIRST.map(metricColumn),
    {
      key: 'state',
      label: t('state'),
      width: 76,
      cell: ({ row }) => (row === undefined ? '…' : levelName(row.state.level)),
      value: ({ row }) => (row === undefined ? undefined : LEVELS.indexOf(row.state.level)),
    },
    {
      key: 'shape',
      label: t('shape'),
      width: 128,
      cell: ({ layer }) => layer.shape.join(' × '),
      value: ({ layer }) => layer.rows * layer.columns,
    },
    {
      key: 'parameters',
      label: t('parameters'),
      width: 112,
      isNumber: true,
      cell: ({ layer }) => formatCount(layer.parameters),
      value: ({ layer }) => layer.parameters,
    },
    ...METRICS.map(({ key }) => key)
      .filter((key) => known.has(key) && !FIRST.includes(key))
      .map(metricColumn),
  ];
}

function metricColumn(key: MetricKey): Column<ModelRow> {
  const label = metricName(key);
  return {
    key,
    label,
    width: Math.max(NUMBER_WIDTH, Math.ceil(label.length * CHARACTER) + 40),
    isNumber: true,
    explanation: metricText(key),
    cell: ({ row }) => (row === undefined ? '' : metricValue(key, row.metrics[key])),
    value: ({ row }) => row?.metrics[key],
  };
}

/** A number of a layer by its name in a filter: a metric's key, or one of the shape's. */
export function numberOf({ layer, row }: ModelRow, name: string): number | null | undefined {
  if (name === 'rows' || name === 'columns' || name === 'parameters') return layer[name];
  const key = METRICS.find((text) => text.key.toLowerCase() === name)?.key as MetricKey | undefined;
  return key === undefined ? undefined : row?.metrics[key];
}

/** Everything that a layer can be found by. */
export function textOf({ layer, row }: ModelRow): string {
  const state = row === undefined ? '' : levelName(row.state.level);
  return [layer.name, layer.tensor, layer.kind, layer.dtype, layer.shape.join('×'), state].join(' ');
}

/** Wide enough for the longest name, within limits. */
export function nameWidth(names: readonly string[]): number {
  const longest = names.reduce((most, { length }) => Math.max(most, length), 0);
  return Math.min(320, Math.max(120, Math.ceil(longest * CHARACTER) + 36));
}
