import { t } from '../../page/l10n';
import { percentText } from './directionText';
import type { Directions } from './directions';
import { captured, inOrder } from './directions';

/** Directions that the sentence above the gallery sums up. */
const LEADING = 8;

/** What the leading directions hold of the data, by either order: the two may be different ones. */
export function summaryText(directions: Directions): string {
  const { sigma, kept } = directions;
  const size = Math.min(LEADING, kept.length);
  const share = (order: 'energy' | 'sigma') =>
    captured(directions, inOrder(directions, order).slice(0, size));
  const [byEnergy, bySigma] = [share('energy'), share('sigma')];
  const some =
    kept.length < sigma.length
      ? t(
          'The snapshot keeps the vectors of {0} of {1} directions, the largest by σ and by data energy. ',
          kept.length,
          sigma.length,
        )
      : '';
  if (byEnergy === undefined || bySigma === undefined) {
    return `${some}${t('This snapshot does not tell the data’s energy along each direction.')}`;
  }
  if (size === sigma.length) {
    if (size === 1)
      return t('Its only direction holds {0} of the training data’s energy.', percentText(byEnergy));
    return t('Its {0} directions hold {1} of the training data’s energy.', size, percentText(byEnergy));
  }
  return `${some}${t(
    'Of the training data’s energy the {0} directions with the most hold {1}, the {0} with the largest σ hold {2}.',
    size,
    percentText(byEnergy),
    percentText(bySigma),
  )}`;
}
