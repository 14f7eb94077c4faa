/** A part of a filter: words that a row's text holds, or a number of the row beside a limit. */
type Term =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'limit'; readonly name: string; readonly operator: string; readonly limit: number };

const LIMIT = /^([a-z]\w*)(<=|>=|<|>|=)(-?[\d.]+(?:e[+-]?\d+)?)$/i;

/**
 * Whether rows fit a filter of words and limits, all of which must hold: "attention f16 alpha<2".
 *
 * @param textOf   everything that a row can be found by
 * @param numberOf a number of the row by its lower-case name; undefined where there is no such name
 */
export function rowFilter<Row>(
  filter: string,
  textOf: (row: Row) => string,
  numberOf: (row: Row, name: string) => number | null | undefined = () => undefined,
): (row: Row) => boolean {
  const terms = filter
    .trim()
    .split(/\s+/)
    .filter((part) => part !== '')
    .map(termOf);
  return (row) => {
    const text = terms.some(({ kind }) => kind === 'word') ? textOf(row).toLowerCase() : '';
    return terms.every((term) => {
      if (term.kind === 'word') return text.includes(term.word);
      const value = numberOf(row, term.name);
      return typeof value === 'number' && holds(value, term.operator, term.limit);
    });
  };
}

function termOf(part: string): Term {
  const limit = LIMIT.exec(part);
  if (limit === null || Number.isNaN(Number(limit[3]))) return { kind: 'word', word: part.toLowerCase() };
  return { kind: 'limit', name: limit[1]!.toLowerCase(), operator: limit[2]!, limit: Number(limit[3]) };
}

function holds(value: number, operator: string, limit: number): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    default:
      return value === limit;
  }
}
