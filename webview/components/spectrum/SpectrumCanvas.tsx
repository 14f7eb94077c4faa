import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../page/l10n';
import type { Theme } from '../../page/theme';
import { theme } from '../../page/theme';
import { devicePixels } from '../images/devicePixels';
import { hideReadout, showReadout } from '../images/readout';
import { rovingTarget } from '../images/roving';
import { useVisible } from '../images/useVisible';
import { useWidth } from '../images/useWidth';
import { barAt } from './spectrumLayout';
import './spectrum.css';

/** A few bars are not stretched over the page. */
const BAR_AT_MOST = 40;

/** Draws a spectrum into a canvas that is empty; lengths are CSS pixels. */
export type PaintSpectrum = (
  context: CanvasRenderingContext2D,
  size: { readonly width: number; readonly height: number },
  theme: Theme,
) => void;

export interface SpectrumCanvasProps {
  /** In CSS pixels. */
  readonly height: number;
  /** Bars that have room, and how many of them, from the left, there are values for. */
  readonly places: number;
  readonly values: number;
  /** Number of the bar that is chosen. */
  readonly selected: number | undefined;
  onSelect(bar: number): void;
  /** A bar in words. */
  text(bar: number): string;
  /** Another one where there is something else to draw. */
  readonly paint: PaintSpectrum;
}

/** Singular values as bars that are pointed at, clicked and gone through by keys. */
export function SpectrumCanvas({
  height,
  places,
  values,
  selected,
  onSelect,
  text,
  paint,
}: SpectrumCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(canvas);
  const visible = useVisible(canvas);
  const colours = theme.value;
  const ratio = devicePixels.value;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !visible || width === 0) return;
    context.canvas.width = Math.round(width * ratio);
    context.canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    paint(context, { width, height }, colours);
  }, [paint, height, colours, ratio, width, visible]);
  const barUnder = (event: MouseEvent): number | undefined => {
    const bar = barAt(event.offsetX, width, places);
    return bar === undefined || bar >= values ? undefined : bar;
  };
  return (
    <canvas
      ref={canvas}
      class="spectrum-canvas"
      style={{ maxWidth: `${places * BAR_AT_MOST}px`, height: `${height}px` }}
      role="slider"
      tabIndex={0}
      aria-label={t('Singular values, the largest first')}
      aria-valuemin={1}
      aria-valuemax={Math.max(1, values)}
      aria-valuenow={(selected ?? 0) + 1}
      aria-valuetext={text(selected ?? 0)}
      onKeyDown={(event) => {
        // A spectrum runs from left to right in every language.
        const to = rovingTarget(event.key, selected ?? 0, values, values);
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
  );
}
