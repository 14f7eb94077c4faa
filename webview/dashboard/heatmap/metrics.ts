import type { LayerMetric } from '../../../src/messages/dashboardMessages';
import { formula } from '../../page/formula';
import { t } from '../../page/l10n';

/** A metric that the heat map can show. */
export interface HeatmapMetric {
  readonly name: LayerMetric;
  readonly label: string;
  /** Which numbers are better or what they tell; one sentence. */
  readonly meaning: string;
}

/** In the order of the choice. A function, as the texts come in after the page is loaded. */
export function heatmapMetrics(): readonly HeatmapMetric[] {
  return [
    {
      name: 'reverseErrorFull',
      label: t('reverse error'),
      meaning: t(
        '{0} of the layer’s input, rebuilt by the whole reverse pass, over the step’s batch: 0 is perfect',
        formula('‖r − h‖² / ‖h‖²'),
      ),
    },
    {
      name: 'reverseErrorLocal',
      label: t('reverse error, local'),
      meaning: t(
        '{0} of the layer’s input, rebuilt from its own output, over the step’s batch: 0 is perfect',
        formula('‖r − h‖² / ‖h‖²'),
      ),
    },
    {
      name: 'topDataEnergy',
      label: t('capture by one direction'),
      meaning: t('largest share of the training data’s energy along one singular vector'),
    },
    {
      name: 'stableRank',
      label: t('stable rank'),
      meaning: t('{0}: how many directions share the kernel’s weight', formula('Σσ² / σ²max')),
    },
    {
      name: 'effectiveRank',
      label: t('effective rank'),
      meaning: t('exp of the entropy of {0}', formula('σ / Σσ')),
    },
    {
      name: 'orthogonalityError',
      label: t('orthogonality error'),
      meaning: t('{0} on the kernel’s smaller side: 0 is orthonormal', formula('‖WᵀW − I‖²')),
    },
    {
      name: 'conditionNumber',
      label: t('condition number'),
      meaning: formula('σmax / σmin'),
    },
    { name: 'norm', label: t('kernel norm'), meaning: t('{0} (Frobenius)', formula('‖W‖')) },
  ];
}
