import type { ShownRow } from '../../../src/comparison/shownTable';
import type { TableColumn } from '../../../src/comparison/tableColumn';
import { colourOf, modeLook } from '../../charts/lines';
import { t } from '../../page/l10n';
import { theme } from '../../page/theme';
import type { CompareStore } from '../compareStore';
import { rowLabel } from '../texts';
import { CellContent } from './CellContent';
import { cellDetails } from './cellTexts';
import type { Insides } from './Insides';
import { InsideCell } from './Insides';

export interface RunRowProps {
  readonly store: CompareStore;
  readonly row: ShownRow;
  readonly columns: readonly TableColumn[];
  /** Counted from 1, with the head. */
  readonly index: number;
  readonly isGrouped: boolean;
  readonly withSpread: boolean;
  readonly inside: Insides | undefined;
}

/** A run or a group: its name, what can be done with it, and its values. */
export function RunRow({ store, row, columns, index, isGrouped, withSpread, inside }: RunRowProps) {
  const label = rowLabel(row);
  const run = row.runs[0]!;
  const trouble = isGrouped ? undefined : store.storeOf(run).trouble.value;
  const name = row.isBaseline
    ? row.label
    : row.mode !== undefined && isGrouped
      ? row.label
      : row.runs[0]!.facts.id;
  const colour = row.mode === undefined ? undefined : colourOf(modeLook(row.mode), theme.value);
  return (
    <tr class={row.isBaseline ? 'run-row is-baseline' : 'run-row'} aria-rowindex={index}>
      <th scope="row" class="run-name">
        <span class="run-label">
          {colour !== undefined && (
            <span class="mode-mark" style={{ background: colour }} aria-hidden="true" />
          )}
          {isGrouped ? (
            <span>{label}</span>
          ) : (
            <button
              type="button"
              class="link-button"
              title={t('Open the dashboard of {0}', run.facts.id)}
              disabled={!store.source.hasHost}
              onClick={() => store.source.tell({ type: 'openDashboard', run: run.key })}
            >
              {label}
            </button>
          )}
          <button
            type="button"
            class="pin"
            aria-pressed={row.isBaseline}
            aria-label={
              row.isBaseline ? t('Unpin the baseline {0}', label) : t('Pin {0} as the baseline', label)
            }
            onClick={() => store.edit({ baseline: row.isBaseline ? '' : name })}
          >
            {row.isBaseline ? t('unpin') : t('pin')}
          </button>
          {!isGrouped && store.source.hasHost && (
            <button
              type="button"
              class="pin"
              aria-label={t('Remove {0} from the comparison', label)}
              onClick={() => store.source.tell({ type: 'removeRun', run: run.key })}
            >
              ×
            </button>
          )}
        </span>
        {row.isBaseline && <span class="cell-small muted">{t('baseline')}</span>}
        {isGrouped && <span class="cell-small muted">{seedsText(row)}</span>}
        {trouble !== undefined && <span class="cell-small worse">{trouble}</span>}
      </th>
      {inside !== undefined && <InsideCell inside={inside.get(row.key)} label={label} />}
      {row.cells.map((cell, i) => {
        const column = columns[i]!;
        return (
          <td
            key={column.id}
            class={column.numeric ? 'numeric' : undefined}
            title={cellDetails(cell, column)}
          >
            <CellContent cell={cell} column={column} withSpread={withSpread} />
          </td>
        );
      })}
    </tr>
  );
}

function seedsText({ runs }: ShownRow): string {
  return runs.length === 1 ? t('1 run') : t('{0} runs', runs.length);
}
