import { describe, expect, it } from 'vitest';
import { logTickTexts, placeTexts, tickTexts } from '../../../webview/charts/axisTexts';
import { nearestRow } from '../../../src/messages/ascending';
import { chartModel, extent, rowsWithin } from '../../../webview/charts/chartModel';
import { chartCsv } from '../../../webview/charts/exportCsv';
import { chartSvg } from '../../../webview/charts/exportSvg';
import type { ChartLine } from '../../../webview/charts/lines';
import { KEY_LENGTH, lookOf, modeLook } from '../../../webview/charts/lines';
import { measuredNear } from '../../../webview/charts/measured';
import { markedPoints } from '../../../webview/charts/paintLines';
import { linearTicks, logTicks, placeTicks } from '../../../webview/charts/ticks';
import type { Theme } from '../../../webview/page/theme';
import fc from '../support/properties';

function line(steps: readonly number[], y: readonly number[], key = 'loss'): ChartLine {
  const x = Float64Array.from(steps);
  return { key, label: key, look: lookOf(0), x, y: Float64Array.from(y), steps: x };
}

const theme = {
  ...{ background: '#fff', foreground: '#000', muted: '#888', grid: '#eee' },
  charts: { blue: '#00f' },
} as unknown as Theme;
/** From the middle of a marker to its end with its stroke, in pixels. */
const MARKER_REACH = 4;
const settings = { scale: 'lin', smoothing: 0, limits: [], width: 300 } as const;

describe('looks of lines in a row', () => {
  it('differ in everything between neighbours, and in something among very many', () => {
    const looks = Array.from({ length: 180 }, (_, i) => lookOf(i));
    expect(new Set(looks.map((look) => JSON.stringify(look))).size).toBe(180);
    for (const [i, look] of looks.slice(1).entries()) {
      const before = looks[i]!;
      expect(look.colour).not.toBe(before.colour);
      expect(look.dash).not.toBe(before.dash);
      expect(look.marker).not.toBe(before.marker);
    }
  });
});

describe('ticks', () => {
  it('are round numbers within the axis, in order, and about as many as asked for', () => {
    const range = fc.tuple(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(range, fc.integer({ min: 2, max: 12 }), ([low, size], count) => {
        const ticks = linearTicks(low, low + size, count);
        expect(ticks.length).toBeLessThanOrEqual(count + 2);
        expect(ticks.length).toBeGreaterThanOrEqual(Math.floor(count / 2.5));
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(low - size * 1e-6);
          expect(tick).toBeLessThanOrEqual(low + size * (1 + 1e-6));
        }
        expect(new Set(ticks).size).toBe(ticks.length);
      }),
    );
  });

  it('are written without the noise of floating point', () => {
    expect(tickTexts(linearTicks(0, 1, 5))).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1']);
    expect(tickTexts(linearTicks(0, 3000, 3))).toEqual(['0', '1,000', '2,000', '3,000']);
    expect(tickTexts(linearTicks(0, 2e-5, 2))).toEqual(['0', '1e-5', '2e-5']);
    expect(logTickTexts(logTicks(1000, 20_000, 4))).toEqual(['1,000', '2,000', '5,000', '10,000', '20,000']);
  });

  it('of the x axis are two at least, also where round numbers are far apart', () => {
    for (let at = 0; at < 200; at++) {
      expect(placeTicks(1000 + at, 1219 + at, 240).length).toBeGreaterThanOrEqual(2);
    }
    expect(placeTicks(1450, 1650, 120)).toEqual([1500, 1600]);
  });

  it('differ where values are large and lie close together', () => {
    expect(tickTexts([1_133_000, 1_133_500, 1_134_000])).toEqual(['1.133e6', '1.1335e6', '1.134e6']);
    expect(tickTexts([0, 500_000, 1_000_000])).toEqual(['0', '5e5', '1e6']);
  });

  it('of steps are written in full, those of time with their unit', () => {
    expect(placeTexts('step', [1_133_500, 1_134_000])).toEqual(['1,133,500', '1,134,000']);
    expect(placeTexts('time', [0, 500, 1000])).toEqual(['0 s', '500 s', '1,000 s']);
    expect(placeTexts('epoch', [0, 0.5])).toEqual(['0', '0.5']);
  });

  it('are powers of ten on a logarithmic axis, and finer ones where these are few', () => {
    expect(logTickTexts(logTicks(0.5, 300, 4))).toEqual(['1', '10', '100']);
    expect(logTickTexts(logTicks(1.2, 70, 4))).toEqual(['2', '5', '10', '20', '50']);
    expect(logTickTexts(logTicks(0.28, 1.15, 4))).toEqual(['0.3', '0.5', '0.7', '1']);
    expect(logTicks(0.8, 1.4, 4)).toEqual([0.8, 1, 1.2, 1.4]);
    expect(logTickTexts(logTicks(1e-12, 1, 4))).toEqual(['1e-12', '1e-8', '1e-4', '1']);
  });
});

