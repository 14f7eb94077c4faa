import type { Signal } from '@preact/signals';
import type { LayerStore } from '../layers/layerStore';
import type { SortState } from './sortRows';
import { FILE_ORDER } from './sortRows';

/** What the user has set on a table; kept over a reload. */
export function useTableState(
  { viewState }: LayerStore,
  table: string,
): { readonly filter: Signal<string>; readonly sort: Signal<SortState> } {
  return {
    filter: viewState.signal(`${table}.filter`, ''),
    sort: viewState.signal<SortState>(
      `${table}.sort`,
      FILE_ORDER,
      (value) => typeof value === 'object' && value !== null && 'by' in value && 'descending' in value,
    ),
  };
}
