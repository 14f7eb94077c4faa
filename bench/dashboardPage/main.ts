/** Runs in a page before its own script: stands in for VS Code, and measures what the page does. */
import type { HostRequest, ToHost, ToView } from '../../src/messages/dashboardMessages';
import { DASHBOARD_VERSION } from '../../src/messages/dashboardMessages';
import type { BenchPage, Motion, Opening, Scene } from '../dashboardScene';
import { headerOf, madeUpRun, tensorOf } from './data';

/** What reading a snapshot from a disk takes, about. */
const DISK_MS = 5;

declare global {
  var racecarScene: Scene;
  var racecarBench: BenchPage;
  var acquireVsCodeApi: () => unknown;
}

const scene = globalThis.racecarScene;
const began = performance.now();
let runs: readonly ReturnType<typeof madeUpRun>[] = Array.from({ length: scene.runs }, (_, index) =>
  madeUpRun(scene, index),
);
const making = performance.now() - began;
let firstCurve: number | undefined;

globalThis.acquireVsCodeApi = () => ({
  postMessage: (message: ToHost) =>
    setTimeout(() => receive(message), message.type === 'ready' ? 0 : DISK_MS),
  getState: () => undefined,
  setState: () => undefined,
});

function receive(message: ToHost): void {
  if (message.type === 'request') {
    if (message.request.kind === 'samples' || message.request.kind === 'principal') {
      send({ type: 'reply', id: message.id, ok: false, message: 'there are no training data' });
      return;
    }
    send({ type: 'reply', id: message.id, ok: true, value: answer(message.request) });
    return;
  }
  if (message.type !== 'ready') return;
  send({
    type: 'snapshot',
    version: DASHBOARD_VERSION,
    runs,
    capabilities: { training: true, folders: true },
  });
  // The page has them now, as after a message from another process.
  runs = [];
}

function answer(request: HostRequest): unknown {
  if (request.kind === 'header') return headerOf(scene, request.step);
  if (request.kind !== 'tensors') return null;
  const { shapes } = headerOf(scene, request.step);
  const found = request.names.filter((name) => shapes[name] !== undefined);
  return Object.fromEntries(found.map((name) => [name, tensorOf(shapes[name]!, name, request.step)]));
}

function send(message: ToView): void {
  window.dispatchEvent(new MessageEvent('message', { data: message }));
}

const { clip } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.clip = function (
  this: CanvasRenderingContext2D,
  ...rest: unknown[]
): void {
  if (this.canvas.closest('.chart') !== null) firstCurve ??= performance.now();
  (clip as (...all: unknown[]) => void).apply(this, rest);
};

const PARTS = ['.heat-canvas', '.probe-table', '#vectors .gallery-item canvas'];

globalThis.racecarBench = {
  async opening(): Promise<Opening> {
    while (firstCurve === undefined || !PARTS.every((part) => document.querySelector(part)))
      await nextFrame();
    return { firstCurve: firstCurve - making, everything: performance.now() - making };
  },
  scrub(seconds) {
    const slider = document.querySelector<HTMLInputElement>('.cursor-slider')!;
    const last = Number(slider.max);
    return motion(seconds, (share) => {
      // Twice over the whole run and back.
      const position = Math.abs(((share * 4 + 1) % 2) - 1);
      slider.value = String(Math.round(position * last));
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    });
  },
  zoom(seconds) {
    const area = document.querySelector<HTMLElement>('#chart-losses .u-over')!;
    const { left, top, width } = area.getBoundingClientRect();
    let frame = 0;
    return motion(seconds, () => {
      const deltaY = frame++ % 40 < 20 ? -40 : 40;
      const place = { clientX: left + width * 0.6, clientY: top + 10 };
      area.dispatchEvent(
        new WheelEvent('wheel', { deltaY, ctrlKey: true, bubbles: true, cancelable: true, ...place }),
      );
    });
  },
};

/** Calls `move` with the share of the time that has gone, before every frame. */
async function motion(seconds: number, move: (share: number) => void): Promise<Motion> {
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
