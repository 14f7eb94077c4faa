import { useEffect, useRef, useState } from 'preact/hooks';
import type { ShownTable } from '../../../src/comparison/shownTable';
import { rowsInSight } from '../../components/images/virtualRows';
import { t } from '../../page/l10n';
import { useFitPaper } from '../../page/useFitPaper';
import type { CompareStore } from '../compareStore';
import { ColumnHead } from './ColumnHead';
import { InsideHead, useInsides } from './Insides';
import { RunRow } from './RunRow';
import { useColumnOrder } from './useColumnOrder';

/** A table of more rows has only those in sight on the page. */
const ALL_UP_TO = 40;
const VIEW_HEIGHT = 460;

export interface RunsTableProps {
  readonly store: CompareStore;
  readonly shown: ShownTable;
  readonly withSpread: boolean;
}

/** One row a run or a group of runs, one column a value; the names stay in sight while it is scrolled. */
export function RunsTable({ store, shown, withSpread }: RunsTableProps) {
  const { columns, rows } = shown;
  const insides = useInsides(store);
  const order = useColumnOrder(store);
  const width = columns.length + (insides === undefined ? 1 : 2);
  const scroll = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [rowHeight, setRowHeight] = useState(44);
  useFitPaper(scroll);
  const isVirtual = rows.length > ALL_UP_TO;
  useEffect(() => {
    const first = body.current?.querySelector<HTMLElement>('tr.run-row');
    if (isVirtual && first && first.offsetHeight > 0) setRowHeight(first.offsetHeight);
  }, [isVirtual, withSpread, shown]);
  const { first, end } = isVirtual
    ? rowsInSight(scrollTop, VIEW_HEIGHT, rowHeight, rows.length)
    : { first: 0, end: rows.length };
  return (
    <div
      ref={scroll}
      class="runs-scroll"
      role="region"
      tabIndex={0}
      aria-label={t('Table of the runs')}
      onScroll={(event) => {
        if (isVirtual) setScrollTop(event.currentTarget.scrollTop);
      }}
    >
      <table class="runs-table" aria-rowcount={rows.length + 1} aria-colcount={width}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" class="run-name">
              {shown.isGrouped ? t('group') : t('run')}
            </th>
            {insides !== undefined && <InsideHead insides={insides} />}
            {columns.map((column) => (
              <ColumnHead key={column.id} store={store} column={column} order={order} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {first > 0 && <Space height={first * rowHeight} columns={width} />}
          {rows.slice(first, end).map((row, i) => (
            <RunRow
              key={row.key}
              store={store}
              row={row}
              columns={columns}
              index={first + i + 2}
              isGrouped={shown.isGrouped}
              withSpread={withSpread}
              inside={insides}
            />
          ))}
          {end < rows.length && <Space height={(rows.length - end) * rowHeight} columns={width} />}
        </tbody>
      </table>
      <div class="unseen" role="status" aria-live="polite">
        {order.said}
      </div>
    </div>
  );
}

function Space({ height, columns }: { readonly height: number; readonly columns: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} class="rows-space" style={{ height: `${height}px` }} />
    </tr>
  );
}
