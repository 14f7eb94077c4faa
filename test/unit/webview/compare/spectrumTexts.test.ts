import { describe, expect, it } from 'vitest';
import type { ChartLine } from '../../../../webview/charts/lines';
import { lookOf } from '../../../../webview/charts/lines';
import { spectrumCsv, stepNote } from '../../../../webview/compare/spectra/spectrumTexts';

function spectrum(key: string, label: string, ...values: number[]): ChartLine {
  const x = Float64Array.from(values, (_, i) => i + 1);
  return { key, label, look: lookOf(0), x, y: Float64Array.from(values), steps: x };
}

const lines = [spectrum('a', 'RR · seed 0', 3, 1), spectrum('b', 'Std', 2, Infinity)];

describe('a spectrum that is exported', () => {
  it('says of which step it is, and where runs differ in that, of which each', () => {
    const same = new Map([
      ['a', 1000],
      ['b', 1000],
    ]);
    expect(stepNote(lines, same)).toBe('step 1,000');
    expect(stepNote(lines, new Map([...same, ['b', 500]]))).toBe('steps: RR · seed 0 1,000, Std 500');
  });

  it('has the layer, the step and the quantity beside its numbers', () => {
    const steps = new Map([
      ['a', 1000],
      ['b', 500],
    ]);
    expect(spectrumCsv(lines, steps, 'c, 1', ['number', 'singular value'])).toBe(
      [
        'run,layer,step,number,singular value',
        'RR · seed 0,"c, 1",1000,1,3',
        'RR · seed 0,"c, 1",1000,2,1',
        'Std,"c, 1",500,1,2',
        'Std,"c, 1",500,2,inf',
        '',
      ].join('\n'),
    );
  });
});
