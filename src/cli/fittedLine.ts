/** Of a terminal that does not know its own. */
const USUAL_COLUMNS = 80;

/** A line that does not break at the end of a terminal; one that is cut says so. */
export function fittedLine(text: string, { columns }: NodeJS.WriteStream): string {
  // Some terminals say that they have no columns.
  const most = (columns > 0 ? columns : USUAL_COLUMNS) - 1;
  return text.length <= most ? text : `${text.slice(0, Math.max(0, most - 1))}…`;
}
