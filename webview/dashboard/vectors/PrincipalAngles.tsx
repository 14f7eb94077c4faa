import { useMemo } from 'preact/hooks';
import { t } from '../../page/l10n';
import { percentText } from './directionText';
import type { Directions } from './directions';
import type { PrincipalDirections } from './principalDirections';
import { principalAngles } from './principalDirections';

export interface PrincipalAnglesProps {
  readonly directions: Directions;
  /** Places of the kernel's directions, the one with most data energy first. */
  readonly order: readonly number[];
  readonly principal: PrincipalDirections;
  /** In that order: share of the data's energy along the kernel's directions; undefined where it is not known. */
  readonly held: readonly number[] | undefined;
  readonly heldTitle: string;
  readonly bestTitle: string;
}

/**
 * A table: how far the span of the first k of the kernel's directions is from that of the data's first k, and how much of
 * the data's energy each holds.
 */
export function PrincipalAngles(props: PrincipalAnglesProps) {
  const { directions, order, principal, held, heldTitle, bestTitle } = props;
  const rows = useMemo(() => {
    const most = Math.min(principal.vectors.count, order.length);
    const sizes = Array.from({ length: most }, (_, i) => i + 1);
    return sizes.map((size) => ({
      size,
      angles: principalAngles(
        directions.inputs,
        order.slice(0, size),
        principal.vectors,
        sizes.slice(0, size).map((one) => one - 1),
      ),
    }));
  }, [directions, order, principal]);
  return (
    <table class="angles">
      <caption>
        {t('Principal angles between the kernel’s first k directions by data energy and the data’s first k')}
      </caption>
      <thead>
        <tr>
          <th scope="col">k</th>
          <th scope="col">{t('smallest')}</th>
          <th scope="col">{t('largest')}</th>
          <th scope="col">{heldTitle}</th>
          <th scope="col">{bestTitle}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ size, angles }) => (
          <tr key={size}>
            <th scope="row">{size}</th>
            <td>{degrees(angles[0])}</td>
            <td>{degrees(angles.at(-1))}</td>
            <td>{held === undefined ? '–' : percentText(sumOf(held, size))}</td>
            <td>{percentText(sumOf(principal.energy, size))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function sumOf(shares: Iterable<number>, count: number): number {
  return [...shares].slice(0, count).reduce((sum, share) => sum + share, 0);
}

function degrees(angle: number | undefined): string {
  return angle === undefined ? '–' : t('{0}°', angle.toFixed(1));
}
