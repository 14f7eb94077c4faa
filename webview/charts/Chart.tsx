import { useSignalEffect } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';
import { theme } from '../page/theme';
import type { PageStore, Zoom } from '../store/pageStore';
import { axisName } from './axisTexts';
import './charts.css';
import { ChartControls } from './ChartControls';
import { ChartTable } from './ChartTable';
import type { ChartModel } from './chartModel';
import { nearestRow } from '../../src/messages/ascending';
import { chartModel, extent } from './chartModel';
import { numbersOf } from './identity';
import { Legend } from './Legend';
import type { ChartLine, Timeline } from './lines';
import { zooming } from './motion';
import { Plot } from './plot';
import { listenToPointers } from './pointers';
import { Tooltip } from './Tooltip';
import { turns } from './turns';
import { useBox } from './useBox';
import { useInTurn } from './useInTurn';
import { pan, zoomBy } from './zoom';

/** What a chart shows; whose numbers they are is no matter here. */
export interface ChartProps {
  readonly store: PageStore;
  readonly id: string;
  readonly title: string;
  readonly canBeLog: boolean;
  /** Values that are always in view. */
  readonly limits: readonly number[];
  readonly lines: readonly ChartLine[];
  /** All steps of what the page shows, also those at which nothing of this chart was measured; by default those of its lines. */
  readonly timeline?: Timeline | undefined;
  /** Whether the lines have only so many points as can be drawn. */
  readonly areThinned?: boolean;
  /** The lines with all that was measured, where `lines` may be thinned. */
  readonly wholeLines?: (() => Promise<readonly ChartLine[]>) | undefined;
  /** Whose numbers they are and what is left out, in words. */
  readonly notes?: readonly string[] | undefined;
  /** What else must be known of a picture of such lines, which the page says elsewhere. */
  readonly aboutPicture?: ((lines: readonly ChartLine[]) => readonly string[]) | undefined;
  /** A step that is marked, such as where a training diverged. */
  readonly markedStep?: number | undefined;
  /** Beginning of an exported file's name: the run or the comparison. */
  readonly fileName: string;
  /** The layer whose numbers they are, where they are of one. */
  readonly layer?: string | undefined;
  /** Whether each line is named and told at the pointer; of very many lines nobody could read that. */
  readonly isNamed?: boolean;
}

const HEIGHT = 184;
/** Of what is seen, by a key. */
const PAN_SHARE = 0.25;

