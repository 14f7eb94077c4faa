import { useEffect, useMemo, useRef } from 'preact/hooks';
import { devicePixels } from '../../components/images/devicePixels';
import { hideReadout, showReadout } from '../../components/images/readout';
import { rovingTarget } from '../../components/images/roving';
import { useVisible } from '../../components/images/useVisible';
import { useWidth } from '../../components/images/useWidth';
import { t } from '../../page/l10n';
import { formatNumber } from '../../page/numbers';
import { theme } from '../../page/theme';
import type { Cluster } from './clusters';
import { clusterOf } from './clusters';
import { directionText, percentText } from './directionText';
import type { Directions } from './directions';
import { paintSpectrum } from './paintSpectrum';
import type { ValueAxis } from './spectrumLayout';
import { axisFor, barAt } from './spectrumLayout';

const HEIGHT = 132;
/** A few bars are not stretched over the page. */
const BAR_AT_MOST = 40;

export interface SpectrumProps {
  readonly directions: Directions;
  readonly clusters: readonly Cluster[];
  readonly axis: ValueAxis;
  /** Number of the singular value that is chosen. */
  readonly selected: number | undefined;
  onSelect(number: number): void;
}

/** All singular values of a kernel as bars, with the data's energy along each as a second mark. */
export function Spectrum({ directions, clusters, axis, selected, onSelect }: SpectrumProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(canvas);
  const visible = useVisible(canvas);
  const { sigma, energy } = directions;
  const sigmaAxis = useMemo(() => axisFor(sigma, axis), [sigma, axis]);
  const energyAxis = useMemo(
    () => (energy === undefined ? undefined : axisFor(energy, axis)),
    [energy, axis],
  );
  const colours = theme.value;
  const ratio = devicePixels.value;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !visible || width === 0) return;
    context.canvas.width = Math.round(width * ratio);
    context.canvas.height = Math.round(HEIGHT * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const painting = { directions, clusters, selected, sigmaAxis, energyAxis };
    paintSpectrum(context, width, HEIGHT, painting, colours);
  }, [directions, clusters, selected, sigmaAxis, energyAxis, colours, ratio, width, visible]);
  const text = (number: number) => directionText(directions, number, clusterOf(clusters, number));
  const barUnder = (event: MouseEvent) => barAt(event.offsetX, width, sigma.length);
  return (
    <figure class="spectrum">
      <div class="spectrum-ends" aria-hidden="true">
        <span>
          <span class="spectrum-bar-key" /> {t('σ, to {0}', formatNumber(sigmaAxis.high))}
          {sigmaAxis.kind === 'log' && t(', from {0} by logarithm', formatNumber(sigmaAxis.low))}
        </span>
        {energyAxis !== undefined && (
          <span>
            <span class="spectrum-mark-key">◆</span> {t('data energy, to {0}', percentText(energyAxis.high))}
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
      <canvas
        ref={canvas}
        class="spectrum-canvas"
        style={{ maxWidth: `${sigma.length * BAR_AT_MOST}px` }}
        role="slider"
        tabIndex={0}
        aria-label={t('Singular values, the largest first')}
        aria-valuemin={1}
        aria-valuemax={sigma.length}
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
    </figure>
  );
}
