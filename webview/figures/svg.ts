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
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
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

/** Height of the texts above a figure. */
export const HEAD_HEIGHT = 52;

/** The ground of a figure and what is written above it. */
export function figureHead({ title, about }: FigureTexts, left: number, theme: Theme): string[] {
  return [
    `<rect width="100%" height="100%" fill="${attribute(theme.background)}"/>`,
    svgText(left, 22, title, theme.foreground, 'font-size="14" font-weight="600"'),
    svgText(left, 40, about, theme.muted),
  ];
}
