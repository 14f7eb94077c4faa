import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { LayerDetails } from '../../src/messages/layerMessages';
import { devicePixels } from '../components/images/devicePixels';
import { hideReadout, showReadout } from '../components/images/readout';
import { rovingTarget } from '../components/images/roving';
import { useVisible } from '../components/images/useVisible';
import { useWidth } from '../components/images/useWidth';
import { percentText } from '../dashboard/vectors/directionText';
import { axisFor, barAt } from '../dashboard/vectors/spectrumLayout';
import { t } from '../page/l10n';
import { formatCount, formatNumber } from '../page/numbers';
import { theme } from '../page/theme';
import { paintLayerSpectrum } from './paintLayerSpectrum';
import { powerLawSigmas } from './powerLawCurve';

const HEIGHT = 120;
/** A few bars are not stretched over the page. */
const BAR_AT_MOST = 40;

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
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(canvas);
  const visible = useVisible(canvas);
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
  const colours = theme.value;
  const ratio = devicePixels.value;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !visible || width === 0) return;
    context.canvas.width = Math.round(width * ratio);
    context.canvas.height = Math.round(HEIGHT * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const shownFit = fit.subarray(0, ranks);
    const painting = {
      sigma,
      ranks,
      energy,
      sigmaAxis,
      energyAxis,
      randomEdge: edge,
      fit: shownFit,
      selected,
    };
    paintLayerSpectrum(context, width, HEIGHT, painting, colours);
  }, [sigma, ranks, energy, sigmaAxis, energyAxis, edge, fit, selected, colours, ratio, width, visible]);
  const text = (rank: number) => rankText(details, rank);
  const barUnder = (event: MouseEvent) => {
    const bar = barAt(event.offsetX, width, ranks);
    return bar === undefined || bar >= sigma.length ? undefined : bar;
  };
  const count = Math.min(layer.rows, layer.columns);
  return (
    <figure class="layer-spectrum">
      <canvas
        ref={canvas}
        class="layer-spectrum-canvas"
        style={{ maxWidth: `${ranks * BAR_AT_MOST}px`, height: `${HEIGHT}px` }}
        role="slider"
        tabIndex={0}
        aria-label={t('Singular values, the largest first')}
        aria-valuemin={1}
        aria-valuemax={Math.max(1, sigma.length)}
        aria-valuenow={(selected ?? 0) + 1}
        aria-valuetext={text(selected ?? 0)}
        onKeyDown={(event) => {
          // A spectrum runs from left to right in every language.
          const to = rovingTarget(event.key, selected ?? 0, sigma.length, sigma.length);
          if (to === undefined) return;
          event.preventDefault();
          onSelect(to);
        }}
        onClick={(event) => {
          const bar = barUnder(event);
          if (bar !== undefined) onSelect(bar);
        }}
        onPointerMove={(event) => {
          const bar = barUnder(event);
          if (bar === undefined) hideReadout();
          else showReadout(text(bar), event.clientX, event.clientY);
        }}
        onPointerLeave={hideReadout}
      />
      <figcaption class="layer-spectrum-keys">
        <span>
          <span class="key-bar" aria-hidden="true" />
          {scale === 'log'
            ? t('σ, {0} to {1}', formatNumber(sigmaAxis.low), formatNumber(sigmaAxis.high))
            : t('σ, to {0}', formatNumber(sigmaAxis.high))}
        </span>
        {energyAxis !== undefined && (
          <span>
            <span class="key-diamond" aria-hidden="true">
              ◆
            </span>
            {t('data energy, to {0}', percentText(energyAxis.high))}
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