describe('a chart', () => {
  it('has room for every value, and a scale for a single point and for none', () => {
    for (const lines of [[line([0, 1], [3, -2])], [line([5], [0.7])], [line([], [])]]) {
      const { x, y } = chartModel(lines, settings);
      expect(x.to).toBeGreaterThan(x.from);
      expect(y.high).toBeGreaterThan(y.low);
      for (const { y: values } of lines) {
        for (const value of values) {
          expect(value).toBeGreaterThan(y.low);
          expect(value).toBeLessThan(y.high);
        }
      }
    }
  });

  it('draws the numbers of the run when there are few enough', () => {
    const drawn = chartModel([line([0, 10, 20], [3, 1, 2])], settings).lines[0]!;
    expect([...drawn.points.x]).toEqual([0, 10, 20]);
    expect([...drawn.points.y]).toEqual([3, 1, 2]);
    expect(drawn.raw).toBeUndefined();
  });

  it('does not blow up the noise in the last digits of a constant', () => {
    const { y } = chartModel([line([0, 1], [1e-4, 1e-4 * (1 + 1e-15)])], settings);
    expect(y.high - y.low).toBeGreaterThan(1e-6);
  });

  it('leaves out what a logarithmic scale has no place for, and counts it', () => {
    const { y, lines, leftOut } = chartModel([line([0, 1, 2], [1, 0, 10])], { ...settings, scale: 'log' });
    expect(y.kind).toBe('log');
    expect([...lines[0]!.points.y]).toEqual([1, 10]);
    expect(leftOut).toBe(1);
  });

  it('stays linear where nothing is above zero', () => {
    const { y, lines } = chartModel([line([0, 1], [0, -1])], { ...settings, scale: 'log' });
    expect(y.kind).toBe('lin');
    expect([...lines[0]!.points.y]).toEqual([0, -1]);
  });

  it('has the raw line behind a smoothed one', () => {
    const { lines } = chartModel([line([0, 1, 2], [0, 8, 0])], { ...settings, smoothing: 0.9 });
    expect([...lines[0]!.raw!.y]).toEqual([0, 8, 0]);
    expect(lines[0]!.points.y[1]).toBeLessThan(8);
  });

  it('is as long as the run whose lines it has, also where these were measured less often', () => {
    const lines = [line([0, 250], [1, 2])];
    expect(chartModel(lines, { ...settings, range: { from: 0, to: 300 } }).x).toEqual({ from: 0, to: 300 });
    expect(chartModel(lines, settings).x).toEqual({ from: 0, to: 250 });
  });

  it('tells the value that was measured nearest to a step, the earlier of two', () => {
    const { steps, y } = line([0, 100, 200, 300, 400], [7, NaN, 9, NaN, NaN]);
    const value = (step: number) => y[measuredNear({ steps, y }, step)];
    expect([0, 100, 101, 200, 390].map(value)).toEqual([7, 7, 9, 9, 9]);
    expect(measuredNear({ steps, y: y.map(() => NaN) }, 100)).toBe(-1);
    expect(measuredNear(line([50], [1]), 0)).toBe(0);
  });

  it('names all lines in an exported picture, in rows, and says whose they are', () => {
    const lines = Array.from({ length: 8 }, (_, i) => ({
      ...line([0, 1], [1, 2]),
      label: `encoder.block${i}`,
    }));
    const texts = { title: 'Loss', about: 'peak-rr-s0 & more', axis: 'step' };
    const size = { width: 400, height: 300 };
    const picture = chartSvg(chartModel(lines, settings), texts, theme, size);
    expect(picture).toContain('peak-rr-s0 &amp; more');
    const places = [...picture.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>(encoder\.block\d)</g)];
    expect(places.map(([, , , label]) => label)).toEqual(lines.map(({ label }) => label));
    for (const [, x] of places) expect(Number(x) + 14 * 6.5).toBeLessThanOrEqual(400);
    expect(new Set(places.map(([, , y]) => y)).size).toBeGreaterThan(2);
    expect(Number(/height="(\d+)"/.exec(picture)![1])).toBeGreaterThan(300);
  });

  it('says all that it is about in an exported picture, in lines that fit, above its legend', () => {
    const about = ['a comparison', 'means of 5 seeds', 'of each step’s batch', 'logarithmic'];
    const texts = { title: 'Loss', about: about.join(' · '), axis: 'step' };
    const model = chartModel([line([0, 1], [1, 2], 'RR')], settings);
    const textsOf = (width: number) => {
      const picture = chartSvg(model, texts, theme, { width, height: 300 });
      const found = [...picture.matchAll(/<text x="64" y="(\d+)" fill="#888">([^<]*)</g)];
      const legend = Number(/y="(\d+)"[^>]*>RR</.exec(picture)![1]);
      return { about: found.map(([, y, text]) => ({ y: Number(y), text: text! })), legend };
    };
    expect(textsOf(720).about.map(({ text }) => text)).toEqual([texts.about]);
    const narrow = textsOf(300);
    expect(narrow.about.map(({ text }) => text)).toEqual([
      'a comparison · means of 5 seeds',
      'of each step’s batch',
      'logarithmic',
    ]);
    expect(narrow.about.map(({ y }) => y)).toEqual([40, 55, 70]);
    expect(narrow.legend - textsOf(720).legend).toBe(30);
  });

  it('fits its values to what is in view', () => {
    const steps = Array.from({ length: 100 }, (_, i) => i);
    const values = steps.map((step) => (step < 50 ? 1000 : 1));
    const { y } = chartModel([line(steps, values)], { ...settings, range: { from: 60, to: 80 } });
    expect(y.high).toBeLessThan(2);
  });

  it('finds the rows of a stretch and the one nearest to a place, as looking at each would', () => {
    const sorted = fc
      .uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1 })
      .map((all) => Float64Array.from(all.sort((a, b) => a - b)));
    fc.assert(
      fc.property(sorted, fc.integer({ min: -10, max: 1010 }), (x, place) => {
        const distance = Math.min(...x.map((each) => Math.abs(each - place)));
        expect(Math.abs(x[nearestRow(x, place)]! - place)).toBe(distance);
        const [from, to] = rowsWithin(x, { from: place, to: place + 50 });
        const inside = [...x.keys()].filter((i) => x[i]! >= place && x[i]! <= place + 50);
        for (const i of inside) expect(i >= from && i < to).toBe(true);
      }),
    );
    expect(extent([line([3, 9], [1, 1]), line([1, 4], [1, 1])])).toEqual({ from: 1, to: 9 });
  });

  it('exports its numbers as they were measured, whatever is smoothed or left out', () => {
    const lines = [line([0, 10, 20], [0.1, Infinity, 1e-7], 'loss'), line([0, 20], [NaN, 0.5], 'a "b", c')];
    expect(chartCsv(lines, 'step')).toBe('step,loss,"a ""b"", c"\n0,0.1,\n10,inf,\n20,1e-7,0.5\n');
  });

  it('are exported by place where runs are at different steps there, each with all of its values', () => {
    // Of a slower run; its steps are those of the other one, which ends before it.
    const slow = {
      ...line([100, 100, 100], [7, 8, 9], 'slow'),
      x: Float64Array.of(1, 2, 3),
      hasOthersSteps: true,
    };
    const fast = { ...line([0, 100], [1, 2], 'fast'), x: Float64Array.of(0, 1), hasOthersSteps: true };
    expect(chartCsv([fast, slow], 'time')).toBe('seconds,fast,slow\n0,1,\n1,2,7\n2,,8\n3,,9\n');
    const own = { ...line([0, 10], [1, 2], 'loss'), x: Float64Array.of(0, 0.5) };
    expect(chartCsv([own], 'time')).toBe('step,seconds,loss\n0,0,1\n10,0.5,2\n');
  });
});

