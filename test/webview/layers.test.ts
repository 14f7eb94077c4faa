import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LayerRequest } from '../../src/messages/layerMessages';
import { barriers } from './support/barriers';
import type { FakeLayerHost, LayerPageInBrowser } from './support/layerBrowser';
import { LayerBrowser } from './support/layerBrowser';
import { madeDetails, madeKernel, madeOpening, madeRow } from './support/layerFixture';

let browser: LayerBrowser;
beforeAll(async () => {
  browser = await LayerBrowser.start();
});
afterAll(() => browser.stop());

const hidden = madeKernel('hidden', 64, 24, { inputShape: [8, 8, 1] });
const output = madeKernel('output', 24, 4);
const run = { id: 'peak-rr', directory: '/runs/peak-rr', mode: 'rr', step: 500, steps: [0, 500, 1000] };
const opened = madeOpening([hidden, output], { title: 'peak · RR', run });
const open = { type: 'opened', opened, isRun: true } as const;
const rows = { type: 'rows', inspection: 1, rows: [hidden, output].map(madeRow), whole: true } as const;
const DONE = { type: 'status', status: { metrics: { state: 'done' } } } as const;
const course = {
  steps: run.steps,
  columns: { stableRank: [12, 4, 2], alpha: [null, null, null] },
};

/** A host that shows a run and knows its layers. */
function runHost(
  answer: (request: LayerRequest, page: LayerPageInBrowser, id: number) => unknown = () => undefined,
): FakeLayerHost {
  return {
    onReady: (page) => page.send(open, DONE, rows, { type: 'select', layer: 'hidden' }),
    answer: (request, page, id) => {
      const special = answer(request, page, id);
      if (special !== undefined) return special;
      if (request.kind === 'course') return course;
      if (request.kind !== 'details') return null;
      return madeDetails(request.layer === 'hidden' ? hidden : output, request);
    },
  };
}

const spectrum = (page: LayerPageInBrowser) => page.page.getByRole('slider', { name: /Singular values/ });

