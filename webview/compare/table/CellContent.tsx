import { differenceSize, isProvisional } from '../../../src/comparison/cellTexts';
import type { ShownCell } from '../../../src/comparison/shownTable';
import type { TableColumn } from '../../../src/comparison/tableColumn';
import { chanceText, spreadText, valueText, verdictText } from './cellTexts';

export interface CellContentProps {
  readonly cell: ShownCell;
  readonly column: TableColumn;
  /** Lowest and highest value too. */
  readonly withSpread: boolean;
}

/** A value, and below it in small type how it differs from the baseline's and what chance says of that. */
export function CellContent({ cell, column, withSpread }: CellContentProps) {
  const { difference } = cell;
  const verdict = verdictText(cell);
  const chance = chanceText(cell);
  const spread = withSpread ? spreadText(cell, column) : '';
  return (
    <>
      <span class={cell.value === undefined ? 'cell-value muted' : 'cell-value'}>
        {valueText(cell, column)}
        {isProvisional(cell, column) && <sup class="muted">*</sup>}
      </span>
      {difference !== undefined && (
        <span class={`cell-small ${verdict?.kind ?? 'same'}`}>
          {verdict !== undefined && <span aria-hidden="true">{verdict.sign} </span>}
          {differenceSize(difference, column)}
          {verdict !== undefined && <span class="verdict"> {verdict.word}</span>}
        </span>
      )}
      {chance !== '' && <span class="cell-small muted">{chance}</span>}
      {spread !== '' && <span class="cell-small muted">{spread}</span>}
    </>
  );
}
