/** A formula within a text: it runs from left to right, whichever way the text around it does. */
export function formula(text: string): string {
  return `\u2066${text}\u2069`;
}