describe('the panel Layer SVD', () => {
  it('shows a layer with six numbers and their course, spectrum, vectors, heat map and findings', async () => {
    const panel = await browser.open('layers', runHost());
    const { page } = panel;
    await spectrum(panel).waitFor();
    expect(await page.locator('.layer-head').innerText()).toContain('64 × 24');
    await expect.poll(() => page.locator('.metric-grid > *').count()).toBe(6);
    expect(
      await page.locator('.metric', { hasText: 'stable rank' }).getByRole('img').getAttribute('aria-label'),
    ).toBe('from 12 at step 0 to 2 at step 1,000');
    await expect.poll(() => page.locator('.layer-findings').innerText()).toContain('35 %');
    await expect
      .poll(() => page.locator('.layer-spectrum-keys').innerText())
      .toMatch(/random up to 1.2.*\n?.*power law, α 2.31.*unreliable/s);
    expect(await page.getByRole('option').first().innerText()).toContain('σ₁');
    await page.getByRole('application', { name: /squared norms/ }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(300);
    expect(panel.problems).toEqual([]);
    await panel.close();
  });

  it('tells what the state and a finding say of one number once, and more of it on demand', async () => {
    const reason = { text: 'Stable rank {0} of {1}: few directions', values: [1.9, 128] };
    const row = { ...madeRow(hidden), state: { level: 'watch', reason, about: 'stableRank' } as const };
    const finding = (rule: string, text: string, numbers: Record<string, number>) => ({
      ...({ rule, severity: 'information', layer: 'hidden', numbers, step: 500, path: [] } as const),
      message: { text, values: [] },
      reason: { text: `Why ${rule}`, values: [] },
    });
    const findings = [
      finding('data-energy', 'hidden: stable rank 1.9 of 128', { stableRank: 1.9 }),
      finding('reverse-path', 'hidden: the reverse path is broken', {}),
    ];
    const panel = await browser.open(
      'layers',
      runHost((request) =>
        request.kind === 'details' ? { ...madeDetails(hidden, request), row } : undefined,
      ),
    );
    const told = panel.page.locator('.layer-findings');
    await expect.poll(() => told.innerText()).toContain('Stable rank 1.9 of 128');
    await panel.send({ type: 'findings', findings });
    await expect.poll(() => told.innerText()).toContain('hidden: stable rank 1.9 of 128');
    expect(await told.innerText()).not.toContain('Stable rank');
    expect(await told.getByRole('listitem').count()).toBe(2);
    expect(await told.getByRole('img', { name: 'watch' }).count()).toBe(1);
    await told.getByText('hidden: stable rank').click();
    await told.getByText('Why data-energy').waitFor();
    await panel.close();
  });

  it('explains a number to the pointer and to the keyboard, and Escape closes the explanation', async () => {
    const panel = await browser.open('layers', runHost());
    const { page } = panel;
    const subject = page.getByRole('button', { name: /stable rank/ });
    await subject.hover();
    await page.getByRole('tooltip').filter({ hasText: 'How many directions' }).waitFor();
    await page.mouse.move(0, 0);
    await expect.poll(() => page.getByRole('tooltip').count()).toBe(0);
    await subject.focus();
    await page.getByRole('tooltip').filter({ hasText: 'Beware' }).waitFor();
    const box = await page.getByRole('tooltip').boundingBox();
    expect(box!.x).toBeGreaterThanOrEqual(0);
    expect(box!.x + box!.width).toBeLessThanOrEqual(300);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('tooltip').count()).toBe(0);
    await subject.click();
    await expect.poll(() => panel.said('docs')).toEqual([{ type: 'docs', section: 'stable-rank' }]);
    await panel.close();
  });

  it('has a vector opened large elsewhere, by pointer and by keyboard', async () => {
    const panel = await browser.open('layers', runHost());
    const { page } = panel;
    await page.getByRole('option').nth(1).click();
    await expect.poll(() => panel.said('open')).toMatchObject([{ layer: 'hidden' }]);
    await page.getByRole('listbox').focus();
    await page.keyboard.press('Home');
    await expect
      .poll(() => panel.said('open').at(-1))
      .toEqual({ type: 'open', layer: 'hidden', direction: 0 });
    await panel.close();
  });

  it('says that a preview is approximate, how far the exact numbers are, and lets them be cancelled', async () => {
    let preview = true;
    const panel = await browser.open(
      'layers',
      runHost(async (request, page, id) => {
        if (request.kind !== 'details' || !preview) return undefined;
        const whole = madeDetails(hidden, request);
        await page.send(
          { type: 'progress', id, progress: { phase: 'singular values', fraction: 0.4 } },
          {
            type: 'partial',
            id,
            value: { ...whole, exact: false, singularValues: whole.singularValues.slice(0, 8) },
          },
        );
        return new Promise(() => undefined);
      }),
    );
    const { page } = panel;
    await page.getByText('approximate: the 8 largest of 24').waitFor();
    await expect.poll(() => page.getByRole('progressbar').getAttribute('value')).toBe('0.4');
    await page.getByRole('button', { name: 'cancel' }).click();
    await page.getByText('Cancelled: the largest singular values are approximate.').waitFor();
    await expect.poll(() => panel.said('cancel')).toHaveLength(1);
    preview = false;
    await page.getByRole('button', { name: 'compute' }).click();
    await page.locator('.approximate').waitFor({ state: 'detached' });
    expect(panel.problems).toEqual([]);
    await panel.close();
  });

  it('marks what is of another step while the new one comes, and keeps it where that fails', async () => {
    let refuse: (() => void) | undefined;
    const panel = await browser.open(
      'layers',
      runHost((request) => {
        if (request.kind !== 'details' || request.inspection === 1) return undefined;
        return new Promise((_, reject) => {
          refuse = () => reject(new Error('the snapshot of step 1000 is gone'));
        });
      }),
    );
    const { page } = panel;
    await spectrum(panel).waitFor();
    await panel.send({ ...open, opened: { ...opened, inspection: 2, run: { ...run, step: 1000 } } });
    await page.locator('.layer.is-old').waitFor();
    await expect.poll(() => page.locator('.subject-step').innerText()).toBe('step 1,000');
    // The page is marked before its question has come here.
    await expect.poll(() => refuse).toBeDefined();
    refuse!();
    await page.getByRole('alert').filter({ hasText: 'the snapshot of step 1000 is gone' }).waitFor();
    expect(await spectrum(panel).count()).toBe(1);
    await panel.close();
  });

  it('follows the choice of a layer, and says where there is nothing to show', async () => {
    const panel = await browser.open('layers', {
      onReady: (page) => page.send({ type: 'opened', opened: null, isRun: false }, DONE),
      answer: runHost().answer,
    });
    const { page } = panel;
    await page.getByRole('button', { name: 'Open a checkpoint' }).click();
    await expect.poll(() => panel.said('act')).toEqual([{ type: 'act', action: 'openCheckpoint' }]);
    await panel.send(open, rows, { type: 'select', layer: 'output' });
    await page.getByRole('heading', { name: 'output' }).waitFor();
    await panel.send({ type: 'status', status: { metrics: { state: 'done' }, trouble: 'the run is gone' } });
    await page.getByRole('alert').filter({ hasText: 'the run is gone' }).waitFor();
    await panel.close();
  });

  it('is back after a reload with the axis and the space that were chosen', async () => {
    const panel = await browser.open('layers', runHost());
    const { page } = panel;
    await page.getByText('linear').click();
    await page.getByText('outputs').click();
    await page.reload();
    await page.getByRole('listbox', { name: /output space/ }).waitFor();
    await expect.poll(() => page.getByRole('radio', { name: 'linear' }).isChecked()).toBe(true);
    await panel.close();
  });

  it('keeps nobody out, in no theme', async () => {
    const panel = await browser.open('layers', runHost());
    await panel.page.getByRole('slider').waitFor();
    await panel.page.getByRole('button', { name: /All \d+ numbers/ }).click();
    expect(await barriers(panel.page)).toEqual([]);
    for (const theme of ['light', 'highContrast'] as const) {
      await panel.setTheme(theme);
      expect(await barriers(panel.page, ['color-contrast'])).toEqual([]);
    }
    expect(panel.problems).toEqual([]);
    await panel.close();
  });
});
