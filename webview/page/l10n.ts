/** The page's texts in the user's language, by their English; the host puts them into the page. */
let texts: Readonly<Record<string, string>> = {};

/** Sets the translations; before anything is drawn. */
export function setTexts(translations: Readonly<Record<string, string>>): void {
  texts = translations;
}

/**
 * A text for the user in their language, as vscode.l10n.t on the host: {0}, {1}, … stand for the arguments.
 *
 * @param english  a literal, so that a test finds all texts
 */
export function t(english: string, ...values: readonly (string | number)[]): string {
  return translated(english, values);
}

/** The same for a text that came from elsewhere, such as a finding's, whose literal stands there. */
export function translated(english: string, values: readonly (string | number)[]): string {
  return (texts[english] ?? english).replace(/\{(\d+)\}/g, (whole, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? whole : String(value);
  });
}

/** A text of figures and signs that reads from left to right in every language, such as "2×". */
export function leftToRight(text: string): string {
  return `\u2066${text}\u2069`;
}
