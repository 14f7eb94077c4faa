import { describe, expect, it } from 'vitest';
import { MODES, STD, whyNoMode } from '../../../../src/config/mode';
import { isToggled, toggleMode, toggleModes } from '../../../../src/extension/modes/toggleMode';
import fc from '../../support/properties';

const toggles = fc.constantFrom('std' as const, 'ort' as const, 'rr' as const);
const modes = fc.oneof(
  fc.constant(STD),
  fc
    .shuffledSubarray(
      MODES.filter((mode) => mode !== STD),
      { minLength: 1 },
    )
    .map((parts) => parts.join('+')),
);

describe('a toggle of the mode', () => {
  it.each([
    ['std', 'rr', 'rr'],
    ['ort', 'rr', 'rr'],
    ['rr', 'rr', 'std'],
    ['rr', 'ort', 'ort'],
    ['ort', 'ort', 'std'],
    ['rr+weissi', 'rr', 'weissi'],
    ['rr+weissi', 'ort', 'ort+weissi'],
    ['weissi+ort', 'rr', 'weissi+rr'],
    ['weissi', 'rr', 'rr+weissi'],
    ['rr-local', 'rr', 'rr'],
    ['rr+ort', 'ort', 'rr'],
    ['rr+weissi', 'std', 'std'],
    ['no mode', 'ort', 'ort'],
  ] as const)('of %s by %s gives %s', (current, toggle, after) => {
    expect(toggleMode(current, toggle)).toBe(after);
  });

  it('of std by std returns to the last other mode, to rr at first or where that is none', () => {
    expect(toggleMode('std', 'std', 'ort+weissi')).toBe('ort+weissi');
    expect(toggleMode('std', 'std')).toBe('rr');
    expect(toggleMode('std', 'std', 'gone')).toBe('rr');
    expect(toggleMode('std', 'std', 'std')).toBe('rr');
  });

  it('always gives a valid mode, in which it is on exactly when it was off', () => {
    fc.assert(
      fc.property(modes, toggles, (mode, toggle) => {
        const after = toggleMode(mode, toggle);
        expect(whyNoMode(after)).toBeUndefined();
        expect(isToggled(after, toggle)).toBe(!isToggled(mode, toggle));
      }),
    );
  });

  it('keeps weissi, but for std', () => {
    fc.assert(
      fc.property(modes, fc.constantFrom('ort' as const, 'rr' as const), (mode, toggle) => {
        const has = (text: string): boolean => text.split('+').includes('weissi');
        expect(has(toggleMode(mode, toggle))).toBe(has(mode));
      }),
    );
  });
});

describe('a toggle of several configs', () => {
  const config = (current: string, previous?: string) => ({ current, previous });

  it('is on for all unless it was', () => {
    expect(toggleModes([config('rr'), config('std'), config('ort+weissi')], 'rr')).toEqual([
      'rr',
      'rr',
      'rr+weissi',
    ]);
    expect(toggleModes([config('rr'), config('rr+weissi')], 'rr')).toEqual(['std', 'weissi']);
  });

  it('returns each to its own last mode by std', () => {
    expect(toggleModes([config('std', 'ort'), config('std')], 'std')).toEqual(['ort', 'rr']);
    expect(toggleModes([config('std', 'ort'), config('rr')], 'std')).toEqual(['std', 'std']);
  });
});
