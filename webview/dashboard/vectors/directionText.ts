import { subscript } from '../../components/images/subscript';
import { t } from '../../page/l10n';
import { formatNumber } from '../../page/numbers';
import type { Cluster } from './clusters';
import type { Directions } from './directions';

/** A share as a percentage with the digits that mean something: 35.5 %, 0.012 %. */
export function percentText(share: number): string {
  if (!Number.isFinite(share)) return '–';
  const percent = 100 * share;
  if (percent === 0) return t('{0} %', 0);
  if (percent < 1e-3) return t('{0} %', percent.toExponential(1));
  return t('{0} %', percent.toFixed(percent >= 1 ? 1 : 1 - Math.floor(Math.log10(percent))));
}

/** The name of a singular value: σ₁ is the largest. */
export function sigmaName(number: number): string {
  return `σ${subscript(number + 1)}`;
}

/** One direction in words: its number among the singular values, sigma, the data's energy, its cluster. */
export function directionText(
  { sigma, energy, kept }: Directions,
  number: number,
  cluster?: Cluster,
): string {
  const parts = [t('σ {0} of {1}: {2}', number + 1, sigma.length, formatNumber(sigma[number] ?? NaN))];
  if (energy !== undefined) parts.push(t('{0} of the data’s energy', percentText(energy[number]!)));
  if (cluster !== undefined) {
    parts.push(t('nearly equal to its neighbours, σ {0} to {1}', cluster.first + 1, cluster.last + 1));
  }
  if (!kept.includes(number)) parts.push(t('its vectors are not in the snapshot'));
  return parts.join(' · ');
}
