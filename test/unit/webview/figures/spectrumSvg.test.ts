import { describe, expect, it } from 'vitest';
import { spectrumCsv } from '../../../../webview/components/spectrum/ExportSpectrum';
import { spectrumSvg } from '../../../../webview/components/spectrum/spectrumSvg';
import { PAPER } from '../../../../webview/figures/paper';

const texts = { title: 'Spectrum of hidden', about: 'a run' };
const sigma = [8, 4, 2, 1];

/** Where paths of a colour begin, and how far up they go. */
function pathsOf(svg: string, colour: string): string[] {
  return [...svg.matchAll(/<path d="([^"]*)"[^>]*/g)]
    .filter(([path]) => path.includes(`fill="${colour}"`))
    .flatMap(([, d]) => d!.split('Z').filter((part) => part !== ''));
}

function barsOf(svg: string) {
  return pathsOf(svg, PAPER.charts.blue)
    .filter((part) => part.includes('V'))
    .map((part) => {
      const [, x, floor, top] = /^M([\d.]+) ([\d.]+)V([\d.]+)h/.exec(part)!;
      return { x: Number(x), height: Number(floor) - Number(top) };
    });
}

describe('a spectrum exported as a figure', () => {
  it('has a bar for every singular value, as high as it is', () => {
    const bars = barsOf(spectrumSvg({ sigma }, 'lin', texts, PAPER));
    expect(bars).toHaveLength(4);
    const [first] = bars;
    bars.forEach(({ height }, i) => expect(height / first!.height).toBeCloseTo(sigma[i]! / 8, 3));
    expect(bars.every(({ x }, i) => i === 0 || x > bars[i - 1]!.x)).toBe(true);
  });

  it('has steps of equal height for equal factors on a logarithmic axis', () => {
    const heights = barsOf(spectrumSvg({ sigma }, 'log', texts, PAPER)).map(({ height }) => height);
    const steps = heights.slice(1).map((height, i) => heights[i]! - height);
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(0.05);
  });

  it('has a diamond for every energy that was measured, on an axis in per cent', () => {
    const svg = spectrumSvg({ sigma, energy: [0.4, NaN, 0.2, 0.1] }, 'lin', texts, PAPER);
    expect(pathsOf(svg, PAPER.charts.orange)).toHaveLength(3);
    expect(svg).toContain('>40 %<');
    expect(svg).not.toContain('NaN');
    expect(spectrumSvg({ sigma }, 'lin', texts, PAPER)).not.toContain(PAPER.charts.orange);
  });

  it('has the edge of random matrices in view, also above all bars', () => {
    const svg = spectrumSvg({ sigma, edge: 10 }, 'lin', texts, PAPER);
    expect(svg).toContain('>edge of random matrices<');
    expect(
      barsOf(svg)[0]!.height / barsOf(spectrumSvg({ sigma }, 'lin', texts, PAPER))[0]!.height,
    ).toBeCloseTo(0.8, 3);
  });

  it.each([['lin'], ['log']] as const)('is drawn of one value, and of zeros: %s', (kind) => {
    for (const few of [[3], [0, 0], [5, 0]]) {
      const svg = spectrumSvg({ sigma: few, energy: few.map(() => 0) }, kind, texts, PAPER);
      expect(svg).not.toMatch(/NaN|Infinity/);
      expect(barsOf(svg)).toHaveLength(few.length);
    }
  });

  it('has its numbers as a table, empty where an energy was not measured', () => {
    expect(spectrumCsv({ sigma: [2, 1], energy: [0.5, NaN] })).toBe(
      'number,sigma,dataEnergy\n1,2,0.5\n2,1,\n',
    );
    expect(spectrumCsv({ sigma: [2, 1] })).toBe('number,sigma\n1,2\n2,1\n');
  });
});
