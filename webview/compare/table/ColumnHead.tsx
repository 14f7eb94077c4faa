import { useLayoutEffect, useRef } from 'preact/hooks';
import type { TableColumn } from '../../../src/comparison/tableColumn';
import { isRightToLeft } from '../../components/images/roving';
import { t } from '../../page/l10n';
import type { CompareStore } from '../compareStore';
import { columnTitle, textOf } from '../texts';
import type { ColumnOrder, DropEdge } from './useColumnOrder';

export interface ColumnHeadProps {
  readonly store: CompareStore;
  readonly column: TableColumn;
  readonly order: ColumnOrder;
}

/** A column's title, which sorts by it and is dragged to another place, and a way to hide it. */
export function ColumnHead({ store, column, order }: ColumnHeadProps) {
  const head = useRef<HTMLTableCellElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const isMoved = useRef(false);
  useLayoutEffect(() => {
    // An element that was put elsewhere has lost the focus.
    if (isMoved.current) button.current?.focus();
    isMoved.current = false;
  });
  const sort = store.view.value.sort ?? [];
  const own = sort.find((each) => each.column === column.id);
  const first = sort[0]?.column === column.id;
  const state = own === undefined ? 'none' : own.descending === true ? 'descending' : 'ascending';
  const title = columnTitle(column);
  const sortBy = (isAdded: boolean): void => {
    // Numbers of which more is better begin with the best.
    const isDescending = own === undefined ? column.better === 'higher' : own.descending !== true;
    const isOver = own !== undefined && isDescending === (column.better === 'higher');
    const others = isAdded ? sort.filter((each) => each.column !== column.id) : [];
    const next = isOver ? others : [...others, { column: column.id, descending: isDescending }];
    store.edit({ sort: next.length === 0 ? null : next });
  };
  return (
    <th
      ref={head}
      scope="col"
      class={classesOf(column, order)}
      aria-sort={first ? state : 'none'}
      draggable
      onDragStart={(event) => {
        // Without data nothing is dragged; the title is what another place would get.
        event.dataTransfer?.setData('text/plain', title);
        order.start(column);
      }}
      onDragOver={(event) => {
        if (order.dragged === undefined) return;
        event.preventDefault();
        order.over(column, edgeUnder(event, head.current!));
      }}
      onDrop={(event) => {
        event.preventDefault();
        order.drop();
      }}
      onDragEnd={order.end}
    >
      <span class="column-head">
        <button
          ref={button}
          type="button"
          class="sort-button"
          title={t(
            'Sort by {0}; with Shift, also by it. Drag it, or press Alt with an arrow, to move it',
            title,
          )}
          aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight"
          onClick={(event) => sortBy(event.shiftKey)}
          onKeyDown={(event) => {
            const by = placesOf(event, head.current!);
            if (by === undefined) return;
            event.preventDefault();
            // VS Code, which hears what reaches the window, goes back to another editor by these keys.
            event.stopPropagation();
            isMoved.current = true;
            order.move(column, by);
          }}
        >
          <span>{textOf(column.title)}</span>
          {own !== undefined && <span aria-hidden="true">{own.descending === true ? ' ↓' : ' ↑'}</span>}
          {column.layer !== undefined && <span class="column-layer">{column.layer}</span>}
        </button>
        <button
          type="button"
          class="hide-button"
          aria-label={t('Hide the column {0}', title)}
          title={t('Hide the column {0}', title)}
          onClick={() => hideColumn(store, column)}
        >
          ×
        </button>
      </span>
    </th>
  );
}

function classesOf(column: TableColumn, order: ColumnOrder): string {
  const edge = order.edgeAt(column);
  return [
    ...(column.numeric ? ['numeric'] : []),
    ...(order.dragged === column.id ? ['is-dragged'] : []),
    ...(edge === undefined ? [] : [`drop-${edge}`]),
  ].join(' ');
}

/** Which edge of a head the pointer is nearer to, in the direction of the language. */
function edgeUnder(event: MouseEvent, head: HTMLElement): DropEdge {
  const { left, width } = head.getBoundingClientRect();
  const isLeft = event.clientX < left + width / 2;
  return isLeft === isRightToLeft(head) ? 'after' : 'before';
}

/** How far a key moves a column; undefined for keys that do not. */
function placesOf({ key, altKey }: KeyboardEvent, head: HTMLElement): number | undefined {
  if (!altKey || (key !== 'ArrowLeft' && key !== 'ArrowRight')) return undefined;
  return (key === 'ArrowRight') === isRightToLeft(head) ? -1 : 1;
}

function hideColumn(store: CompareStore, { id }: TableColumn): void {
  const columns = store.shown.value.columns.map((column) => column.id).filter((each) => each !== id);
  store.edit({ columns, hidden: null });
}
