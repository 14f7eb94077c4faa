import { layersOf } from '../../../src/comparison/layerColumns';
import type { LayerMetric } from '../../../src/messages/dashboardMessages';
import { layerColumn } from '../../../src/messages/dashboardMessages';
import { t } from '../../page/l10n';
import type { CompareStore } from '../compareStore';

/** A chart of one column of all runs. */
export interface ChartOfRuns {
  readonly id: string;
  readonly title: string;
  readonly column: string;
  readonly canBeLog: boolean;
  readonly limits: readonly number[];
  /** Whose numbers they are, in words. */
  readonly notes: readonly string[];
  /** The layer whose numbers they are, where they are of one. */
  readonly layer?: string;
}

/** The layer that layers' values are shown of: the one chosen, else the first with a kernel. */
export function shownLayer(store: CompareStore): string | undefined {
  const layers = layersOf(store.runs.value);
  const chosen = store.page.selectedLayer.value;
  return layers.includes(chosen) ? chosen : layers[0];
}

/** The charts, in their order: results first, then what the chosen layer's kernel becomes. */
export function chartsOf(store: CompareStore): ChartOfRuns[] {
  const runs = store.runs.value;
  const layer = shownLayer(store);
  const hasValidation = runs.some(({ facts }) => facts.data.validation > 0);
  const ofBatch = [t('of each step’s batch')];
  const accuracy = (column: string, title: string): ChartOfRuns => ({
    ...{ id: column, title, column, canBeLog: false, limits: [1], notes: [] },
  });
  const loss = (column: string, title: string): ChartOfRuns => ({
    ...{ id: column, title, column, canBeLog: true, limits: [], notes: ofBatch },
  });
  const ofLayer = (metric: LayerMetric, title: string, notes: readonly string[] = []): ChartOfRuns[] =>
    layer === undefined
      ? []
      : [
          {
            ...{ id: metric, title, column: layerColumn(layer, metric), layer },
            ...{ canBeLog: true, limits: [], notes },
          },
        ];
  return [
    accuracy('testAccuracy', t('Test accuracy')),
    ...(hasValidation ? [accuracy('validationAccuracy', t('Validation accuracy'))] : []),
    loss('taskLoss', t('Task loss')),
    ...ofLayer('reverseErrorFull', t('Reverse error, {0}', layer ?? ''), ofBatch),
    ...ofLayer('stableRank', t('Stable rank, {0}', layer ?? '')),
    ...ofLayer('topDataEnergy', t('Capture by one direction, {0}', layer ?? '')),
    ...ofLayer('orthogonalityError', t('Orthogonality error, {0}', layer ?? '')),
  ];
}
