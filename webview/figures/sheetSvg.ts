import { shortNumber } from '../components/images/exactNumber';
import type { ColourTable } from '../components/images/colourScales';
import { TABLE_SIZE } from '../components/images/colourScales';
import { pictureSize } from '../components/images/pictureSize';
import type { TableName } from '../components/images/themeTables';
import type { Theme } from '../page/theme';
import type { Sheet, SheetBar, SheetHead, SheetPicture } from './sheet';
import { attribute, figureHead, HEAD_HEIGHT, round, svgDocument, svgText } from './svg';

/** Pixels of a figure's finest lines to one of its own: cells of pictures are whole numbers of them. */
export const FINENESS = 2;

const IMAGE = { width: 96, height: 96 };
const STRIP = { width: 256, height: 36 };
const LINE = 15;
/** Between pictures, columns and rows. */
const GAP = { bar: 5, pictures: 8, columns: 20, rows: 14 };
const MARGIN = 24;
const BAR = { width: 64, height: 8, row: 26 };
/** Pieces that a bar is drawn in. */
const STEPS = 48;
/** The title's letters, and bold ones, to others. */
const TITLE_SCALE = 1.4;
const BOLD_SCALE = 1.1;

/** What an exported figure is drawn with. */
export interface SheetColours {
  readonly theme: Theme;
  readonly tables: Readonly<Record<TableName, ColourTable>>;
  /** Of a text in letters of the usual size, in pixels. */
  textWidth(text: string): number;
  /** A picture as the address of an image of this size in pixels. */
  pictureUrl(picture: SheetPicture, width: number, height: number): string;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pictures as an SVG document: title, what the colours mean, the names of columns and rows, and what is below the pictures. */
export function sheetSvg(sheet: Sheet, colours: SheetColours): string {
  const { theme } = colours;
  const rowHeads = sheet.rows.map(({ head }) => head ?? NO_HEAD);
  const left = MARGIN + headWidth(rowHeads, colours);
  const count = Math.max(sheet.heads.length, ...sheet.rows.map(({ cells }) => cells.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(
      headWidth(sheet.heads.slice(column, column + 1), colours),
      ...sheet.rows.map(({ cells }) => cellSize(cells[column] ?? [], colours).width),
    ),
  );
  const starts = widths.map((_, column) =>
    widths.slice(0, column).reduce((sum, width) => sum + width + GAP.columns, left),
  );
  const parts = [...figureHead(sheet, MARGIN, theme), ...barsParts(sheet.bars, MARGIN, HEAD_HEIGHT, colours)];
  let y = HEAD_HEIGHT + (sheet.bars.length > 0 ? BAR.row : 0);
  if (sheet.heads.length > 0) {
    sheet.heads.forEach((head, column) => {
      parts.push(...headTexts(head, starts[column]!, y + LINE - 4, theme));
      parts.push(...barsParts(head.bars ?? [], starts[column]!, y + 2 * LINE + 3, colours));
    });
    y += 2 * LINE + (sheet.heads.some(({ bars }) => bars !== undefined) ? BAR.row : 4);
  }
  for (const [row, { cells }] of sheet.rows.entries()) {
    parts.push(...headTexts(rowHeads[row]!, MARGIN, y + LINE - 4, theme));
    cells.forEach((cell, column) => parts.push(...cellParts(cell, starts[column]!, y, colours)));
    y += Math.max(2 * LINE, ...cells.map((cell) => cellSize(cell, colours).height)) + GAP.rows;
  }
  const right = Math.max(
    (starts.at(-1) ?? left) + (widths.at(-1) ?? 0),
    MARGIN + barsWidth(sheet.bars, colours),
    MARGIN + colours.textWidth(sheet.about),
    MARGIN + TITLE_SCALE * colours.textWidth(sheet.title),
  );
  return svgDocument(Math.ceil(right + MARGIN), Math.ceil(y - GAP.rows + MARGIN), parts);
}

const NO_HEAD: SheetHead = { title: '', detail: '' };

/** Of what is written before rows or above a column; zero where that is nothing. */
function headWidth(heads: readonly SheetHead[], colours: SheetColours): number {
  const width = Math.max(
    0,
    ...heads.flatMap(({ title, detail, bars = [] }) => [
      BOLD_SCALE * colours.textWidth(title),
      colours.textWidth(detail),
      barsWidth(bars, colours),
    ]),
  );
  return width === 0 ? 0 : width + GAP.pictures;
}

function headTexts({ title, detail }: SheetHead, x: number, y: number, theme: Theme): string[] {
  return [
    ...(title === '' ? [] : [svgText(x, y, title, theme.foreground, 'font-weight="600"')]),
    ...(detail === '' ? [] : [svgText(x, y + LINE, detail, theme.muted)]),
  ];
}

/** Of a picture with what is below it. */
function pictureBox(
  { plan, captions }: SheetPicture,
  { textWidth }: SheetColours,
): { readonly picture: Size; readonly all: Size } {
  const picture = pictureSize(plan, plan.aspect === 1 ? IMAGE : STRIP, FINENESS);
  return {
    picture,
    all: {
      width: Math.max(picture.width, ...captions.map(textWidth)),
      height: picture.height + LINE * captions.length,
    },
  };
}

function cellSize(pictures: readonly SheetPicture[], colours: SheetColours): Size {
  const sizes = pictures.map((picture) => pictureBox(picture, colours).all);
  const [widths, heights] = [sizes.map(({ width }) => width), sizes.map(({ height }) => height)];
  return areStacked(pictures)
    ? { width: Math.max(0, ...widths), height: sumWithGaps(heights) }
    : { width: sumWithGaps(widths), height: Math.max(0, ...heights) };
}

function areStacked([first]: readonly SheetPicture[]): boolean {
  return first !== undefined && first.plan.aspect !== 1;
}

function sumWithGaps(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0) + GAP.pictures * Math.max(0, lengths.length - 1);
}

function cellParts(pictures: readonly SheetPicture[], x: number, y: number, colours: SheetColours): string[] {
  const stacked = areStacked(pictures);
  let [left, top] = [x, y];
  return pictures.flatMap((shown) => {
    const { picture, all } = pictureBox(shown, colours);
    const href = colours.pictureUrl(shown, FINENESS * picture.width, FINENESS * picture.height);
    const parts = [
      `<image x="${round(left)}" y="${round(top)}" width="${round(picture.width)}" height="${round(picture.height)}" preserveAspectRatio="none" href="${attribute(href)}"/>`,
      ...shown.captions.map((caption, line) =>
        svgText(left, top + picture.height + LINE * (line + 1) - 3, caption, colours.theme.foreground),
      ),
    ];
    if (stacked) top += all.height + GAP.pictures;
    else left += all.width + GAP.pictures;
    return parts;
  });
}

/** Colour bars beside each other: a label, the lowest value, the colours, the highest. */
function barsParts(bars: readonly SheetBar[], x: number, y: number, colours: SheetColours): string[] {
  const { theme, tables, textWidth } = colours;
  let at = x;
  return bars.flatMap(({ table, range, label }) => {
    const [low, high] = [shortNumber(range.low), shortNumber(range.high)];
    const labelX = at;
    const lowX = labelX + textWidth(label) + GAP.pictures;
    const barX = lowX + textWidth(low) + GAP.bar;
    const highX = barX + BAR.width + GAP.bar;
    at = highX + textWidth(high) + GAP.columns;
    const base = y + BAR.height + 1;
    return [
      svgText(labelX, base, label, theme.foreground),
      svgText(lowX, base, low, theme.muted),
      ...gradient(tables[table], barX, y),
      `<rect x="${round(barX)}" y="${y}" width="${BAR.width}" height="${BAR.height}" fill="none" stroke="${attribute(theme.border)}" stroke-width="0.5"/>`,
      svgText(highX, base, high, theme.muted),
    ];
  });
}

function barsWidth(bars: readonly SheetBar[], { textWidth }: SheetColours): number {
  const widths = bars.map(
    ({ range, label }) =>
      [label, shortNumber(range.low), shortNumber(range.high)].reduce(
        (sum, text) => sum + textWidth(text),
        0,
      ) +
      GAP.pictures +
      2 * GAP.bar +
      BAR.width,
  );
  return widths.reduce((sum, width) => sum + width, 0) + GAP.columns * Math.max(0, bars.length - 1);
}

/** In pieces rather than as an SVG gradient, which not everything that opens the figure draws. */
function gradient(table: ColourTable, x: number, y: number): string[] {
  const width = BAR.width / STEPS;
  return Array.from({ length: STEPS }, (_, i) => {
    const at = 3 * Math.round((i / (STEPS - 1)) * (TABLE_SIZE - 1));
    // Each reaches under the next, so that no seam shows.
    return `<rect x="${round(x + i * width)}" y="${y}" width="${round(Math.min(2, STEPS - i) * width)}" height="${BAR.height}" fill="rgb(${table[at]},${table[at + 1]},${table[at + 2]})"/>`;
  });
}
