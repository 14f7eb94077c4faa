import type { TableColumn } from '../../../src/comparison/tableColumn';
import { t } from '../../page/l10n';
import type { CompareStore } from '../compareStore';
import { columnTitle, textOf } from '../texts';

/** A column's title, which sorts by it, and a way to hide it. */
export function ColumnHead({
  store,
  column,
}: {
  readonly store: CompareStore;
  readonly column: TableColumn;
}) {
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
    <th scope="col" class={column.numeric ? 'numeric' : undefined} aria-sort={first ? state : 'none'}>
      <span class="column-head">
        <button
          type="button"
          class="sort-button"
          title={t('Sort by {0}; with Shift, also by it', title)}
          onClick={(event) => sortBy(event.shiftKey)}
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

function hideColumn(store: CompareStore, { id }: TableColumn): void {
  const columns = store.shown.value.columns.map((column) => column.id).filter((each) => each !== id);
  store.edit({ columns, hidden: null });
}
