import { describe, expect, it } from 'vitest';
import {
  layerDescription,
  layerLook,
  layerSpoken,
  layerTooltip,
} from '../../../../src/extension/layers/layerItemTexts';
import { parseToLayerHost } from '../../../../src/messages/layerRequests';
import type { LayerMetricsRow, LayerRow } from '../../../../src/messages/inspectorMessages';

const l10n = {
  t: (text: string, ...values: (string | number)[]) =>
    text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)])),
};
const layer: LayerRow = {
  name: 'hidden_1',
  tensor: 'hidden_1/kernel',
  shape: [784, 128],
  kind: 'dense',
  rows: 784,
  columns: 128,
  layout: '[in, out]',
  parameters: 100_352,
  dtype: 'f32',
};
const row: LayerMetricsRow = {
  layer: 'hidden_1',
  metrics: { stableRank: 1.9, dataCapture: 0.9748, alpha: 2.3 },
  state: { level: 'bad', reason: { text: '{0} of the energy in one direction', values: ['35 %'] } },
};

describe('A layer in the Layers view', () => {
  it('tells its shape, its parameters and the numbers that say most', () => {
    expect(layerDescription(layer, row, l10n)).toBe('784 × 128 · stable rank 1.9 · data 97.5 % · 100,352');
    const withoutData = { ...row, metrics: { stableRank: 1.9, alpha: 2.3 } };
    expect(layerDescription(layer, withoutData, l10n)).toMatch(/ · α 2\.3 · /);
    expect(layerDescription(layer, undefined, l10n)).toBe('784 × 128 · 100,352');
  });

  it('says its state by a shape as well as by a colour, with the reason in words', () => {
    const levels = ['good', 'watch', 'bad', 'unknown'] as const;
    const icons = levels.map((level) => layerLook({ ...row, state: { ...row.state, level } }).icon);
    expect(new Set([...icons, layerLook(undefined).icon]).size).toBe(5);
    expect(layerTooltip(layer, row, l10n)).toContain('$(error) bad: 35 % of the energy in one direction');
    expect(layerTooltip(layer, row, l10n)).toContain('hidden\\_1');
    expect(layerSpoken(layer, row, l10n)).toContain('bad: 35 % of the energy in one direction');
    expect(layerSpoken(layer, undefined, l10n)).toContain('no numbers yet');
  });
});

describe('What a page of layers says to the host', () => {
  it('is taken where it has the form of a message, and nothing of it otherwise', () => {
    const details = { kind: 'details', inspection: 1, layer: 'a', count: 24, by: 'sigma', gramSize: 96 };
    for (const message of [
      { type: 'ready', version: 1 },
      { type: 'request', id: 1, request: details },
      { type: 'cancel', id: 1 },
      { type: 'act', action: 'chooseData' },
      { type: 'open', layer: 'a', direction: 0 },
      { type: 'docs', section: 'largest-σ' },
    ]) {
      expect(parseToLayerHost(message)).toEqual(message);
    }
    for (const wrong of [
      undefined,
      'ready',
      { type: 'request', id: 1, request: { ...details, count: -1 } },
      { type: 'request', id: 1, request: { ...details, by: 'name' } },
      { type: 'act', action: 'deleteRun' },
      { type: 'docs', section: '../../etc' },
    ]) {
      expect(parseToLayerHost(wrong)).toBeUndefined();
    }
  });
});
