import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OfferedFile } from '../../src/messages/dashboardMessages';
import type { LayerRequest } from '../../src/messages/layerMessages';
import { barriers } from './support/barriers';
import type { FakeLayerHost } from './support/layerBrowser';
import { LayerBrowser } from './support/layerBrowser';
import type { MadeKernel } from './support/layerFixture';
import { madeDetails, madeKernel, madeOpening, madeRow } from './support/layerFixture';

let browser: LayerBrowser;
beforeAll(async () => {
  browser = await LayerBrowser.start();
});
afterAll(() => browser.stop());

const conv = madeKernel('features.0', 27, 8, { shape: [3, 3, 3, 8], kind: 'conv', inputShape: [3, 3, 3] });
const blocks = Array.from({ length: 120 }, (_, i) => madeKernel(`block${i}.query`, 12 + (i % 7), 8));
const kernels: readonly MadeKernel[] = [conv, ...blocks];
const opened = madeOpening(kernels, { notes: ['refused: os.system in data.pkl'] });
const rows = kernels.map(madeRow);
const summary = {
  layers: kernels.length,
  metrics: { meanAlpha: 3.2, weightedAlpha: null, sumLogNorms: 4, balanceGap: 0.1, logLipschitz: 2 },
  counts: { good: 0, watch: kernels.length, bad: 0, unknown: 0 },
  finding: { text: '{0} layers to watch', values: [kernels.length] },
};
const open = { type: 'opened', opened, isRun: false } as const;
const ROWS = { type: 'rows', inspection: 1, rows, whole: true, summary } as const;
const CHOSEN = { type: 'select', layer: 'features.0' } as const;
const DONE = { type: 'status', status: { metrics: { state: 'done' } } } as const;

function fileHost(answer: (request: LayerRequest) => unknown = () => undefined): FakeLayerHost {
  return {
    onReady: (page) => page.send(open, DONE, ROWS, CHOSEN),
    answer: (request) => {
      const special = answer(request);
      if (special !== undefined) return special;
      if (request.kind === 'details') {
        return madeDetails(
          kernels.find(({ layer }) => layer.name === request.layer)!,
          request,
        );
      }
      return null;
    },
  };
}

const WIDE = { width: 1200 };

