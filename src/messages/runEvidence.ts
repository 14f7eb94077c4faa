import type { ColumnValues, EvidenceColumn, RunEvidence } from '../diagnostics/findings/runEvidence';
import type { RunFacts } from './dashboardMessages';
import { layerColumn, penaltyColumn } from './dashboardMessages';

/**
 * What the rules for findings look at, from what a page is told of a run. Knows neither Node nor the DOM.
 *
 * @param column  the values logged under a name of dashboardMessages, by logged step
 */
export function runEvidence(
  facts: RunFacts,
  column: (name: string) => ColumnValues | undefined,
): RunEvidence {
  const training = part(facts.config, 'training');
  const loss = part(training, 'loss');
  const batchSize = part(training, 'batchSize');
  const { error, data } = facts;
  const steps = column('step');
  const rows = steps === undefined || 'rows' in steps ? 0 : steps.length;
  return {
    hasEnded: !['queued', 'running', 'paused'].includes(facts.status),
    step: facts.step,
    steps: facts.steps,
    ...(error?.step !== undefined && error.message.startsWith('the training diverged')
      ? { divergedAt: error.step }
      : {}),
    classCount: data.classNames.length,
    samples: { train: data.train, validation: data.validation, test: data.test },
    ...(typeof batchSize === 'number' ? { batchSize } : {}),
    ...(typeof loss === 'string' ? { loss } : {}),
    regularizers: facts.regularizers,
    layers: facts.layers,
    column: (name: EvidenceColumn) => everyRow(column(name), rows),
    penalty: (regularizer) => everyRow(column(penaltyColumn(regularizer)), rows),
    layerColumn: (layer, metric) => column(layerColumn(layer, metric)),
  };
}

/** A value a row, NaN where none was measured. */
function everyRow(column: ColumnValues | undefined, rows: number): ArrayLike<number> | undefined {
  if (column === undefined || !('rows' in column)) return column;
  const values = new Float64Array(rows).fill(NaN);
  for (let at = 0; at < column.rows.length; at++) values[column.rows[at]!] = column.values[at]!;
  return values;
}

function part(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
