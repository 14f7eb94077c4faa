import { logTickTexts, placeTexts, tickTexts } from '../../charts/axisTexts';
import { linearTicks, logTicks, placeTicks } from '../../charts/ticks';
import type { FigureTexts } from '../../figures/svg';
import {
  attribute,
  figureHead,
  HEAD_HEIGHT,
  LETTER_WIDTH,
  round,
  svgDocument,
  svgText,
} from '../../figures/svg';
import { t } from '../../page/l10n';
import type { Theme } from '../../page/theme';
import type { Axis, ValueAxis } from './spectrumLayout';
import { axisFor, heightOn } from './spectrumLayout';

export interface SpectrumNumbers {
  /** Descending. */
  readonly sigma: ArrayLike<number>;
  /** By singular value: the data's energy along its vector; NaN where it was not measured. */
  readonly energy?: ArrayLike<number> | undefined;
  /** The largest singular value that a random matrix would have. */
  readonly edge?: number | undefined;
}

const BOX = { left: 64, top: HEAD_HEIGHT + 20, width: 600, height: 280 };
const MARGIN = { right: 68, bottom: 44 };
const GAP = 18;
const MARK = 3;

/**
 * A spectrum as an SVG document: a bar for every singular value, a diamond for the data's energy along its vector on an
 * axis of its own, and the edge of random matrices.
 */
export function spectrumSvg(
  { sigma, energy, edge }: SpectrumNumbers,
  kind: ValueAxis,
  texts: FigureTexts,
  theme: Theme,
): string {
  const { left, top, width, height } = BOX;
  const [right, bottom] = [left + width, top + height];
  const { blue, orange } = theme.charts;
  const sigmaAxis = axisFor(edge === undefined ? sigma : [...Array.from(sigma), edge], kind);
  const yOf = (axis: Axis, value: number) => bottom - heightOn(axis, value) * height;
  const step = width / sigma.length;
  const middle = (i: number) => left + (i + 0.5) * step;
  const bars = Array.from(sigma, (value, i) => {
    const y = yOf(sigmaAxis, value);
    return `M${round(left + i * step)} ${round(bottom)}V${round(y)}h${round(step * (step < 4 ? 1 : 0.85))}V${round(bottom)}Z`;
  });
  const energyAxis = energy === undefined ? undefined : axisFor(energy, kind);
  const marks = (energyAxis === undefined ? [] : Array.from(energy!)).flatMap((share, i) => {
    if (Number.isNaN(share)) return [];
    const [x, y] = [middle(i), yOf(energyAxis!, share)];
    return [
      `M${round(x)} ${round(y - MARK)}L${round(x + MARK)} ${round(y)}L${round(x)} ${round(y + MARK)}L${round(x - MARK)} ${round(y)}Z`,
    ];
  });
  const places = placeTicks(1, sigma.length, width).filter((place) => place >= 1 && Number.isInteger(place));
  const keys = [
    { text: t('singular values σ'), colour: blue, path: 'M0 -4h16v8h-16Z', filled: true },
    ...(energyAxis === undefined
      ? []
      : [
          {
            text: t('share of the data’s energy'),
            colour: orange,
            path: 'M8 -4l4 4l-4 4l-4 -4Z',
            filled: true,
          },
        ]),
    ...(edge === undefined
      ? []
      : [{ text: t('edge of random matrices'), colour: theme.foreground, path: 'M0 0h16', filled: false }]),
  ];
  let keyX = left;
  const parts = [
    ...figureHead(texts, left, theme),
    ...keys.flatMap(({ text, colour, path, filled }) => {
      const x = keyX;
      keyX += 22 + LETTER_WIDTH * text.length + GAP;
      const paint = filled
        ? `fill="${attribute(colour)}"`
        : `stroke="${attribute(colour)}" stroke-dasharray="4 3"`;
      return [
        `<path transform="translate(${round(x)} ${HEAD_HEIGHT + 1})" d="${path}" ${paint}/>`,
        svgText(x + 22, HEAD_HEIGHT + 5, text, theme.foreground),
      ];
    }),
    ...yAxis(
      sigmaAxis,
      (value) => yOf(sigmaAxis, value),
      (ticks) => textsOf(sigmaAxis, ticks),
      'left',
      theme,
    ),
    `<path d="${bars.join('')}" fill="${attribute(blue)}"/>`,
    ...(edge === undefined
      ? []
      : [
          `<path d="M${left} ${round(yOf(sigmaAxis, edge))}H${right}" stroke="${attribute(theme.foreground)}" stroke-dasharray="4 3"/>`,
        ]),
    ...(energyAxis === undefined
      ? []
      : [
          ...yAxis(
            energyAxis,
            (value) => yOf(energyAxis, value),
            (ticks) => percents(energyAxis, ticks),
            'right',
            theme,
          ),
          `<path d="${marks.join('')}" fill="${attribute(orange)}" stroke="${attribute(theme.background)}" stroke-width="0.5"/>`,
        ]),
    `<path d="M${left} ${bottom}H${right}" stroke="${attribute(theme.muted)}"/>`,
    ...placeTexts('step', places).map((text, i) =>
      svgText(middle(places[i]! - 1), bottom + 16, text, theme.muted, 'text-anchor="middle"'),
    ),
    svgText(
      left + width / 2,
      bottom + 36,
      t('number of the singular value'),
      theme.muted,
      'text-anchor="middle"',
    ),
  ];
  return svgDocument(right + MARGIN.right, bottom + MARGIN.bottom, parts);
}

function yAxis(
  { low, high, kind }: Axis,
  toY: (value: number) => number,
  textsOfTicks: (ticks: readonly number[]) => string[],
  side: 'left' | 'right',
  theme: Theme,
): string[] {
  const count = BOX.height / 36;
  const ticks = kind === 'log' ? logTicks(low, high, count) : linearTicks(low, high, count);
  const texts = textsOfTicks(ticks);
  const right = BOX.left + BOX.width;
  return ticks.flatMap((tick, i) => {
    const y = toY(tick);
    const at = side === 'left' ? BOX.left - 6 : right + 6;
    const anchor = side === 'left' ? 'end' : 'start';
    return [
      // Lines of two axes would cross each other: only the bars' go through.
      side === 'left'
        ? `<path d="M${BOX.left} ${round(y)}H${right}" stroke="${attribute(theme.grid)}"/>`
        : `<path d="M${right} ${round(y)}h4" stroke="${attribute(theme.muted)}"/>`,
      svgText(at, y + 4, texts[i]!, theme.muted, `text-anchor="${anchor}"`),
    ];
  });
}

function textsOf({ kind }: Axis, ticks: readonly number[]): string[] {
  return kind === 'log' ? logTickTexts(ticks) : tickTexts(ticks);
}

function percents(axis: Axis, ticks: readonly number[]): string[] {
  return textsOf(
    axis,
    ticks.map((tick) => Number((100 * tick).toPrecision(12))),
  ).map((text) => t('{0} %', text));
}
