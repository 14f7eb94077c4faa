import { useState } from 'preact/hooks';
import type { TableColumn } from '../../../src/comparison/tableColumn';
import { t } from '../../page/l10n';
import type { CompareStore } from '../compareStore';
import { columnTitle } from '../texts';
import { withColumn } from './columnOrder';

/** Which columns are shown; those of the comparison are many. */
export function ColumnsChoice({ store }: { readonly store: CompareStore }) {
  const [search, setSearch] = useState('');
  const shown = store.shown.value.columns.map(({ id }) => id);
  const all = store.table.value.columns;
  const wanted = search.trim().toLowerCase();
  const fitting = all.filter((column) =>
    `${columnTitle(column)} ${column.id}`.toLowerCase().includes(wanted),
  );
  const toggle = ({ id }: TableColumn): void => {
    const ids = all.map((column) => column.id);
    const next = shown.includes(id) ? shown.filter((each) => each !== id) : withColumn(shown, id, ids);
    store.edit({ columns: next, hidden: null });
  };
  const groups: readonly (readonly [TableColumn['group'], string])[] = [
    ['run', t('runs')],
    ['config', t('config')],
    ['result', t('results')],
    ['layer', t('layers')],
  ];
  return (
    <div class="columns-choice" role="group" aria-label={t('Columns')}>
      <div class="columns-head">
        <input
          type="search"
          class="text-input"
          placeholder={t('find a column')}
          aria-label={t('Find a column')}
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        <button type="button" class="link-button" onClick={() => store.edit({ columns: null, hidden: null })}>
          {t('the usual ones')}
        </button>
      </div>
      {groups.map(([group, title]) => {
        const own = fitting.filter((column) => column.group === group);
        if (own.length === 0) return null;
        return (
          <fieldset key={group}>
            <legend>{title}</legend>
            {own.map((column) => (
              <label key={column.id}>
                <input type="checkbox" checked={shown.includes(column.id)} onChange={() => toggle(column)} />
                {columnTitle(column)}
              </label>
            ))}
          </fieldset>
        );
      })}
    </div>
  );
}
