import type { ComponentChildren } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import type { PaintSpectrum } from '../../components/spectrum/SpectrumCanvas';
import { SpectrumCanvas } from '../../components/spectrum/SpectrumCanvas';
import { spectrumKey } from '../../components/spectrum/spectrumKey';
import type { ValueAxis } from '../../components/spectrum/spectrumLayout';
import { axisFor } from '../../components/spectrum/spectrumLayout';
import { t } from '../../page/l10n';
import { formatNumber } from '../../page/numbers';
import type { Cluster } from './clusters';
import { clusterOf } from './clusters';
import { directionText, percentText } from './directionText';
import type { Directions } from './directions';
import { paintSpectrum } from './paintSpectrum';

const HEIGHT = 132;

export interface SpectrumProps {
  readonly directions: Directions;
  readonly clusters: readonly Cluster[];
  readonly axis: ValueAxis;
  /** Number of the singular value that is chosen. */
  readonly selected: number | undefined;
  onSelect(number: number): void;
  /** What can be done with it. */
  readonly menu?: ComponentChildren;
}

/** All singular values of a kernel as bars, with the data's energy along each as a second mark. */
export function Spectrum({ directions, clusters, axis, selected, onSelect, menu }: SpectrumProps) {
  const { sigma, energy } = directions;
  const sigmaAxis = useMemo(() => axisFor(sigma, axis), [sigma, axis]);
  const energyAxis = useMemo(
    () => (energy === undefined ? undefined : axisFor(energy, axis)),
    [energy, axis],
  );
  const paint = useCallback<PaintSpectrum>(
    (context, size, colours) => {
      paintSpectrum(context, size, { directions, clusters, selected, sigmaAxis, energyAxis }, colours);
    },
    [directions, clusters, selected, sigmaAxis, energyAxis],
  );
  return (
    <figure class="spectrum">
      <div class="with-menu">
        <div class="spectrum-ends" aria-hidden="true">
          <span>
            <span class="spectrum-bar-key" /> {t('σ, {0}', spectrumKey(sigma, sigmaAxis, formatNumber))}
          </span>
          {energy !== undefined && energyAxis !== undefined && (
            <span>
              <span class="spectrum-mark-key">◆</span>{' '}
              {t('data energy, {0}', spectrumKey(energy, energyAxis, percentText))}
            </span>
          )}
          {clusters.length > 0 && (
            <span
              title={t(
                'A change of the kernel by 1 % of σ can turn these directions into one another; only their span means something.',
              )}
            >
              <span class="spectrum-bracket-key">⎵</span> {t('σ within 1 % of the next')}
            </span>
          )}
        </div>
        {menu}
      </div>
      <SpectrumCanvas
        height={HEIGHT}
        places={sigma.length}
        values={sigma.length}
        selected={selected}
        onSelect={onSelect}
        text={(number) => directionText(directions, number, clusterOf(clusters, number))}
        paint={paint}
      />
    </figure>
  );
}