/** A line chart under the page's cursor, zoom, axis, scale and smoothing. */
export function Chart(props: ChartProps) {
  const { store, id, title, lines, isNamed = true } = props;
  const element = useRef<HTMLDivElement>(null);
  const { width, isVisible } = useBox(element);
  const [plot, setPlot] = useState<Plot | undefined>(undefined);
  const [showsTable, setShowsTable] = useState(false);
  const [hover, setHover] = useState<number | undefined>(undefined);
  const shown = lines.filter(({ key }) => !store.hiddenLines.value.includes(`${id}/${key}`));
  const timelines = props.timeline === undefined ? shown : [props.timeline];
  // The pointers' handlers live longer than the lines of one rendering.
  const latest = useRef<readonly Timeline[]>(timelines);
  latest.current = timelines;
  const [zoom, followZoom] = useInTurn(store.zoom, isVisible);
  const showZoomNow = (): void => {
    zooming.changed();
    followZoom();
  };
  const model = useModel(props, shown, timelines, { width, isVisible, zoom });
  const decoration = { theme: theme.value, marked: xOfStep(timelines, props.markedStep) };

  const kind = model?.y.kind;
  useLayoutEffect(() => {
    if (model === undefined || element.current === null) return undefined;
    const created = new Plot(element.current, { width, height: HEIGHT }, model, decoration);
    setPlot(created);
    return () => {
      setPlot(undefined);
      created.destroy();
    };
  }, [kind]);
  useLayoutEffect(() => {
    if (model !== undefined) plot?.update(model, decoration);
  }, [plot, model, decoration.theme, decoration.marked]);
  useSignalEffect(() => {
    const isMoving = zooming.isMoving.value;
    if (!isMoving && plot !== undefined) turns.ask(plot, () => plot.sharpen());
  });
  useLayoutEffect(() => plot?.resize({ width, height: HEIGHT }), [plot, width]);
  useSignalEffect(() => {
    const step = store.cursor.step.value;
    plot?.showCursor(xOfStep(latest.current, step));
  });
  useLayoutEffect(() => plot?.showCursor(xOfStep(timelines, store.cursor.step.value)), [plot, model, width]);
  // At once: who sees a chart may already be pointing at it.
  useLayoutEffect(() => {
    if (plot === undefined) return undefined;
    return listenToPointers(plot.area, {
      move: (pixel) => store.cursor.moveTo(stepNear(latest.current, plot.valueAt(pixel))),
      hover: (pixel) => setHover(pixel === undefined ? undefined : plot.valueAt(pixel)),
      select: (from, to) => {
        store.zoom.value = { axis: store.axis.value, from: plot.valueAt(from), to: plot.valueAt(to) };
        showZoomNow();
      },
      zoom: (factor, pixel) => {
        zoomBy(store, latest.current, factor, plot.valueAt(pixel));
        showZoomNow();
      },
      pan: (share) => {
        pan(store, latest.current, share);
        showZoomNow();
      },
      reset: () => {
        store.zoom.value = null;
        showZoomNow();
      },
    });
  }, [plot, store]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    if (event.key === '+' || event.key === '=') zoomBy(store, timelines, 0.5);
    else if (event.key === '-') zoomBy(store, timelines, 2);
    else if (event.key === '0') store.zoom.value = null;
    else if (event.key === ',' || event.key === '<') pan(store, timelines, -PAN_SHARE);
    else if (event.key === '.' || event.key === '>') pan(store, timelines, PAN_SHARE);
    else return;
    showZoomNow();
    event.preventDefault();
  };
  const leftOut = model?.leftOut ?? 0;
  const notes = [...(props.notes ?? []), ...(leftOut > 0 ? [leftOutText(leftOut)] : [])];
  const allNotes = shown.length === 0 ? [...notes, t('No line is shown.')] : notes;
  return (
    <figure
      class="chart"
      id={`chart-${id}`}
      role="group"
      tabIndex={0}
      aria-label={t('{0}: line chart over {1}', title, axisName(store.axis.value))}
      aria-keyshortcuts="+ - 0 , ."
      onKeyDown={onKeyDown}
    >
      <header class="chart-head">
        <h3>{title}</h3>
        <ChartControls
          chart={props}
          lines={shown}
          timelines={timelines}
          model={model}
          notes={notes}
          showsTable={showsTable}
          onTable={setShowsTable}
        />
      </header>
      <div class="chart-body">
        {showsTable && (
          <ChartTable lines={shown} areThinned={props.areThinned === true} title={title} store={store} />
        )}
        <div class="chart-plot" hidden={showsTable} style={{ height: `${HEIGHT}px` }}>
          <div class="chart-canvas" ref={element} />
          {isNamed && hover !== undefined && plot !== undefined && (
            <Tooltip store={store} lines={shown} x={hover} plot={plot} width={width} />
          )}
        </div>
        {isNamed && (
          <Legend store={store} chart={id} lines={lines} hasTimeline={props.timeline !== undefined} />
        )}
        {allNotes.length > 0 && <p class="chart-note">{allNotes.join(' · ')}</p>}
      </div>
    </figure>
  );
}

function leftOutText(count: number): string {
  return count === 1
    ? t('1 value that is not above zero has no place on a log scale')
    : t('{0} values that are not above zero have no place on a log scale', formatCount(count));
}

/** The model of what is shown; a chart out of sight keeps its last one. */
function useModel(
  { store, canBeLog, limits }: ChartProps,
  lines: readonly ChartLine[],
  timelines: readonly Timeline[],
  { width, isVisible, zoom }: { width: number; isVisible: boolean; zoom: Zoom | null },
): ChartModel | undefined {
  const last = useRef<ChartModel | undefined>(undefined);
  const axis = store.axis.value;
  const scale = canBeLog ? store.scale.value : 'lin';
  const smoothing = store.smoothing.value;
  // Lines are made anew with each rendering; their numbers tell whether there is anything to draw.
  const numbers = numbersOf(lines);
  const { from, to } = zoom?.axis === axis ? zoom : extent(timelines);
  return useMemo(() => {
    if (!isVisible || width === 0) return last.current;
    last.current = chartModel(lines, {
      scale,
      smoothing,
      range: { from, to },
      axis,
      limits,
      width,
    });
    return last.current;
  }, [numbers, scale, smoothing, from, to, axis, width, isVisible]);
}

/** Where a step lies on the axis; the nearest logged step before it. */
function xOfStep(lines: readonly Timeline[], step: number | undefined): number | undefined {
  const line = longest(lines);
  if (step === undefined || line === undefined) return undefined;
  return line.x[nearestRow(line.steps, step)];
}

function stepNear(lines: readonly Timeline[], x: number): number {
  const line = longest(lines);
  return line?.steps[nearestRow(line.x, x)] ?? 0;
}

function longest(lines: readonly Timeline[]): Timeline | undefined {
  return lines.reduce<Timeline | undefined>(
    (best, line) =>
      best !== undefined && (best.steps.at(-1) ?? 0) >= (line.steps.at(-1) ?? 0) ? best : line,
    undefined,
  );
}
