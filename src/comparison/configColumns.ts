import { localizable } from '../diagnostics/findings/finding';
import type { ComparedRun } from './comparedRun';
import { configValueText, differingConfig } from './flatConfig';
import type { ColumnDefinition } from './tableColumn';

/** The keys of the configs that differ among runs, a column each. */
export function configColumns(runs: readonly ComparedRun[]): ColumnDefinition[] {
  return differingConfig(runs).map(({ key, values }) => {
    const numeric = values.every((value) => value === undefined || typeof value === 'number');
    const byRun = new Map(runs.map(({ key: run }, index) => [run, values[index]]));
    return {
      ...{ id: `config.${key}`, title: localizable('{0}', key), group: 'config', numeric },
      format: numeric ? 'number' : 'text',
      cell({ key: run }) {
        const value = byRun.get(run);
        if (value === undefined) {
          const missing = localizable('its config does not have it');
          return isLayer(key) ? { missing, isInapplicable: true } : { missing };
        }
        return { value: typeof value === 'number' ? value : configValueText(value) };
      },
    };
  });
}

/** Whether a key stands for a layer that other networks lack. */
function isLayer(key: string): boolean {
  return /^network\.layers\.[^.]+$/.test(key);
}
