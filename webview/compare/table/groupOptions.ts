import type { TableView } from '../../../src/comparison/shownTable';
import type { RunTable } from '../../../src/comparison/table';
import { t } from '../../page/l10n';

/** A way to make rows of runs. */
export interface GroupOption {
  /** Tells it from the others. */
  readonly value: string;
  readonly label: string;
  readonly group: NonNullable<TableView['group']>;
}

/** One row a run, by mode, and by mode with each config key that differs among the runs. */
export function groupOptions({ columns }: RunTable, current: TableView['group']): GroupOption[] {
  const keys = columns.filter(({ group }) => group === 'config').map(({ id }) => id.slice('config.'.length));
  const options: GroupOption[] = [
    { value: 'none', label: t('one a run'), group: 'none' },
    { value: 'mode', label: t('modes over seeds'), group: 'mode' },
    ...keys.map((key): GroupOption => {
      const group = ['mode', key];
      return {
        value: groupValue(group),
        label: t('modes and {0}', key.slice(key.lastIndexOf('.') + 1)),
        group,
      };
    }),
  ];
  const value = groupValue(current);
  if (options.some((option) => option.value === value)) return options;
  return [...options, { value, label: value, group: current! }];
}

export function groupValue(group: TableView['group']): string {
  return group === undefined ? 'none' : typeof group === 'string' ? group : group.join(' · ');
}
