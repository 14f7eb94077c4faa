import { ExportMenu } from '../../figures/ExportMenu';
import { ON_PAPER } from '../../figures/onPaper';
import { sheetSvg } from '../../figures/sheetSvg';
import type { CompareStore } from '../compareStore';
import type { ShownRun } from '../shownRuns';
import type { RunTensors } from '../useRunTensors';
import { gridSheet } from './gridSheet';
import type { GridRow } from './imageGrid';

export interface ExportGridProps {
  readonly store: CompareStore;
  readonly grid: {
    readonly runs: readonly ShownRun[];
    readonly views: readonly RunTensors[];
    readonly rows: readonly GridRow[];
    /** What the colours mean. */
    readonly colours: string;
  };
  readonly title: string;
  /** Of the files, behind that of the comparison. */
  readonly name: string;
}

/** Saves the runs' pictures as a figure; nothing while there are none. */
export function ExportGrid({ store, grid, title, name }: ExportGridProps) {
  const { runs, views, rows, colours } = grid;
  if (rows.length === 0) return null;
  const comparison = store.state.value?.name ?? 'comparison';
  return (
    <ExportMenu
      onSave={store.page.save}
      title={title}
      fileName={`${comparison}-${name}`}
      svg={() => sheetSvg(gridSheet(runs, views, rows, colours, { title, about: comparison }), ON_PAPER)}
    />
  );
}