describe('lines', () => {
  it('of the paper differ in colour, dash and marker', () => {
    const looks = ['rr', 'ort', 'std', 'rr-local', 'weissi', 'rr+weissi'].map(modeLook);
    for (const part of ['colour', 'dash', 'marker'] as const) {
      expect(new Set(looks.map((look) => String(look[part]))).size).toBeGreaterThanOrEqual(5);
    }
    expect(modeLook('rr')).toEqual({ colour: 'green', dash: [], marker: 'circle' });
  });

  it('show their dashes in a legend beside the marker', () => {
    const modes = ['ort', 'std', 'rr-local', 'weissi', 'weightDecay', 'rr+weissi'].map(modeLook);
    const looks = [...modes, ...Array.from({ length: 5 }, (_, i) => lookOf(i))];
    for (const { dash } of looks.filter((look) => look.dash.length > 0)) {
      const period = dash.reduce((sum, length) => sum + length, 0);
      /** Whether a line has a gap at a length from its beginning. */
      const isGap = (at: number): boolean => {
        let rest = at % period;
        const part = dash.findIndex((length) => (rest -= length) < 0);
        return part % 2 === 1;
      };
      const gaps = Array.from({ length: 2 * KEY_LENGTH }, (_, i) => i / 2 + 0.25)
        .filter((at) => Math.abs(at - KEY_LENGTH / 2) > MARKER_REACH)
        .filter(isGap);
      expect(Math.min(...gaps)).toBeLessThan(KEY_LENGTH / 2);
      expect(Math.max(...gaps)).toBeGreaterThan(KEY_LENGTH / 2);
    }
  });

  it('mark every point of few, and some of many', () => {
    const few = { x: Float64Array.of(0, 1), y: Float64Array.of(1, NaN) };
    expect(markedPoints(few, (x) => 50 * x, 0)).toEqual([0]);
    const some = { x: Float64Array.of(0, 0, 1), y: Float64Array.of(NaN, 1, 2) };
    expect(markedPoints(some, (x) => x, 0)).toEqual([1, 2]);
    const many = { x: Float64Array.from(Array(1000).keys()), y: new Float64Array(1000) };
    const marked = markedPoints(many, (x) => x, 1);
    expect(marked.length).toBeGreaterThan(5);
    expect(marked.length).toBeLessThan(15);
    expect(markedPoints(many, (x) => x, 0)).not.toEqual(marked);
  });
});
