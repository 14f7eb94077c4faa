/** Runs in a page before its own script: stands in for VS Code and its host, and measures what the page does. */
import type { CourseBlock, FromComparison, ToComparison } from '../../src/messages/compareMessages';
import type { RunFacts, ToHost, ToView } from '../../src/messages/dashboardMessages';
import { DASHBOARD_VERSION, LAYER_METRICS, layerColumn } from '../../src/messages/dashboardMessages';
import type { CompareBenchPage, CompareScene } from './scene';

declare global {
  var racecarCompareScene: CompareScene;
  var racecarCompareBench: CompareBenchPage;
  var acquireVsCodeApi: () => unknown;
}

const scene = globalThis.racecarCompareScene;
const began = performance.now();
const MODES = ['std', 'ort', 'rr', 'rr-local'];
/** As the extension's host shares points among courses, and messages among frames. */
const POINTS = 4_000_000;
const MESSAGE_POINTS = 100_000;
let watched: readonly string[] = [];
let isIdle = false;

globalThis.acquireVsCodeApi = () => ({
  postMessage: (message: ToHost | FromComparison) => setTimeout(() => receive(message), 0),
  getState: () => undefined,
  setState: () => undefined,
});

function receive(message: ToHost | FromComparison): void {
  if (message.type === 'watch') {
    watched = message.columns;
    sendCourses(0);
  }
  if (message.type === 'request') send({ type: 'reply', id: message.id, ok: true, value: {} });
  if (message.type !== 'ready') return;
  send({
    type: 'comparison',
    state: { file: { version: 1, runs: [{ latest: 'run', count: 1000 }] }, missing: [] },
  });
  send({
    type: 'snapshot',
    version: DASHBOARD_VERSION,
    runs: Array.from({ length: scene.runs }, (_, run) => ({
      key: `/runs/${run}`,
      facts: factsOf(run),
      snapshots: [],
      trouble: null,
    })),
    capabilities: { training: false, folders: false },
  });
  sendOutlines(0);
}

/** A few runs a frame, as they are read. */
function sendOutlines(from: number): void {
  const to = Math.min(scene.runs, from + 10);
  const runs = Array.from({ length: to - from }, (_, i) => ({
    key: `/runs/${from + i}`,
    metrics: outlineOf(from + i),
  }));
  send({ type: 'delta', runs });
  if (to < scene.runs) setTimeout(() => sendOutlines(to), 17);
}

function sendCourses(from: number): void {
  isIdle = false;
  const columns = watched;
  const points = Math.round(
    Math.min(scene.points, 2000, Math.max(100, POINTS / (scene.runs * columns.length))),
  );
  const blocks: CourseBlock[] = [];
  let run = from;
  while (run < scene.runs && (run - from) * points * columns.length < MESSAGE_POINTS)
    blocks.push(courseOf(run++, columns, points));
  send({ type: 'courses', blocks });
  if (columns !== watched) return;
  if (run < scene.runs) setTimeout(() => sendCourses(run), 17);
  else isIdle = true;
}

function factsOf(run: number): RunFacts {
  const mode = MODES[run % MODES.length]!;
  const layers = Array.from({ length: scene.layers }, (_, i) => ({
    ...{ name: `dense${i + 1}`, type: 'dense', activation: 'relu', inputShape: [64], outputShape: [64] },
    ...{ hasKernel: true, kernelShape: [64, 64], parameters: 4160 },
  }));
  return {
    ...{
      id: `deep-${mode}-s${run}`,
      name: 'deep',
      mode,
      seed: Math.floor(run / MODES.length),
      engine: 'onnx-cpu',
      device: 'CPU',
    },
    ...{ status: 'finished', created: `2026-01-01T00:00:${String(run % 60).padStart(2, '0')}.000Z` },
    ...{ steps: scene.steps, step: scene.steps, stepsPerEpoch: 10 },
    data: {
      kind: 'digits',
      shape: [8, 8, 1],
      classNames: ['0', '1'],
      train: 1000,
      validation: 100,
      test: 100,
    },
    ...{ layers, regularizers: mode === 'std' ? [] : [mode], warnings: [] },
    config: {
      data: { kind: 'digits' },
      training: { seed: run, optimizer: { learningRate: 1e-4 * (1 + (run % 5)) } },
    },
  };
}

