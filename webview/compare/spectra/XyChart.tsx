import { csvField } from '../../../src/comparison/exports/csvField';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChartModel } from '../../charts/chartModel';
import { chartModel } from '../../charts/chartModel';
import { chartSvg } from '../../charts/exportSvg';
import type { ChartLine } from '../../charts/lines';
import { colourOf } from '../../charts/lines';
import { Plot } from '../../charts/plot';
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
  readonly fileName: string;
}

/** Lines over something else than the steps of a training, such as a spectrum over its index. */
export function XyChart({ store, id, title, axis, lines, isLog, fileName }: XyChartProps) {
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
            fileName={`${fileName}-${id}`}
            svg={() => chartSvg(model!, { title, about: fileName, axis }, PAPER, PICTURE)}
            csv={() => xyCsv(lines, axis)}
          />
        </div>
      </header>
      <div class="chart-plot xy-plot" style={{ height: `${HEIGHT}px` }}>
        <div class="chart-canvas" ref={element} />
      </div>
      <ul class="legend" aria-label={t('Lines')}>
        {lines.map((line) => (
          <li key={line.key} class="xy-legend">
            <svg class="swatch" width="24" height="12" viewBox="0 0 24 12" aria-hidden="true">
              <path
                d="M0 6H24"
                stroke={colourOf(line.look, theme.value)}
                stroke-width="1.5"
                stroke-dasharray={line.look.dash.join(' ')}
              />
            </svg>
            {line.label}
          </li>
        ))}
      </ul>
      <p class="chart-note">{axis}</p>
    </figure>
  );
}

/** A row a point: the line, its place and its value. */
function xyCsv(lines: readonly ChartLine[], axis: string): string {
  const rows = lines.flatMap(({ label, x, y }) =>
    Array.from(x, (place, i) => [csvField(label), place, Number.isFinite(y[i]) ? y[i] : 'inf'].join(',')),
  );
  return `${[['run', csvField(axis), 'value'].join(','), ...rows].join('\n')}\n`;
}
