import { describe, expect, it } from 'vitest';
import { parseFilter, unknownKey } from '../../../../src/extension/runs/runFilter';
import { row } from './rows';

const failed = row({
  directory: '/w/.racecar/runs/peak-rr-s1',
  mode: 'rr',
  seed: 1,
  status: 'failed',
  engine: 'onnx-cpu',
  error: { message: 'the training diverged' },
});
const finished = row({ directory: '/w/.racecar/runs/digits-std-s10', name: 'digits', mode: 'std', seed: 10 });

describe('a filter', () => {
  it.each([
    ['', true, true],
    ['peak', true, false],
    ['PEAK  diverged', true, false],
    ['mode:rr', true, false],
    ['mode:rr,std', true, true],
    ['mode:r', false, false],
    ['seed:1', true, false],
    ['status:failed,stopped', true, false],
    ['config:dig', false, true],
    ['engine:onnx-cpu', true, false],
    ['mode:rr status:finished', false, false],
    ['mode:', true, true],
    ['nothing', false, false],
  ])('"%s" shows the failed run: %s, the finished one: %s', (text, first, second) => {
    const filter = parseFilter(text);
    expect([filter.fits(failed), filter.fits(finished)]).toEqual([first, second]);
  });

  it('says which key there is not, and what was perhaps meant', () => {
    expect(unknownKey('peak mode:rr')).toBeUndefined();
    expect(unknownKey('mod:rr')).toEqual({ key: 'mod', meant: 'mode' });
    expect(unknownKey('mode:rr colour:red')).toEqual({ key: 'colour' });
    expect(unknownKey('12:30')).toBeUndefined();
  });
});