const valueAt = (run: number, column: number, step: number): number =>
  Math.exp(-step / (scene.steps / 3)) * (1 + (column % 7) / 7) + 0.1 + (run % 13) / 100;

function outlineOf(run: number) {
  const rows = Math.min(1000, scene.points);
  const names = ['step', 'epoch', 'seconds'];
  const values = new Float64Array(names.length * rows);
  for (let row = 0; row < rows; row++) {
    const step = Math.round((row * scene.steps) / (rows - 1));
    values.set([step], row);
    values.set([step / 10], rows + row);
    values.set([step / 500], 2 * rows + row);
  }
  const told = ['taskLoss', 'loss', 'trainAccuracy', 'testAccuracy', 'validationAccuracy'];
  for (const { name } of factsOf(run).layers)
    for (const metric of LAYER_METRICS) told.push(layerColumn(name, metric));
  const sparse = {
    ...{ names: told, counts: told.map(() => 1), rows: Uint32Array.from(told, () => rows - 1).buffer },
    values: Float64Array.from(told, (_, column) => valueAt(run, column, scene.steps)).buffer,
  };
  return { from: 0, rows, names, values: values.buffer, sparse };
}

function courseOf(run: number, names: readonly string[], points: number): CourseBlock {
  const steps = new Uint32Array(points * names.length);
  const values = new Float64Array(points * names.length);
  names.forEach((_, column) => {
    for (let i = 0; i < points; i++) {
      const step = Math.round((i * scene.steps) / (points - 1));
      steps[column * points + i] = step;
      values[column * points + i] = valueAt(run, column, step);
    }
  });
  const counts = names.map(() => points);
  return {
    key: `/runs/${run}`,
    names,
    counts,
    logged: names.map(() => scene.points),
    steps: steps.buffer,
    values: values.buffer,
  };
}

function send(message: ToView | ToComparison): void {
  window.dispatchEvent(new MessageEvent('message', { data: message }));
}

globalThis.racecarCompareBench = {
  async opening() {
    let table: number | undefined;
    for (;;) {
      await nextFrame();
      if (document.querySelector('.run-row') !== null) table ??= performance.now();
      if (table !== undefined && isIdle && document.querySelectorAll('#curves canvas').length >= 6) break;
    }
    return { table: table - began, curves: performance.now() - began };
  },
  async scroll(seconds) {
    const element = document.querySelector<HTMLElement>('.runs-scroll')!;
    element.scrollIntoView();
    const furthest = element.scrollHeight - element.clientHeight;
    return motion(seconds, (share) => {
      element.scrollTop = Math.abs(((share * 4 + 1) % 2) - 1) * furthest;
    });
  },
  scrub(seconds) {
    const slider = document.querySelector<HTMLInputElement>('.cursor-slider')!;
    const last = Number(slider.max);
    return motion(seconds, (share) => {
      slider.value = String(Math.round(Math.abs(((share * 4 + 1) % 2) - 1) * last));
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    });
  },
  async sort() {
    const before = performance.now();
    document.querySelectorAll<HTMLElement>('.sort-button')[3]!.click();
    await nextFrame();
    await nextFrame();
    return performance.now() - before;
  },
};

/** Calls `move` with the share of the time that has gone, before every frame. */
async function motion(seconds: number, move: (share: number) => void) {
  const start = await nextFrame();
  let [frames, before, longestFrame] = [0, start, 0];
  while (before - start < seconds * 1000) {
    move((before - start) / (seconds * 1000));
    const now = await nextFrame();
    frames++;
    longestFrame = Math.max(longestFrame, now - before);
    before = now;
  }
  return { frames, seconds: (before - start) / 1000, longestFrame };
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
