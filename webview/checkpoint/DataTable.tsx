import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { rovingTarget } from '../components/images/roving';
import { rowsInSight, scrollToRow } from '../components/images/virtualRows';
import type { Explanation } from '../layers/Explained';
import { Explained } from '../layers/Explained';
import { t } from '../page/l10n';
import type { SortState, SortValue } from './sortRows';
import { nextSort } from './sortRows';

/** A column of a table. */
export interface Column<Row> {
  readonly key: string;
  readonly label: string;
  /** CSS pixels. */
  readonly width: number;
  readonly isNumber?: boolean;
  readonly explanation?: Explanation;
  cell(row: Row): ComponentChildren;
  value(row: Row): SortValue;
}

export interface DataTableProps<Row> {
  readonly label: string;
  /** The first one stays in sight while the others are scrolled. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  keyOf(row: Row): string;
  readonly selected: string;
  onSelect(key: string): void;
  readonly sort: SortState;
  onSort(sort: SortState): void;
  readonly rowsAtMost: number;
}

/** As VS Code's own lists. */
const ROW_HEIGHT = 22;
const HEAD_HEIGHT = 26;

/** A table of which only the rows in sight are on the page; one tab stop for the rows, the arrow keys choose. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, keyOf, selected, onSelect, rowsAtMost } = props;
  const body = useRef<HTMLDivElement>(null);
  const id = useId();
  const [scrollTop, setScrollTop] = useState(0);
  const height = Math.max(1, Math.min(rows.length, rowsAtMost)) * ROW_HEIGHT;
  const { first, end } = rowsInSight(scrollTop, height, ROW_HEIGHT, rows.length);
  const at = rows.findIndex((row) => keyOf(row) === selected);
  useEffect(() => {
    const { current } = body;
    if (current === null || at < 0) return;
    const top = scrollToRow(at, current.scrollTop, height, ROW_HEIGHT);
    if (top !== undefined) current.scrollTop = top;
    // Not as its place changes: whoever sorts wants to see the beginning.
  }, [selected, height]);
  useEffect(() => {
    if (body.current !== null) body.current.scrollTop = 0;
  }, [props.sort]);
  const template = columns.map(({ width }) => `${width}px`).join(' ');
  const total = columns.reduce((sum, { width }) => sum + width, 0);
  const inSight: Row[] = rows.slice(first, Math.min(rows.length, end));
  return (
    <div
      ref={body}
      class="data-table"
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={at >= first && at < end ? `${id}-${at}` : undefined}
      tabIndex={0}
      style={{ height: `${height + HEAD_HEIGHT + SCROLLBAR}px` }}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') return;
        const to = rovingTarget(event.key, Math.max(at, 0), rows.length, 1);
        if (to === undefined) return;
        event.preventDefault();
        onSelect(keyOf(rows[at < 0 ? 0 : to]!));
      }}
    >
      <div class="data-table-head" role="row" style={{ gridTemplateColumns: template, width: `${total}px` }}>
        {columns.map((column) => (
          <Head key={column.key} column={column} sort={props.sort} onSort={props.onSort} />
        ))}
      </div>
      <div
        class="data-table-rows"
        role="rowgroup"
        style={{ height: `${rows.length * ROW_HEIGHT}px`, width: `${total}px` }}
      >
        {inSight.map((row, offset) => {
          const number = first + offset;
          return (
            <div
              key={keyOf(row)}
              id={`${id}-${number}`}
              class="data-table-row"
              role="row"
              aria-rowindex={number + 2}
              aria-selected={number === at}
              style={{ gridTemplateColumns: template, top: `${number * ROW_HEIGHT}px` }}
              onClick={() => onSelect(keyOf(row))}
            >
              {columns.map((column) => (
                <span key={column.key} role="gridcell" class={column.isNumber === true ? 'number' : ''}>
                  {column.cell(row)}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Room for the bar below a table that is wider than the page. */
const SCROLLBAR = 14;

interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly sort: SortState;
  onSort(sort: SortState): void;
}

function Head<Row>({ column, sort, onSort }: HeadProps<Row>) {
  const { key, label, isNumber = false, explanation } = column;
  const direction = sort.by !== key ? 'none' : sort.descending ? 'descending' : 'ascending';
  const turn = (): void => onSort(nextSort(sort, key, isNumber));
  const arrow = direction === 'none' ? '' : direction === 'descending' ? ' ▾' : ' ▴';
  return (
    <div role="columnheader" aria-sort={direction} class={isNumber ? 'number' : ''}>
      {explanation === undefined ? (
        <button type="button" class="explained-subject" title={t('Sort by {0}', label)} onClick={turn}>
          {label}
          {arrow}
        </button>
      ) : (
        <Explained text={explanation} note={t('Click to sort.')} onOpen={turn}>
          {label}
          {arrow}
        </Explained>
      )}
    </div>
  );
}
