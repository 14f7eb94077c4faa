import type { Theme } from '../page/theme';

/** A text of an SVG document; (x, y) is where its base line begins unless `more` says otherwise. */
export function svgText(x: number, y: number, content: string, colour: string, more = ''): string {
  return `<text x="${round(x)}" y="${round(y)}" fill="${attribute(colour)}"${more && ` ${more}`}>${escaped(content)}</text>`;
}

/** A value for an attribute in double quotes. */
export function attribute(value: string): string {
  return escaped(value).replace(/"/g, '&quot;');
}

/** A length as an SVG has it: hundredths of a pixel are enough. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
  // What XML has no place for, as a name in somebody's file may hold it.
  // eslint-disable-next-line no-control-regex
  const plain = text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, '\uFFFD');
  return plain.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}

/** A document of a size in pixels, with letters of `LETTER_HEIGHT`. */
export function svgDocument(width: number, height: number, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="${LETTER_HEIGHT}">${parts.join('\n')}</svg>\n`;
}

export const LETTER_HEIGHT = 11;
/** About the width of a letter; an SVG cannot measure it. */
export const LETTER_WIDTH = 6.5;

export interface FigureTexts {
  readonly title: string;
  /** Whose numbers they are, and how they are drawn. */
  readonly about: string;
}

/** Height of the texts above a figure where what it is about fits on a line. */
export const HEAD_HEIGHT = 52;
/** Of each further line. */
const LINE_HEIGHT = 15;

/** Height of the texts above a figure whose lines are at most so wide, in pixels. */
export function headHeight({ about }: FigureTexts, width: number): number {
  return HEAD_HEIGHT + LINE_HEIGHT * (linesOf(about, width).length - 1);
}

/**
 * The ground of a figure and what is written above it.
 *
 * @param width  of a line at most, in pixels
 */
export function figureHead(
  { title, about }: FigureTexts,
  left: number,
  theme: Theme,
  width = Infinity,
): string[] {
  return [
    `<rect width="100%" height="100%" fill="${attribute(theme.background)}"/>`,
    svgText(left, 22, title, theme.foreground, 'font-size="14" font-weight="600"'),
    ...linesOf(about, width).map((line, i) => svgText(left, 40 + LINE_HEIGHT * i, line, theme.muted)),
  ];
}

/** A text in lines that are at most so wide, in pixels; a word that is wider has a line of its own. */
function linesOf(text: string, width: number): string[] {
  // A dot between two parts stays with the one before it, and is not needed where a line ends.
  const [first, ...words] = text.split(/ (?!·)/) as [string, ...string[]];
  const withoutDot = (line: string): string => line.replace(/ ·$/, '');
  const lines = [first];
  for (const word of words) {
    const longer = `${lines.at(-1)!} ${word}`;
    if (withoutDot(longer).length * LETTER_WIDTH <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map(withoutDot);
}
