import { useMemo } from 'preact/hooks';
import type { PixelPlan } from '../../components/images/pixelPlan';
import { t } from '../../page/l10n';
import type { ColourRange } from './DirectionPicture';
import { DirectionPicture } from './DirectionPicture';
import { percentText } from './directionText';
import type { Directions } from './directions';
import { inOrder, vectorAt } from './directions';
import type { LayerSamples } from './layerInput';
import { useSettled } from './useSettled';
import type { PrincipalDirections } from './principalDirections';
import { energiesAlong, principalAngles, principalDirections } from './principalDirections';

/** Principal directions shown, and the largest subspaces that are compared. */
const DIRECTIONS_AT_MOST = 8;
const BOX = { width: 56, height: 56 };
const STRIP = { width: 160, height: 36 };

export interface DataDirectionsProps {
  readonly directions: Directions;
  readonly samples: LayerSamples;
  readonly plan: PixelPlan;
  readonly colours: ColourRange;
}

/** The data's own principal directions, and the angles between their span and that of the kernel's directions. */
export function DataDirections({ directions, samples, plan, colours }: DataDirectionsProps) {
  const settled = useSettled(samples);
  const principal = useMemo(() => principalDirections(settled, DIRECTIONS_AT_MOST), [settled]);
  const order = useMemo(() => inOrder(directions, 'energy'), [directions]);
  if (principal === undefined) {
    return (
      <p class="empty">
        {t('The probes’ inputs of this layer are all zero: there are no directions to compare with.')}
      </p>
    );
  }
  const { vectors, energy } = principal;
  return (
    <div class={settled === samples ? 'data-directions' : 'data-directions is-stale'}>
      <h3>{t('The data’s own principal directions')}</h3>
      <p class="section-hint">{sourceText(samples)}</p>
      <div class="direction-row">
        {Array.from(energy, (share, at) => (
          <figure key={at} class="direction-alike">
            <DirectionPicture
              plan={plan}
              vector={vectorAt(vectors, at)}
              sign={1}
              colours={colours}
              box={plan.aspect === 1 ? BOX : STRIP}
              label={t('Principal direction {0} of the data, {1} of its energy', at + 1, percentText(share))}
            />
            <figcaption>{percentText(share)}</figcaption>
          </figure>
        ))}
      </div>
      <Angles directions={directions} order={order} principal={principal} samples={settled} />
    </div>
  );
}

function sourceText({ count, total, probeCount }: LayerSamples): string {
  if (total === probeCount) {
    return t('computed from the layer’s inputs of the snapshot’s {0} probes, not centred', probeCount);
  }
  return count === total
    ? t('computed from all {0} patches of the snapshot’s {1} probes, not centred', total, probeCount)
    : t(
        'computed from {0} of the {1} patches of the snapshot’s {2} probes, not centred',
        count,
        total,
        probeCount,
      );
}

interface AnglesProps {
  readonly directions: Directions;
  readonly order: readonly number[];
  readonly principal: PrincipalDirections;
  /** That the principal directions are of. */
  readonly samples: LayerSamples;
}

/**
 * A table: how far the span of the first k of the kernel's directions is from that of the data's first k, and how much of
 * the same samples' energy each holds.
 */
function Angles({ directions, order, principal, samples }: AnglesProps) {
  const sizes = Array.from({ length: Math.min(principal.vectors.count, order.length) }, (_, i) => i + 1);
  const rows = useMemo(() => {
    const held = energiesAlong(samples, directions.inputs, order.slice(0, sizes.length));
    return sizes.map((size) => {
      const own = sizes.slice(0, size).map((one) => one - 1);
      const angles = principalAngles(directions.inputs, order.slice(0, size), principal.vectors, own);
      return { size, angles, held: sumOf(held, size), best: sumOf(principal.energy, size) };
    });
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
          <th scope="col">{t('energy held, of {0} probes', samples.probeCount)}</th>
          <th scope="col">{t('at best, of the same')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ size, angles, held, best }) => (
          <tr key={size}>
            <th scope="row">{size}</th>
            <td>{degrees(angles[0])}</td>
            <td>{degrees(angles.at(-1))}</td>
            <td>{percentText(held)}</td>
            <td>{percentText(best)}</td>
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
