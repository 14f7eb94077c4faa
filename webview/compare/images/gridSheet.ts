import { rangeText } from '../../components/images/exactNumber';
import type { Sheet, SheetPicture } from '../../figures/sheet';
import type { FigureTexts } from '../../figures/svg';
import { t } from '../../page/l10n';
import type { ShownRun } from '../shownRuns';
import type { RunTensors } from '../useRunTensors';
import type { GridRow } from './imageGrid';
import { coloursOfAll, stepText } from './PictureGrid';

/** The runs' pictures side by side as a figure. */
export function gridSheet(
  runs: readonly ShownRun[],
  views: readonly RunTensors[],
  rows: readonly GridRow[],
  colours: string,
  texts: FigureTexts,
): Sheet {
  const hasTruth = rows.some(({ truth }) => truth !== undefined);
  const common = coloursOfAll(rows);
  return {
    ...texts,
    bars: common === undefined ? [] : [{ ...common, label: colours }],
    heads: [
      ...(hasTruth ? [{ title: t('data'), detail: '' }] : []),
      ...runs.map(({ label }, i) => ({ title: label, detail: stepText(views[i]!) })),
    ],
    rows: rows.map(({ title, detail, plan, range, table, truth, cells }) => {
      // Where rows differ in their colours, each says what they stand for.
      const head = { title, detail: common === undefined ? `${detail} · ${rangeText(range)}` : detail };
      const data = truth === undefined ? [] : [{ ...truth, plan, captions: [] }];
      return {
        head,
        cells: [
          ...(hasTruth ? [data] : []),
          ...cells.map((cell): SheetPicture[] =>
            cell === undefined ? [] : [{ plan, range, table, values: cell.values, captions: [cell.text] }],
          ),
        ],
      };
    }),
  };
}
