import { differenceSize } from '../../../src/comparison/cellTexts';
import { formatP, formatSummary, formatValue } from '../../../src/comparison/formatValue';
import type { ShownCell } from '../../../src/comparison/shownTable';
import type { TableColumn } from '../../../src/comparison/tableColumn';
import { modeName } from '../../charts/lines';
import { t } from '../../page/l10n';
import { formatCount } from '../../page/numbers';
import { textOf } from '../texts';

/** A cell's value as it is read first: mean ± standard deviation of a group. */
export function valueText(cell: ShownCell, column: TableColumn): string {
  const { value, summary } = cell;
  if (value === undefined) return '–';
  if (summary !== undefined) return formatSummary(summary, column.format);
  if (column.id === 'mode') return String(value).split(', ').map(modeName).join(', ');
  return formatValue(value, column.format);
}

/** Above it a difference is told as what chance may have made. */
const CLEAR_BELOW = 0.05;

/** Which way a difference goes. */
export interface VerdictText {
  readonly sign: '▲' | '▼';
  readonly word: string;
  readonly kind: 'better' | 'worse' | 'unclear';
}

/** Which way it goes, by a sign and a word, never by a colour alone; neither better nor worse where chance may have made it. */
export function verdictText({ difference, test }: ShownCell): VerdictText | undefined {
  const verdict = difference?.verdict;
  if (verdict === undefined || verdict === 'same') return undefined;
  const sign = difference!.absolute > 0 ? '▲' : '▼';
  const p = test?.adjustedP ?? test?.p;
  if (p !== undefined && p >= CLEAR_BELOW) return { sign, word: t('within chance'), kind: 'unclear' };
  return { sign, word: verdict === 'better' ? t('better') : t('worse'), kind: verdict };
}

/** What chance says: p after Holm, and how large the effect is. */
export function chanceText({ test }: ShownCell): string {
  const p = test?.adjustedP ?? test?.p;
  if (p === undefined) return '';
  const text = formatP(p);
  const shown = text.startsWith('<') ? t('p {0}', text) : t('p = {0}', text);
  const { effect } = test!;
  return effect === undefined ? shown : `${shown} · ${effectText(effect)}`;
}

/** Lowest and highest value of a group, and how many there are. */
export function spreadText({ summary, without }: ShownCell, { format }: TableColumn): string {
  if (summary === undefined) return '';
  const count = t('n = {0}', summary.n);
  const range =
    summary.n > 1 ? `${formatValue(summary.min, format)} … ${formatValue(summary.max, format)}` : '';
  const missing = without === undefined ? '' : t('{0} without', without);
  return [range, count, missing].filter((part) => part !== '').join(' · ');
}

/** Everything that there is to say of a cell, for the tooltip and for screen readers. */
export function cellDetails(cell: ShownCell, column: TableColumn): string {
  const { value, summary, step, missing, test } = cell;
  if (value === undefined) return missing === undefined ? '' : textOf(missing);
  const lines = [typeof value === 'number' ? String(value) : ''];
  if (summary !== undefined) {
    lines.push(spreadText(cell, column));
    if (summary.sd !== undefined) lines.push(t('standard deviation {0}', formatValue(summary.sd, 'number')));
  }
  if (step !== undefined) lines.push(t('logged at step {0}', formatCount(step)));
  const verdict = verdictText(cell);
  if (cell.difference !== undefined) {
    const size = differenceSize(cell.difference, column);
    lines.push([size, verdict?.word].filter((part) => part !== undefined).join(', '));
  }
  if (test !== undefined) lines.push(...testLines(test));
  return lines.filter((line) => line !== '').join('\n');
}

function testLines(test: NonNullable<ShownCell['test']>): string[] {
  const { kind, n, n2, p, adjustedP, interval, wilcoxon, effect, warnings } = test;
  const lines: string[] = [];
  if (p !== undefined) {
    const name =
      kind === 'paired'
        ? t('paired t-test of {0} seeds: p {1}', n, formatP(p))
        : t('Welch’s t-test of {0} and {1} seeds: p {2}', n, n2, formatP(p));
    lines.push(adjustedP === undefined ? name : t('{0}, after Holm {1}', name, formatP(adjustedP)));
  }
  if (interval !== undefined) {
    const [low, high] = interval.map((end) => formatValue(end, 'number'));
    lines.push(t('95 % of the difference: {0} … {1}', low!, high!));
  }
  if (effect !== undefined) lines.push(t('effect {0}', effectText(effect)));
  if (wilcoxon !== undefined) lines.push(t('Wilcoxon’s signed ranks: p {0}', formatP(wilcoxon.p)));
  return [...lines, ...warnings.map(textOf)];
}

function effectText({ name, value }: { readonly name: 'd_z' | 'g'; readonly value: number }): string {
  const shown = Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1);
  return `${name === 'd_z' ? 'd' : 'g'} ${shown.replace('-', '−')}`;
}
