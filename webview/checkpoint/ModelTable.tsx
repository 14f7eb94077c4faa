import { useMemo } from 'preact/hooks';
import type { OpenedInspection } from '../../src/messages/layerMessages';
import type { LayerStore } from '../layers/layerStore';
import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';
import { DataTable } from './DataTable';
import { rowFilter } from './filterRows';
import type { ModelRow } from './modelColumns';
import { modelColumns, numberOf, textOf } from './modelColumns';
import { sortRows } from './sortRows';
import { TextField } from './TextField';
import { useRowsAtMost } from './useRowsAtMost';
import { useTableState } from './useTableState';

/** The layers of an opened checkpoint, with the numbers that are known. */
export function useModelRows(store: LayerStore, opened: OpenedInspection): readonly ModelRow[] {
  const { byLayer } = store.rows.value;
  return useMemo(
    () => opened.layers.map((layer) => ({ layer, row: byLayer.get(layer.name) })),
    [opened, byLayer],
  );
}

/** The whole model as a table: a row a layer, every metric, to be sorted and filtered. */
export function ModelTable({
  store,
  rows,
}: {
  readonly store: LayerStore;
  readonly rows: readonly ModelRow[];
}) {
  const { filter, sort } = useTableState(store, 'model');
  const rowsAtMost = useRowsAtMost();
  const columns = useMemo(() => modelColumns(rows), [rows]);
  const fitting = useMemo(() => rows.filter(rowFilter(filter.value, textOf, numberOf)), [rows, filter.value]);
  const shown = useMemo(
    () => sortRows(fitting, columns.find(({ key }) => key === sort.value.by)?.value, sort.value),
    [fitting, columns, sort.value],
  );
  return (
    <div class="table-part">
      <div class="table-tools">
        <TextField
          label={t('Filter layers')}
          placeholder={t('filter, such as: attention alpha<2')}
          value={filter.value}
          onChange={(value) => (filter.value = value)}
        />
        <span class="muted" role="status">
          {shown.length < rows.length && t('{0} of {1}', formatCount(shown.length), formatCount(rows.length))}
        </span>
      </div>
      {shown.length === 0 ? (
        <p class="empty">{t('No layer fits the filter.')}</p>
      ) : (
        <DataTable
          label={t('Layers')}
          columns={columns}
          rows={shown}
          keyOf={({ layer }) => layer.name}
          selected={store.layerName.value}
          onSelect={(name) => store.select(name)}
          sort={sort.value}
          onSort={(next) => (sort.value = next)}
          rowsAtMost={rowsAtMost}
        />
      )}
    </div>
  );
}
