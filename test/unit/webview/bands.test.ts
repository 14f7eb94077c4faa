import { describe, expect, it } from 'vitest';
import { chartModel } from '../../../webview/charts/chartModel';
import { chartCsv } from '../../../webview/charts/exportCsv';
import { chartSvg } from '../../../webview/charts/exportSvg';
import type { ChartLine } from '../../../webview/charts/lines';
import type { Theme } from '../../../webview/page/theme';

const x = Float64Array.of(0, 1, 2);
const line: ChartLine = {
  ...{ key: 'rr', label: 'RR', look: { colour: 'green', dash: [], marker: 'circle' }, x, steps: x },
  y: Float64Array.of(2, 3, 4),
  band: {
    ...{ low: Float64Array.of(1, 2, 3), high: Float64Array.of(5, 6, 9), n: [5, 5, 4] },
    ...{ edges: ['min', 'max'], isMeasured: true },
  },
};
const settings = { scale: 'lin', smoothing: 0, limits: [], width: 100 } as const;
const theme = {
  background: '#fff',
  foreground: '#000',
  muted: '#888',
  grid: '#eee',
  charts: { green: '#0a0' },
};

describe('the band around a line', () => {
  it('is in view as a whole', () => {
    const { y } = chartModel([line], settings);
    expect(y.low).toBeLessThan(1);
    expect(y.high).toBeGreaterThan(9);
  });

  it('is cut off well below its line on a logarithmic scale, where its edge is no measured value', () => {
    const around = { ...line.band!, low: Float64Array.of(-3, 1e-9, 3), isMeasured: false };
    const { y, lines } = chartModel([{ ...line, band: around }], { ...settings, scale: 'log' });
    expect(y.low).toBeGreaterThan(0.4);
    expect([...lines[0]!.band!.low.x]).toEqual([0, 1, 2]);
    expect([...lines[0]!.band!.low.y]).toEqual([0.5, 0.5, 3]);
    const measured = { ...around, low: Float64Array.of(0.5, 1e-9, 3), isMeasured: true };
    expect(chartModel([{ ...line, band: measured }], { ...settings, scale: 'log' }).y.low).toBeLessThan(1e-9);
  });

  it('is exported as numbers beside the mean, with how many values lie behind it', () => {
    const single = { ...line, key: 'std', label: 'Std', y: Float64Array.of(7, 8, NaN) };
    const { band, ...withoutBand } = single;
    expect(band).toBeDefined();
    expect(chartCsv([line, withoutBand], 'step').split('\n')).toEqual([
      'step,RR mean,RR min,RR max,RR n,Std',
      '0,2,1,5,5,7',
      '1,3,2,6,5,8',
      '2,4,3,9,4,',
      '',
    ]);
  });

  it('is an area in an exported picture, as faint as on the page', () => {
    const svg = chartSvg(
      chartModel([line], settings),
      { about: 'a run', title: 'Loss', axis: 'step' },
      theme as unknown as Theme,
      { width: 200, height: 100 },
    );
    expect(svg).toMatch(/<path d="M[\d. L]+Z" fill="#0a0" opacity="0.18"\/>/);
  });
});
