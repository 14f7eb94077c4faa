import type { FigureTexts } from '../figures/svg';
import {
  attribute,
  figureHead,
  HEAD_HEIGHT,
  headHeight,
  LETTER_WIDTH,
  round,
  svgDocument,
  svgText,
} from '../figures/svg';
import type { Theme } from '../page/theme';
import { logTickTexts, placeTexts, tickTexts } from './axisTexts';
import type { ChartModel, DrawnLine } from './chartModel';
import type { Points } from './decimate';
import type { ChartLine, LineLook } from './lines';
import { colourOf, KEY_LENGTH } from './lines';
import type { Pen } from './paintLines';
import { BAND_OPACITY, markedPoints, markerStrokes, outlineBand, trace } from './paintLines';
import { valueTicks } from './plot';
import { placesOn } from './scale';
import { placeTicks } from './ticks';

export interface ChartTexts extends FigureTexts {
  readonly axis: string;
}

/** Around the drawing area; the texts and the legend lie above it. */
const MARGIN = { left: 64, right: 32, bottom: 44 };
const LEGEND_ROW = 18;
/** From the beginning of a legend's line to its text, and from there to the next line. */
const LEGEND_GAP = { text: KEY_LENGTH + 6, next: 18 };
/** Markers at the ends of lines reach beyond the drawing area. */
const MARKER_ROOM = 5;

/** Where things lie, in pixels. */
interface Layout {
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A chart as an SVG document, with its title, legend and axes, in the colours of a theme.
 *
 * @param size  of the whole picture, in pixels; higher where the texts or the legend have several rows
 */
export function chartSvg(
  model: ChartModel,
  texts: ChartTexts,
  theme: Theme,
  size: { readonly width: number; readonly height: number },
): string {
  const width = size.width - MARGIN.left - MARGIN.right;
  const keys = legendPlaces(model.lines, width);
  const rows = (keys.at(-1)?.row ?? 0) + 1;
  const head = headHeight(texts, width);
  const box: Layout = {
    width,
    top: head + rows * LEGEND_ROW,
    height: size.height - HEAD_HEIGHT - LEGEND_ROW - MARGIN.bottom,
  };
  const height = box.top + box.height + MARGIN.bottom;
  const toX = (x: number): number =>
    MARGIN.left + ((x - model.x.from) / (model.x.to - model.x.from)) * box.width;
  const place = placesOn(model.y);
  const toY = (y: number): number => box.top + (1 - place(y)) * box.height;
  const parts = [
    ...figureHead(texts, MARGIN.left, theme, width),
    ...keys.flatMap((key) => legendKey(key, head, theme)),
    ...axes(model, box, toX, toY, theme),
    svgText(MARGIN.left + box.width / 2, height - 8, texts.axis, theme.muted, 'text-anchor="middle"'),
    `<clipPath id="area"><rect x="${MARGIN.left - MARKER_ROOM}" y="${box.top - MARKER_ROOM}" width="${box.width + 2 * MARKER_ROOM}" height="${box.height + 2 * MARKER_ROOM}"/></clipPath>`,
    '<g clip-path="url(#area)" fill="none" stroke-linejoin="round">',
    ...model.lines.flatMap((drawn, index) => lineSvg(drawn, index, toX, toY, theme)),
    '</g>',
  ];
  return svgDocument(size.width, height, parts);
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
    markerSvg(line.look, toX(points.x[i]!), toY(points.y[i]!), theme),
  );
  return [
    ...(band === undefined
      ? []
      : [`<path d="${bandPath(band, toX, toY)}Z" fill="${colour}" opacity="${BAND_OPACITY}"/>`]),
    ...(raw === undefined ? [] : [path(raw, 'opacity="0.25"')]),
    path(points, dashes(line.look)),
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
  box: Layout,
  toX: (x: number) => number,
  toY: (y: number) => number,
  theme: Theme,
): string[] {
  const xTicks = placeTicks(model.x.from, model.x.to, box.width);
  const yTicks = valueTicks(model, model.y.low, model.y.high, box.height);
  const xTexts = placeTexts(model.axis, xTicks);
  const yTexts = model.y.kind === 'log' ? logTickTexts(yTicks) : tickTexts(yTicks);
  const grid = (x1: number, y1: number, x2: number, y2: number): string =>
    `<path d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}" stroke="${attribute(theme.grid)}"/>`;
  const [right, bottom] = [MARGIN.left + box.width, box.top + box.height];
  return [
    ...xTicks.flatMap((tick, i) => [
      grid(toX(tick), box.top, toX(tick), bottom),
      svgText(toX(tick), bottom + 16, xTexts[i]!, theme.muted, 'text-anchor="middle"'),
    ]),
    ...yTicks.flatMap((tick, i) => [
      grid(MARGIN.left, toY(tick), right, toY(tick)),
      svgText(MARGIN.left - 6, toY(tick) + 4, yTexts[i]!, theme.muted, 'text-anchor="end"'),
    ]),
  ];
}

/** Where a line is named. */
interface LegendKey {
  readonly line: ChartLine;
  readonly x: number;
  readonly row: number;
}

/** In rows that are no wider than the drawing area. */
function legendPlaces(lines: readonly DrawnLine[], width: number): LegendKey[] {
  let [x, row] = [0, 0];
  return lines.map(({ line }) => {
    const own = LEGEND_GAP.text + line.label.length * LETTER_WIDTH;
    if (x > 0 && x + own > width) [x, row] = [0, row + 1];
    const key = { line, x: MARGIN.left + x, row };
    x += own + LEGEND_GAP.next;
    return key;
  });
}

/** @param top  where the rows of the legend begin */
function legendKey({ line: { label, look }, x, row }: LegendKey, top: number, theme: Theme): string[] {
  const y = top + row * LEGEND_ROW;
  const colour = attribute(colourOf(look, theme));
  return [
    `<path d="M${round(x)} ${y}h${KEY_LENGTH}" stroke="${colour}" stroke-width="2"${dashes(look)}/>`,
    ...markerSvg(look, x + KEY_LENGTH / 2, y, theme),
    svgText(x + LEGEND_GAP.text, y + 4, label, theme.foreground),
  ];
}

function markerSvg(look: LineLook, x: number, y: number, theme: Theme): string[] {
  return markerStrokes(look.marker).map((corners) => {
    const d = corners.map(([dx, dy]) => `${round(x + dx * 3)} ${round(y + dy * 3)}`);
    return `<path d="M${d.join('L')}" stroke="${attribute(colourOf(look, theme))}" fill="${attribute(theme.background)}"/>`;
  });
}

function dashes({ dash }: LineLook): string {
  return dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '';
}
