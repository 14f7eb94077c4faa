/** What a table is sorted by; ties and missing values keep the order of the file. */
export interface SortState {
  /** Key of a column; '' for the file's own order. */
  readonly by: string;
  readonly descending: boolean;
}

export const FILE_ORDER: SortState = { by: '', descending: false };

export type SortValue = number | string | null | undefined;

/** Rows in the order of their values; those without one come last, whichever way round. */
export function sortRows<Row>(
  rows: readonly Row[],
  valueOf: ((row: Row) => SortValue) | undefined,
  { descending }: SortState,
): readonly Row[] {
  if (valueOf === undefined) return rows;
  const keyed = rows.map((row, place) => ({ row, place, value: valueOf(row) }));
  const isMissing = (value: SortValue) =>
    value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value));
  keyed.sort((a, b) => {
    const [aMissing, bMissing] = [isMissing(a.value), isMissing(b.value)];
    if (aMissing || bMissing) return Number(aMissing) - Number(bMissing) || a.place - b.place;
    const order = compare(a.value!, b.value!);
    return (descending ? -order : order) || a.place - b.place;
  });
  return keyed.map(({ row }) => row);
}

/** Names with numbers in them as people count: block2 before block10. */
function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

/** What a click on a column's head makes of a sort: numbers first from the largest, then turned round, then none. */
export function nextSort(sort: SortState, key: string, startsDescending: boolean): SortState {
  if (sort.by !== key) return { by: key, descending: startsDescending };
  return sort.descending === startsDescending ? { by: key, descending: !startsDescending } : FILE_ORDER;
}
