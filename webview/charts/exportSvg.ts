import type { Theme } from '../page/theme';
import { logTickTexts, tickTexts } from './axisTexts';
import type { ChartModel, DrawnLine } from './chartModel';
import type { Points } from './decimate';
import { colourOf } from './lines';
import type { Pen } from './paintLines';
import { BAND_OPACITY, markedPoints, markerStrokes, outlineBand, trace } from './paintLines';
import { valueTicks } from './plot';
import { placesOn } from './scale';
import { linearTicks } from './ticks';

export interface SvgTexts {
  readonly title: string;
  readonly axis: string;
}

const MARGIN = { left: 64, right: 16, top: 56, bottom: 44 };
const LEGEND_GAP = 28;

/**
 * A chart as an SVG document, with its title, legend and axes, in the colours of the theme.
 *
 * @param size  of the whole picture, in pixels
 */
export function chartSvg(
  model: ChartModel,
  { title, axis }: SvgTexts,
  theme: Theme,
  size: { readonly width: number; readonly height: number },
): string {
  const box = {
    width: size.width - MARGIN.left - MARGIN.right,
    height: size.height - MARGIN.top - MARGIN.bottom,
  };
  const toX = (x: number): number =>
    MARGIN.left + ((x - model.x.from) / (model.x.to - model.x.from)) * box.width;
  const place = placesOn(model.y);
  const toY = (y: number): number => MARGIN.top + (1 - place(y)) * box.height;
  const parts = [
    `<rect width="100%" height="100%" fill="${attribute(theme.background)}"/>`,
    text(MARGIN.left, 22, title, theme.foreground, 'font-size="14" font-weight="600"'),
    ...legend(model.lines, theme),
    ...axes(model, box, toX, toY, theme),
    text(MARGIN.left + box.width / 2, size.height - 8, axis, theme.muted, 'text-anchor="middle"'),
    `<clipPath id="area"><rect x="${MARGIN.left}" y="${MARGIN.top}" width="${box.width}" height="${box.height}"/></clipPath>`,
    '<g clip-path="url(#area)" fill="none" stroke-linejoin="round">',
    ...model.lines.flatMap((drawn, index) => lineSvg(drawn, index, toX, toY, theme)),
    '</g>',
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="11">${parts.join('\n')}</svg>\n`;
}

function lineSvg(
  { line, points, raw, band }: DrawnLine,
  index: number,
  toX: (x: number) => number,
  toY: (y: number) => number,
  theme: Theme,
): string[] {
  const colour = attribute(colourOf(line.look, theme));
  const path = (of: Points, more: string): string =>
    `<path d="${pathOf(of, toX, toY)}" stroke="${colour}" stroke-width="1.5" ${more}/>`;
  const markers = markedPoints(points, toX, index).flatMap((i) =>
    markerStrokes(line.look.marker).map((corners) => {
      const d = corners.map(
        ([dx, dy]) => `${round(toX(points.x[i]!) + dx * 3)} ${round(toY(points.y[i]!) + dy * 3)}`,
      );
      return `<path d="M${d.join('L')}" stroke="${colour}" fill="${attribute(theme.background)}"/>`;
    }),
  );
  return [
    ...(band === undefined
      ? []
      : [`<path d="${bandPath(band, toX, toY)}Z" fill="${colour}" opacity="${BAND_OPACITY}"/>`]),
    ...(raw === undefined ? [] : [path(raw, 'opacity="0.25"')]),
    path(points, line.look.dash.length > 0 ? `stroke-dasharray="${line.look.dash.join(' ')}"` : ''),
    ...markers,
  ];
}

type Place = (value: number) => number;

function pathOf(points: Points, toX: Place, toY: Place): string {
  return drawn((pen) => trace(pen, points, toX, toY));
}

function bandPath({ low, high }: NonNullable<DrawnLine['band']>, toX: Place, toY: Place): string {
  return drawn((pen) => outlineBand(pen, low, high, toX, toY));
}

/** What a pen draws, as the text of a path. */
function drawn(draw: (pen: Pen) => void): string {
  const commands: string[] = [];
  draw({
    moveTo: (x, y) => commands.push(`M${round(x)} ${round(y)}`),
    lineTo: (x, y) => commands.push(`L${round(x)} ${round(y)}`),
  });
  return commands.join('');
}

function axes(
  model: ChartModel,
  box: { readonly width: number; readonly height: number },
  toX: (x: number) => number,
  toY: (y: number) => number,
  theme: Theme,
): string[] {
  const xTicks = linearTicks(model.x.from, model.x.to, box.width / 80);
  const yTicks = valueTicks(model, model.y.low, model.y.high, box.height);
  const xTexts = tickTexts(xTicks);
  const yTexts = model.y.kind === 'log' ? logTickTexts(yTicks) : tickTexts(yTicks);
  const grid = (x1: number, y1: number, x2: number, y2: number): string =>
    `<path d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}" stroke="${attribute(theme.grid)}"/>`;
  const [right, bottom] = [MARGIN.left + box.width, MARGIN.top + box.height];
  return [
    ...xTicks.flatMap((tick, i) => [
      grid(toX(tick), MARGIN.top, toX(tick), bottom),
      text(toX(tick), bottom + 16, xTexts[i]!, theme.muted, 'text-anchor="middle"'),
    ]),
    ...yTicks.flatMap((tick, i) => [
      grid(MARGIN.left, toY(tick), right, toY(tick)),
      text(MARGIN.left - 6, toY(tick) + 4, yTexts[i]!, theme.muted, 'text-anchor="end"'),
    ]),
  ];
}

function legend(lines: readonly DrawnLine[], theme: Theme): string[] {
  let x = MARGIN.left;
  return lines.flatMap(({ line: { label, look } }) => {
    const at = x;
    // About the width of the text; an SVG cannot measure it.
    x += LEGEND_GAP + 16 + label.length * 6.5;
    return [
      `<path d="M${at} 38L${at + 22} 38" stroke="${attribute(colourOf(look, theme))}" stroke-width="2"${look.dash.length > 0 ? ` stroke-dasharray="${look.dash.join(' ')}"` : ''}/>`,
      text(at + LEGEND_GAP, 42, label, theme.foreground),
    ];
  });
}

function text(x: number, y: number, content: string, colour: string, more = ''): string {
  return `<text x="${round(x)}" y="${round(y)}" fill="${attribute(colour)}" ${more}>${content.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</text>`;
}

function attribute(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