describe('the editor of a checkpoint', () => {
  it('shows the model as a table, of which only the rows in sight are on the page, and a sentence on it', async () => {
    const editor = await browser.open('checkpoint', fileHost(), WIDE);
    const { page } = editor;
    const table = page.getByRole('grid', { name: 'Layers' });
    await table.waitFor();
    await expect.poll(() => table.getAttribute('aria-rowcount')).toBe('122');
    expect(await table.getByRole('row').count()).toBeLessThan(60);
    expect(await page.locator('.checkpoint-summary').innerText()).toBe('121 layers to watch');
    const heads = await table.locator('.data-table-head > *').allInnerTexts();
    expect(heads.slice(0, 5)).toEqual(['layer', 'alpha', 'stable rank', 'state', 'shape']);
    expect(await page.locator('.notes').innerText()).toContain('refused: os.system');
    expect(editor.problems).toEqual([]);
    await editor.close();
  });

  it('says once of a layer that holds NaN what is wrong with it, and why there are no sums', async () => {
    const reason = 'It holds NaN in 2 of 216 values, the first in row 1, column 2 (counted from 0).';
    const broken = {
      layer: 'features.0',
      metrics: {},
      state: { level: 'bad', reason: { text: reason, values: [] } },
      error: reason,
    } as const;
    const editor = await browser.open(
      'checkpoint',
      {
        ...fileHost((request) => {
          if (request.kind === 'details') throw new Error(reason);
          return undefined;
        }),
        onReady: (page) =>
          page.send(
            open,
            DONE,
            {
              ...ROWS,
              rows: [broken, ...rows.slice(1)],
              summary: { ...summary, metrics: { ...summary.metrics, sumLogNorms: null } },
            },
            CHOSEN,
          ),
      },
      { width: 300 },
    );
    const { page } = editor;
    await page.getByRole('button', { name: 'try again' }).waitFor();
    expect(await page.getByText(reason).count()).toBe(1);
    const again = (await page.getByRole('button', { name: 'try again' }).boundingBox())!;
    expect(again.height).toBeLessThan(24);
    expect(await page.locator('.checkpoint-head > .section-hint').innerText()).toBe(
      'No sums over all layers: features.0 has no numbers.',
    );
    await page
      .locator('.data-table-row', { hasText: 'features.0' })
      .getByRole('img', { name: 'bad' })
      .waitFor();
    await editor.close();
  });

  it('sorts by a number, filters by words and limits, and the arrow keys choose a layer', async () => {
    const editor = await browser.open('checkpoint', fileHost(), WIDE);
    const { page } = editor;
    const table = page.getByRole('grid', { name: 'Layers' });
    await table.getByRole('button', { name: 'parameters' }).click();
    const second = table.getByRole('row').nth(1);
    await expect.poll(() => second.innerText()).toContain('features.0');
    await table.getByRole('button', { name: 'parameters' }).click();
    await expect.poll(() => second.innerText()).toContain('block0.query');
    const head = table.getByRole('columnheader', { name: /parameters/ });
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('ascending');
    await page.getByRole('textbox', { name: 'Filter layers' }).fill('query rows>=18 block1');
    await expect.poll(() => page.locator('.table-tools').innerText()).toMatch(/^\d+ of 121$/);
    await table.focus();
    await page.keyboard.press('ArrowDown');
    const chosen = () => editor.said('selected').at(-1)?.layer;
    await expect.poll(chosen).toMatch(/^block1\d*\.query$/);
    await page.getByRole('heading', { name: chosen()!, exact: true }).waitFor();
    await editor.close();
  });

  it('shows a convolution’s vectors as patches, and a chosen one large', async () => {
    const editor = await browser.open('checkpoint', fileHost(), WIDE);
    const { page } = editor;
    await page.getByRole('option').nth(2).click();
    const name = (await page.getByRole('option').nth(2).innerText()).split(' ')[0]!;
    await page.getByText(`u of ${name}, input space`).waitFor();
    await editor.send({ type: 'select', layer: 'features.0', direction: 5 });
    await page.getByText('u of σ₆, input space').waitFor();
    await editor.close();
  });

  it('exports all layers as CSV and JSON', async () => {
    const saved = new Map<string, string>();
    const editor = await browser.open(
      'checkpoint',
      fileHost((request) => {
        if (request.kind !== 'save') return undefined;
        saved.set(request.name, request.content);
        return true;
      }),
      WIDE,
    );
    const { page } = editor;
    for (const item of ['CSV table', 'JSON']) {
      await page.getByRole('button', { name: 'Export the layers' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    }
    await expect.poll(() => [...saved.keys()]).toEqual(['model-layers.csv', 'model-layers.json']);
    const lines = saved.get('model-layers.csv')!.trim().split('\n');
    expect(lines).toHaveLength(122);
    expect(lines[0]).toMatch(/^layer,tensor,kind,shape,.*stableRank/);
    expect(lines[1]).toMatch(/^features\.0,features\.0\/kernel,conv,3x3x3x8,f32,216,watch,/);
    const json = JSON.parse(saved.get('model-layers.json')!) as { layers: { metrics: object }[] };
    expect(json.layers).toHaveLength(121);
    expect(json.layers[0]!.metrics).toMatchObject({ alpha: 2.31, conditionNumber: null });
    await editor.close();
  });

  it('exports the vectors of a layer as a picture, and its spectrum as numbers', async () => {
    const saved = new Map<string, OfferedFile>();
    const editor = await browser.open(
      'checkpoint',
      fileHost((request) => {
        if (request.kind !== 'save') return undefined;
        saved.set(request.name, request);
        return true;
      }),
      WIDE,
    );
    const { page } = editor;
    for (const [title, item] of [
      ['singular vectors', 'PNG picture'],
      ['spectrum', 'CSV numbers'],
    ]) {
      await page.getByRole('button', { name: `Export ${title}` }).click();
      await page.getByRole('menuitem', { name: item! }).click();
    }
    await expect
      .poll(() => [...saved.keys()].sort())
      .toEqual(['model-features.0-spectrum.csv', 'model-features.0-u.png']);
    const png = saved.get('model-features.0-u.png')!;
    expect(png.encoding).toBe('base64');
    expect(Buffer.from(png.content, 'base64').subarray(1, 4).toString()).toBe('PNG');
    const { singularValues } = madeDetails(conv, { count: 1, by: 'sigma' });
    const lines = saved.get('model-features.0-spectrum.csv')!.content.trim().split('\n');
    expect(lines[0]).toMatch(/^number,sigma/);
    expect(lines.slice(1).map((line) => Number(line.split(',')[1]))).toEqual([...singularValues]);
    await editor.close();
  });

  it('says why an export was not saved', async () => {
    const editor = await browser.open(
      'checkpoint',
      fileHost((request) => {
        if (request.kind === 'save') throw new Error('no space left on the disk');
        return undefined;
      }),
      WIDE,
    );
    const { page } = editor;
    await page.getByRole('button', { name: 'Export the layers' }).click();
    await page.getByRole('menuitem', { name: 'CSV table' }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: 'model-layers.csv was not saved: no space left on the disk' })
      .waitFor();
    expect(editor.problems).toEqual([]);
    await editor.close();
  });

  it('lists the tensors with their place in the file, and says what a tensor’s values are like', async () => {
    const editor = await browser.open(
      'checkpoint',
      fileHost((request) =>
        request.kind === 'tensor'
          ? { min: -1, max: 2, mean: 0.25, standardDeviation: 0.5, zeros: 7, notFinite: 3 }
          : undefined,
      ),
      { width: 400 },
    );
    const { page } = editor;
    await page.getByText('Tensors 121').click();
    const row = page.getByRole('grid', { name: 'Tensors' }).getByRole('row').nth(1);
    expect((await row.innerText()).split('\n')).toEqual(
      expect.arrayContaining(['features.0/kernel', '3 × 3 × 3 × 8', 'f32', '864 B', '1,024']),
    );
    await row.click();
    await page.getByText('−1 to 2').or(page.getByText('-1 to 2')).waitFor();
    expect(await page.locator('.tensor-facts').innerText()).toContain('3 not finite');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
    await editor.close();
  });

  it('is never blank: it says why a file cannot be read, and that what was read before is old', async () => {
    const editor = await browser.open('checkpoint', {
      onReady: (page) =>
        page.send(
          { type: 'opened', opened: null, isRun: false },
          {
            type: 'status',
            status: { metrics: { state: 'done' }, trouble: 'the header is cut short at byte 8' },
          },
        ),
      answer: () => null,
    });
    const { page } = editor;
    await page.getByRole('alert').filter({ hasText: 'the header is cut short at byte 8' }).waitFor();
    await page.getByRole('button', { name: 'read again' }).click();
    await expect.poll(() => editor.said('act')).toEqual([{ type: 'act', action: 'reload' }]);
    await editor.send(open);
    await page.getByRole('alert').filter({ hasText: 'What was read before is shown' }).waitFor();
    await page.locator('.checkpoint.is-old').waitFor();
    await editor.close();
  });

  it('says which layers wait, how far the others are, and has both changed', async () => {
    const editor = await browser.open('checkpoint', fileHost(), WIDE);
    const { page } = editor;
    await page.getByRole('grid').waitFor();
    await editor.send({
      type: 'status',
      status: { metrics: { state: 'partial', missing: 12, why: 'large' } },
    });
    await page.getByText('The numbers of 12 large layers').waitFor();
    await page.getByRole('button', { name: 'compute all' }).click();
    const progress = { phase: 'singular values', name: 'block7.query', fraction: 0.25 };
    await editor.send({ type: 'status', status: { metrics: { state: 'running', progress } } });
    await page.getByText('block7.query: singular values').waitFor();
    await page.locator('.list-head').getByRole('button', { name: 'cancel' }).click();
    await editor.send({
      type: 'status',
      status: { metrics: { state: 'partial', missing: 3, why: 'cancelled' } },
    });
    await page.getByText('Cancelled: 3 layers have no numbers.').waitFor();
    await editor.send({
      type: 'status',
      status: { metrics: { state: 'waiting' }, dataProgress: { phase: 'reading the data', fraction: 0 } },
    });
    await page.locator('.checkpoint-head').getByRole('button', { name: 'cancel' }).click();
    await expect.poll(() => page.locator('.list-head .layer-progress').innerText()).toBe('');
    const acts = () => editor.said('act').map(({ action }) => action);
    await expect.poll(acts).toEqual(['compute', 'cancelCompute', 'cancelData']);
    await editor.close();
  });

  it('asks for a layer again when other data of the same name were brought in', async () => {
    let asked = 0;
    const editor = await browser.open(
      'checkpoint',
      fileHost(({ kind }) => void (kind === 'details' && asked++)),
      WIDE,
    );
    await expect.poll(() => asked).toBe(1);
    for (const number of [1, 2]) {
      const data = { number, title: 'net (idx), 60000 training samples', samples: 100, notes: [] };
      await editor.send({ type: 'status', status: { metrics: { state: 'done' }, data } });
      await expect.poll(() => asked).toBe(1 + number);
    }
    await editor.close();
  });

  it('keeps nobody out, in no theme', async () => {
    const few = madeOpening(kernels.slice(0, 6));
    const host = fileHost();
    const editor = await browser.open(
      'checkpoint',
      // Looking at every cell of many rows would take long and find nothing new.
      { ...host, onReady: (page) => page.send({ ...open, opened: few }, DONE, ROWS, CHOSEN) },
      WIDE,
    );
    await editor.page.getByRole('slider').waitFor();
    expect(await barriers(editor.page)).toEqual([]);
    for (const theme of ['light', 'highContrast'] as const) {
      await editor.setTheme(theme);
      expect(await barriers(editor.page, ['color-contrast'])).toEqual([]);
    }
    expect(editor.problems).toEqual([]);
    await editor.close();
  });
});
