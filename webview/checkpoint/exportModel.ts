import { csvField } from '../../src/comparison/exports/csvField';
import { inEnglish } from '../../src/diagnostics/findings/finding';
import { METRICS } from '../../src/diagnostics/kernel/metricCatalogue';
import type { ModelSummary } from '../../src/diagnostics/kernel/modelSummary';
import type { OpenedInspection } from '../../src/messages/layerMessages';
import type { ModelRow } from './modelColumns';

/**
 * The model's table as CSV: a row a layer, a column a metric by its key. A number that does not exist, or was not
 * computed, is empty.
 */
export function modelCsv(rows: readonly ModelRow[]): string {
  const keys = METRICS.map(({ key }) => key).filter((key) =>
    rows.some(({ row }) => row?.metrics[key] !== undefined),
  );
  const header = ['layer', 'tensor', 'kind', 'shape', 'dtype', 'parameters', 'state', 'reason', ...keys];
  const lines = rows.map(({ layer, row }) => [
    layer.name,
    layer.tensor,
    layer.kind,
    layer.shape.join('x'),
    layer.dtype,
    layer.parameters,
    row?.state.level ?? '',
    row === undefined ? '' : inEnglish(row.state.reason),
    ...keys.map((key) => row?.metrics[key] ?? ''),
  ]);
  return `${[header, ...lines].map((line) => line.map(csvField).join(',')).join('\n')}\n`;
}

/** The same as JSON, with the summary and where it is from. */
export function modelJson(
  opened: OpenedInspection,
  rows: readonly ModelRow[],
  summary: ModelSummary | undefined,
): string {
  const layers = rows.map(({ layer, row }) => ({
    name: layer.name,
    tensor: layer.tensor,
    kind: layer.kind,
    shape: layer.shape,
    layout: layer.layout,
    dtype: layer.dtype,
    parameters: layer.parameters,
    ...(row === undefined
      ? {}
      : {
          state: row.state.level,
          reason: inEnglish(row.state.reason),
          metrics: row.metrics,
          ...(row.data === undefined ? {} : { data: row.data }),
          ...(row.error === undefined ? {} : { error: row.error }),
        }),
  }));
  const { file, format, parameters, bytes } = opened;
  const whole = {
    file,
    format,
    parameters,
    bytes,
    ...(summary === undefined
      ? {}
      : {
          summary: { finding: inEnglish(summary.finding), counts: summary.counts, metrics: summary.metrics },
        }),
    layers,
  };
  return `${JSON.stringify(whole, undefined, 1)}\n`;
}
