import { useCallback, useMemo } from 'preact/hooks';
import type { LayerDetails } from '../../src/messages/layerMessages';
import type { PaintSpectrum } from '../components/spectrum/SpectrumCanvas';
import { SpectrumCanvas } from '../components/spectrum/SpectrumCanvas';
import { spectrumKey } from '../components/spectrum/spectrumKey';
import { axisFor } from '../components/spectrum/spectrumLayout';
import { percentText } from '../dashboard/vectors/directionText';
import { t } from '../page/l10n';
import { formatCount, formatNumber } from '../page/numbers';
import { paintLayerSpectrum } from './paintLayerSpectrum';
import { powerLawSigmas } from './powerLawCurve';

const HEIGHT = 120;

export interface LayerSpectrumProps {
  readonly details: LayerDetails;
  readonly scale: 'lin' | 'log';
  /** Rank of the chosen singular value. */
  readonly selected: number | undefined;
  onSelect(rank: number): void;
}

/**
 * All singular values of a kernel as bars over their rank, with the data's energy along each, the edge up to which a
 * random matrix would go, and the power law of the tail.
 */
export function LayerSpectrum({ details, scale, selected, onSelect }: LayerSpectrumProps) {
  const {
    singularValues: sigma,
    dataEnergy: energy,
    marchenkoPasturSigma: edge,
    layer,
    row,
    exact,
  } = details;
  const law = row.powerLaw;
  const ranks = exact ? sigma.length : Math.max(sigma.length, 1);
  const fit = useMemo(() => (law === undefined ? new Float64Array(0) : powerLawSigmas(law)), [law]);
  const sigmaAxis = useMemo(() => axisFor(withEdge(sigma, edge), scale), [sigma, edge, scale]);
  const energyAxis = useMemo(
    () => (energy === undefined ? undefined : axisFor(energy, scale)),
    [energy, scale],
  );
  const paint = useCallback<PaintSpectrum>(
    (context, size, colours) => {
      const shownFit = fit.subarray(0, ranks);
      const axes = { sigmaAxis, energyAxis };
      const painting = { ...axes, sigma, ranks, energy, randomEdge: edge, fit: shownFit, selected };
      paintLayerSpectrum(context, size, painting, colours);
    },
    [sigma, ranks, energy, sigmaAxis, energyAxis, edge, fit, selected],
  );
  const count = Math.min(layer.rows, layer.columns);
  return (
    <figure class="layer-spectrum">
      <SpectrumCanvas
        height={HEIGHT}
        places={ranks}
        values={sigma.length}
        selected={selected}
        onSelect={onSelect}
        text={(rank) => rankText(details, rank)}
        paint={paint}
      />
      <figcaption class="layer-spectrum-keys">
        <span>
          <span class="key-bar" aria-hidden="true" />
          {t('σ, {0}', spectrumKey(sigma, sigmaAxis, formatNumber))}
        </span>
        {energy !== undefined && energyAxis !== undefined && (
          <span>
            <span class="key-diamond" aria-hidden="true">
              ◆
            </span>
            {t('data energy, {0}', spectrumKey(energy, energyAxis, percentText))}
          </span>
        )}
        {edge !== undefined && (
          <span
            title={t(
              'Marchenko-Pastur edge: the largest singular value of a random matrix of this shape and variance',
            )}
          >
            <span class="key-dashes" aria-hidden="true" />
            {t('random up to {0}, {1} beyond', formatNumber(edge), formatCount(countBeyond(sigma, edge)))}
          </span>
        )}
        {law !== undefined && fit.length > 1 && (
          <span title={law.reliable ? undefined : t('Too few eigenvalues for a reliable fit.')}>
            <span class="key-line" aria-hidden="true" />
            {law.reliable
              ? t('power law, α {0}, tail of {1}', formatNumber(law.alpha), formatCount(law.tail))
              : t(
                  'power law, α {0}, tail of {1}: unreliable',
                  formatNumber(law.alpha),
                  formatCount(law.tail),
                )}
          </span>
        )}
        {!exact && (
          <span class="approximate">
            {t('approximate: the {0} largest of {1}', formatCount(sigma.length), formatCount(count))}
          </span>
        )}
      </figcaption>
    </figure>
  );
}

/** A singular value in words. */
function rankText({ singularValues, dataEnergy, exact, layer }: LayerDetails, rank: number): string {
  const count = Math.min(layer.rows, layer.columns);
  const value = formatNumber(singularValues[rank] ?? NaN);
  const parts = [
    exact
      ? t('σ {0} of {1}: {2}', rank + 1, count, value)
      : t('σ {0} of {1}: about {2}', rank + 1, count, value),
  ];
  const energy = dataEnergy?.[rank];
  if (energy !== undefined && !Number.isNaN(energy)) {
    parts.push(t('{0} of the data’s energy', percentText(energy)));
  }
  return parts.join(' · ');
}

/** The edge is to be in view, too. */
function withEdge(sigma: Float64Array, edge: number | undefined): ArrayLike<number> {
  return edge === undefined ? sigma : Float64Array.from([edge, ...sigma]);
}

function countBeyond(sigma: Float64Array, edge: number): number {
  const index = sigma.findIndex((value) => value <= edge);
  return index < 0 ? sigma.length : index;
}
