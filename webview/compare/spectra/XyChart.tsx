import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChartModel } from '../../charts/chartModel';
import { chartModel } from '../../charts/chartModel';
import { chartSvg } from '../../charts/exportSvg';
import type { ChartLine } from '../../charts/lines';
import { Plot } from '../../charts/plot';
import { Swatch } from '../../charts/Swatch';
import { useBox } from '../../charts/useBox';
import { ExportMenu } from '../../figures/ExportMenu';
import { PAPER } from '../../figures/paper';
import { t } from '../../page/l10n';
import { theme } from '../../page/theme';
import type { PageStore } from '../../store/pageStore';

const HEIGHT = 220;
const PICTURE = { width: 720, height: 405 };

export interface XyChartProps {
  readonly store: PageStore;
  readonly id: string;
  readonly title: string;
  /** Of the horizontal axis. */
  readonly axis: string;
  readonly lines: readonly ChartLine[];
  readonly isLog: boolean;
  /** Beginning of an exported file's name: the comparison. */
  readonly fileName: string;
  /** The layer whose numbers they are. */
  readonly layer: string;
  /** What else must be known of a picture, such as the step. */
  readonly about: readonly string[];
  /** The numbers as a file. */
  csv(): string;
}

/** Lines over something else than the steps of a training, such as a spectrum over its index. */
export function XyChart(props: XyChartProps) {
  const { store, id, title, axis, lines, isLog, fileName, layer, csv } = props;
  const element = useRef<HTMLDivElement>(null);
  const { width, isVisible } = useBox(element);
  const [plot, setPlot] = useState<Plot | undefined>(undefined);
  const last = useRef<ChartModel | undefined>(undefined);
  if (isVisible && width > 0) {
    last.current = chartModel(lines, { scale: isLog ? 'log' : 'lin', smoothing: 0, limits: [], width });
  }
  const model = last.current;
  const decoration = { theme: theme.value };
  const kind = model?.y.kind;
  useLayoutEffect(() => {
    if (model === undefined || element.current === null) return undefined;
    const created = new Plot(element.current, { width, height: HEIGHT }, model, decoration);
    created.showCursor(undefined);
    setPlot(created);
    return () => {
      setPlot(undefined);
      created.destroy();
    };
  }, [kind]);
  useLayoutEffect(() => {
    if (model !== undefined) plot?.update(model, decoration);
  });
  useLayoutEffect(() => plot?.resize({ width, height: HEIGHT }), [plot, width]);
  const svg = (): string => {
    const drawn = model!;
    const about = [fileName, layer, ...props.about, ...(drawn.y.kind === 'log' ? [t('logarithmic')] : [])];
    return chartSvg(drawn, { title, about: about.join(' · '), axis }, PAPER, PICTURE);
  };
  return (
    <figure
      class="chart"
      id={`chart-${id}`}
      role="group"
      aria-label={t('{0}: line chart over {1}', title, axis)}
    >
      <header class="chart-head">
        <h3>{title}</h3>
        <div class="chart-controls">
          <ExportMenu
            onSave={store.save}
            title={title}
            fileName={`${fileName}-${layer}-${id}`}
            svg={svg}
            csv={csv}
          />
        </div>
      </header>
      <div class="chart-body">
        <div class="chart-plot xy-plot" style={{ height: `${HEIGHT}px` }}>
          <div class="chart-canvas" ref={element} />
        </div>
        <ul class="legend" aria-label={t('Lines')}>
          {lines.map((line) => (
            <li key={line.key} class="xy-legend">
              <Swatch look={line.look} />
              {line.label}
            </li>
          ))}
        </ul>
        <p class="chart-note">{axis}</p>
      </div>
    </figure>
  );
}
