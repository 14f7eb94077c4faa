/**
 * Makes the README's pictures of the panel Layer SVD from two finished runs of the peak example, in a dark and a light
 * theme:
 *
 *     node dist/cli.js train examples/peak/peak.racecar.json --mode std,rr
 *     npm run pictures:layers -- [RUNS_DIRECTORY]
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { InspectorClient } from '../../../src/inspection/inspectorClient';
import type { OpenedInspection } from '../../../src/messages/inspectorMessages';
import type { LayerRequest } from '../../../src/messages/layerMessages';
import { readCatalogue } from '../../../src/runs/catalogue';
import type { FakeLayerHost } from './layerBrowser';
import { LayerBrowser } from './layerBrowser';

const NAMES = { std: 'Std', rr: 'RR' } as const;
const LAYER = 'hidden';
const MOST_BYTES = 300_000;
/** A narrow side bar, as long as two rows of vectors need. */
const PANEL = { width: 300, height: 772 };

const [runsDirectory = path.join('examples', 'peak', '.racecar', 'runs')] = process.argv.slice(2);
const dist = process.env.RACECAR_DIST ?? 'dist';
const inspector = new InspectorClient({ inspectorFile: path.resolve(dist, 'inspector.js') });
const browser = await LayerBrowser.start();
try {
  for (const mode of ['std', 'rr'] as const) {
    const opened = await openRun(mode);
    for (const theme of ['dark', 'light'] as const) await picture(opened, mode, theme);
  }
} finally {
  inspector.dispose();
  await browser.stop();
}

async function openRun(mode: keyof typeof NAMES): Promise<OpenedInspection> {
  const { runs } = await readCatalogue(runsDirectory);
  const run = runs.find(({ manifest }) => manifest.mode === mode && manifest.status === 'finished');
  if (run === undefined) throw new Error(`no finished run of mode ${mode} in ${runsDirectory}`);
  const directory = path.resolve(run.folder.directory);
  const opened = await inspector.ask('open', { source: { kind: 'run', directory } });
  return { ...opened, tensors: [], title: `peak · ${NAMES[mode]} · seed 0` };
}

async function picture(opened: OpenedInspection, mode: string, theme: 'dark' | 'light'): Promise<void> {
  const host: FakeLayerHost = {
    onReady: (page) =>
      page.send(
        { type: 'opened', opened, isRun: true },
        { type: 'status', status: { metrics: { state: 'done' } } },
        { type: 'select', layer: LAYER },
      ),
    answer,
  };
  const panel = await browser.open('layers', host, { ...PANEL, theme });
  await panel.page.getByRole('option').first().waitFor();
  // Pictures and the course come in with the next frames.
  await panel.page.waitForTimeout(1_500);
  const file = path.join('media', `layer-svd-${mode}-${theme}.png`);
  await panel.page.screenshot({ path: file });
  await panel.close();
  const { size } = await stat(file);
  if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes, more than ${MOST_BYTES}`);
  process.stdout.write(`${file}: ${Math.round(size / 1000)} kB\n`);
}

function answer(request: LayerRequest): Promise<unknown> {
  switch (request.kind) {
    case 'details': {
      const { inspection, layer, count, by, gramSize } = request;
      return inspector.ask('details', { inspection, layer, vectors: { count, by }, gramSize });
    }
    case 'course':
      return inspector.ask('course', { inspection: request.inspection, layer: request.layer });
    default:
      throw new Error(`a picture needs no ${request.kind}`);
  }
}
