import { useMemo } from 'preact/hooks';
import type { OpenedInspection } from '../../src/messages/layerMessages';
import type { LayerStore } from '../layers/layerStore';
import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';
import { DataTable } from './DataTable';
import { rowFilter } from './filterRows';
import { sortRows } from './sortRows';
import { tensorColumns, tensorNumber, tensorText } from './tensorColumns';
import { TensorFacts } from './TensorFacts';
import { TextField } from './TextField';
import { useRowsAtMost } from './useRowsAtMost';
import { useTableState } from './useTableState';

/** Every tensor of a checkpoint as it lies in its files; one that is a layer's kernel opens the layer. */
export function TensorTable({
  store,
  opened,
}: {
  readonly store: LayerStore;
  readonly opened: OpenedInspection;
}) {
  const { tensors, layers } = opened;
  const { filter, sort } = useTableState(store, 'tensors');
  const chosen = store.viewState.signal('tensor', '');
  const rowsAtMost = useRowsAtMost();
  const columns = useMemo(() => tensorColumns(tensors), [tensors]);
  const fitting = useMemo(
    () => tensors.filter(rowFilter(filter.value, tensorText, tensorNumber)),
    [tensors, filter.value],
  );
  const shown = useMemo(
    () => sortRows(fitting, columns.find(({ key }) => key === sort.value.by)?.value, sort.value),
    [fitting, columns, sort.value],
  );
  const select = (name: string): void => {
    chosen.value = name;
    const layer = layers.find(({ tensor }) => tensor === name);
    if (layer !== undefined) store.select(layer.name);
  };
  return (
    <div class="table-part">
      <div class="table-tools">
        <TextField
          label={t('Filter tensors')}
          placeholder={t('filter, such as: kernel bf16 bytes>1e6')}
          value={filter.value}
          onChange={(value) => (filter.value = value)}
        />
        <span class="muted" role="status">
          {shown.length < tensors.length &&
            t('{0} of {1}', formatCount(shown.length), formatCount(tensors.length))}
        </span>
      </div>
      {shown.length === 0 ? (
        <p class="empty">
          {tensors.length === 0 ? t('There is no tensor in it.') : t('No tensor fits the filter.')}
        </p>
      ) : (
        <DataTable
          label={t('Tensors')}
          columns={columns}
          rows={shown}
          keyOf={({ name }) => name}
          selected={chosen.value}
          onSelect={select}
          sort={sort.value}
          onSort={(next) => (sort.value = next)}
          rowsAtMost={rowsAtMost}
        />
      )}
      <TensorFacts store={store} tensor={tensors.find(({ name }) => name === chosen.value)} />
    </div>
  );
}
