import type { Localizer } from '../runs/localizer';
import type { KernelRow, LambdaMeaning, OrtRow, ReverseRow } from './lambdaMeaning';
import { formatCount, formatNumber } from './layerTexts';

const RACECAR = '[arXiv:2007.00024](https://arxiv.org/abs/2007.00024)';
const SRIP = '[arXiv:1810.09102](https://arxiv.org/abs/1810.09102)';
const WEISSI = '[arXiv:2008.02965](https://arxiv.org/abs/2008.02965)';

/** What a lambda means, as Markdown: the formula with its source, and what it comes to in each layer. */
export function lambdaMarkdown(meaning: LambdaMeaning, l10n: Localizer): string {
  const inactive = meaning.active ? [] : [l10n.t('The mode of this config does not use it.')];
  return [...bodyOf(meaning, l10n), ...inactive].join('\n\n');
}

function bodyOf(meaning: LambdaMeaning, l10n: Localizer): string[] {
  switch (meaning.kind) {
    case 'reverse':
      return meaning.reduction === 'sum' ? sumOf(meaning, l10n) : meanOf(meaning, l10n);
    case 'ort':
      return ortOf(meaning.rows, l10n);
    case 'norm':
      return normOf(meaning.rows, l10n);
    case 'l1':
      return l1Of(meaning.rows, l10n);
    case 'decay':
      return decayOf(meaning.rows, l10n);
  }
}

type ReverseMeaning = Extract<LambdaMeaning, { kind: 'reverse' }>;

function sumOf({ rows, batchSize }: ReverseMeaning, l10n: Localizer): string[] {
  const formula = l10n.t(
    '`λ/2 · Σ (r − h)²`, summed over the batch and all values of a state ({0}).',
    RACECAR,
  );
  if (batchSize === undefined) {
    return [
      formula,
      l10n.t('Per element that is `λ · B · n / 2`; give `training.batchSize` to see the numbers.'),
    ];
  }
  return [
    formula,
    l10n.t(
      'Per element, as `c · mean((r − h)²)`, that is c = λ · B · n / 2 with batches of B = {0}:',
      batchSize,
    ),
    reverseTable(rows, [l10n.t('c per element')], ({ perElement }) => [numberOr(perElement)], l10n),
  ];
}

function meanOf({ rows, batchSize }: ReverseMeaning, l10n: Localizer): string[] {
  const formula = l10n.t(
    '`λ · mean((r − h)²)`: λ is the coefficient per element, whatever the size of batch and layer ({0}).',
    RACECAR,
  );
  if (batchSize === undefined) return [formula];
  return [
    formula,
    l10n.t(
      'The same penalty under `"reduction": "sum"` would take λ′ = 2 λ / (B · n), with batches of B = {0}:',
      batchSize,
    ),
    reverseTable(rows, [l10n.t('λ′ for sum')], ({ otherLambda }) => [numberOr(otherLambda)], l10n),
  ];
}

function reverseTable(
  rows: readonly ReverseRow[],
  titles: readonly string[],
  cells: (row: ReverseRow) => string[],
  l10n: Localizer,
): string {
  return table(
    [l10n.t('layer'), l10n.t('rebuilds'), 'n', 'λ', ...titles],
    rows.map((row) => [
      code(row.layer),
      row.rebuilds === undefined ? l10n.t('the input') : l10n.t('output of {0}', code(row.rebuilds)),
      formatCount(row.size),
      formatNumber(row.lambda),
      ...cells(row),
    ]),
  );
}

function ortOf(rows: readonly OrtRow[], l10n: Localizer): string[] {
  return [
    l10n.t(
      '`λ · σ(WᵀW − I)²` for each kernel, σ the largest by one power iteration; independent of the batch ({0}).',
      SRIP,
    ),
    l10n.t('Since σ² ≤ ‖WᵀW − I‖²_F, it is at most `c · mean((WᵀW − I)²)` with c = λ · columns²:'),
    table(
      [l10n.t('kernel'), l10n.t('columns'), 'λ', l10n.t('c per element, at most')],
      rows.map((row) => [
        code(row.layer),
        formatCount(row.columns),
        formatNumber(row.lambda),
        formatNumber(row.perElement),
      ]),
    ),
  ];
}

function normOf(rows: readonly KernelRow[], l10n: Localizer): string[] {
  return [
    l10n.t('`λ · Σ log ‖W‖_F` ({0}; the form is from secondary sources).', WEISSI),
    l10n.t(
      'Its gradient λ W / ‖W‖²_F is that of a weight decay of λ / ‖W‖²_F. With the norm that each kernel starts with, on average:',
    ),
    kernelTable(rows, l10n.t('weight decay'), l10n),
  ];
}

function l1Of(rows: readonly KernelRow[], l10n: Localizer): string[] {
  return [
    l10n.t('`λ · Σ ‖W / ‖W‖_F‖₁` ({0}; the form is from secondary sources).', WEISSI),
    l10n.t(
      'Per element, as `c · mean|W|`, that is c = λ · n / ‖W‖_F. With the norm that each kernel starts with, on average:',
    ),
    kernelTable(rows, l10n.t('c per element'), l10n),
  ];
}

function decayOf(rows: readonly KernelRow[], l10n: Localizer): string[] {
  return [
    l10n.t('`λ/2 · ‖W‖²_F` for each kernel, with the gradient λ W.'),
    l10n.t('Per element, as `c · mean(W²)`, that is c = λ · n / 2:'),
    kernelTable(rows, l10n.t('c per element'), l10n),
  ];
}

function kernelTable(rows: readonly KernelRow[], title: string, l10n: Localizer): string {
  return table(
    [l10n.t('kernel'), l10n.t('values n'), l10n.t('‖W‖_F at the start'), title],
    rows.map((row) => [
      code(row.layer),
      formatCount(row.size),
      formatNumber(row.norm),
      formatNumber(row.perElement),
    ]),
  );
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

const numberOr = (value: number | undefined): string => (value === undefined ? '?' : formatNumber(value));

const code = (name: string): string => `\`${name}\``;
