import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StepBlock } from '../../../src/trainer/stepBlock';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the steps of one call', () => {
  it('begin with two, and grow by as much as their time allows up to what the engine gains from', async () => {
    const block = new StepBlock(0);
    expect(block.size(50)).toBe(2);
    await block.timed(2, async () => undefined);
    expect(block.size(50)).toBe(8);
    await block.timed(8, async () => undefined);
    await block.timed(32, async () => undefined);
    expect(block.size(50)).toBe(50);
    expect(block.size(1)).toBe(1);
  });

  it('are one at a time when a step takes long', async () => {
    const block = new StepBlock(0);
    await block.timed(2, async () => vi.advanceTimersByTime(450));
    expect(block.size(50)).toBe(1);
  });

  it('hold no more batches than fit into 64 MB', async () => {
    const block = new StepBlock(20e6);
    await block.timed(20, async () => undefined);
    expect(block.size(50)).toBe(3);
    expect(new StepBlock(1e9).size(50)).toBe(1);
  });
});
