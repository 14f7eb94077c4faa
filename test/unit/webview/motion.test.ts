import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Motion } from '../../../webview/charts/motion';

describe('a motion', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is many changes, one soon after the other, and ends when none follows', () => {
    const motion = new Motion();
    for (let i = 0; i < 10; i++) {
      motion.changed();
      expect(motion.isMoving.value).toBe(i > 0);
      vi.advanceTimersByTime(50);
    }
    vi.advanceTimersByTime(200);
    expect(motion.isMoving.value).toBe(false);
  });

  it('is not a single change, nor one long after another', () => {
    const motion = new Motion();
    for (let i = 0; i < 3; i++) {
      motion.changed();
      expect(motion.isMoving.value).toBe(false);
      vi.advanceTimersByTime(1000);
    }
  });
});
