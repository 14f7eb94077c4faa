import type { EvidenceColumn, RunEvidence } from '../diagnostics/findings/runEvidence';
import type { RunFacts } from './dashboardMessages';
import { layerColumn, penaltyColumn } from './dashboardMessages';

/**
 * What the rules for findings look at, from what a page is told of a run. Knows neither Node nor the DOM.
 *
 * @param column  the values logged under a name of dashboardMessages, a row a logged step
 */
export function runEvidence(
  facts: RunFacts,
  column: (name: string) => ArrayLike<number> | undefined,
): RunEvidence {
  const training = part(facts.config, 'training');
  const loss = part(training, 'loss');
  const batchSize = part(training, 'batchSize');
  const { error, data } = facts;
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
    column: (name: EvidenceColumn) => column(name),
    penalty: (regularizer) => column(penaltyColumn(regularizer)),
    layerColumn: (layer, metric) => column(layerColumn(layer, metric)),
  };
}

function part(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
