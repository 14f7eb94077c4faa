import { IconButton } from '../components/IconButton';
import { ExportMenu } from '../figures/ExportMenu';
import { PAPER } from '../figures/paper';
import { t } from '../page/l10n';
import { axisName } from './axisTexts';
import type { ChartProps } from './Chart';
import type { ChartModel } from './chartModel';
import { chartCsv } from './exportCsv';
import { chartSvg } from './exportSvg';
import type { ChartLine, Timeline } from './lines';
import { zoomBy } from './zoom';

export interface ChartControlsProps {
  readonly chart: ChartProps;
  readonly lines: readonly ChartLine[];
  readonly timelines: readonly Timeline[];
  readonly model: ChartModel | undefined;
  /** What is written below the chart. */
  readonly notes: readonly string[];
  readonly showsTable: boolean;
  readonly onTable: (shows: boolean) => void;
}

const PICTURE = { width: 720, height: 405 };

/** What can be done with a chart. */
export function ChartControls(props: ChartControlsProps) {
  const { chart, lines, timelines, model, notes, showsTable, onTable } = props;
  const { store, id, title, fileName, layer } = chart;
  const axis = axisName(store.axis.value);
  const isZoomed = store.zoom.value?.axis === store.axis.value;
  const svg = (): string => {
    const smoothing = store.smoothing.value;
    const about = [
      fileName,
      ...(chart.aboutPicture?.(lines) ?? []),
      ...notes,
      ...(smoothing > 0 ? [t('smoothed by {0}, as measured behind', smoothing)] : []),
      ...(model!.y.kind === 'log' ? [t('logarithmic')] : []),
    ];
    return chartSvg(model!, { title, about: about.join(' · '), axis }, PAPER, PICTURE);
  };
  const csv = async (): Promise<string> => {
    const shown = new Set(lines.map(({ key }) => key));
    const whole = (await chart.wholeLines?.()) ?? lines;
    return chartCsv(
      whole.filter(({ key }) => shown.has(key)),
      store.axis.value,
    );
  };
  return (
    <div class="chart-controls" role="toolbar" aria-label={t('{0}: what can be done', title)}>
      <IconButton icon="zoomIn" label={t('Zoom in')} onClick={() => zoomBy(store, timelines, 0.5)} />
      <IconButton
        icon="zoomOut"
        label={t('Zoom out')}
        disabled={!isZoomed}
        onClick={() => zoomBy(store, timelines, 2)}
      />
      <IconButton
        icon="reset"
        label={t('Show everything')}
        disabled={!isZoomed}
        onClick={() => {
          store.zoom.value = null;
        }}
      />
      <IconButton
        icon="table"
        label={t('Show as a table')}
        pressed={showsTable}
        onClick={() => onTable(!showsTable)}
      />
      <ExportMenu
        onSave={store.save}
        title={title}
        fileName={[fileName, ...(layer === undefined ? [] : [layer]), id].join('-')}
        svg={svg}
        csv={csv}
      />
    </div>
  );
}
