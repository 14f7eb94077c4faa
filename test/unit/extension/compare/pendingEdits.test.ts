import { describe, expect, it } from 'vitest';
import type { ComparisonSource } from '../../../../src/extension/compare/comparisonSource';
import { PendingEdits } from '../../../../src/extension/compare/pendingEdits';
import type { CompareFile } from '../../../../src/messages/compareFile';

/** A comparison that can be unreadable, and slow to write. */
class FakeSource implements Pick<ComparisonSource, 'read' | 'write'> {
  file: CompareFile = { version: 1, runs: ['a'], notes: 'before' };
  problem: Error | undefined;
  readonly written: CompareFile[] = [];
  finish: () => void = () => undefined;

  read(): CompareFile {
    if (this.problem !== undefined) throw this.problem;
    return this.file;
  }

  async write(file: CompareFile): Promise<void> {
    await new Promise<void>((resolve) => (this.finish = resolve));
    this.file = file;
    this.written.push(file);
  }
}

function edits(source: FakeSource): PendingEdits {
  return new PendingEdits(source as unknown as ComparisonSource, (error) => {
    throw error;
  });
}

describe('edits of a comparison', () => {
  it('are kept while the file cannot be read, and later ones count more', async () => {
    const source = new FakeSource();
    const pending = edits(source);
    source.problem = new Error('no JSON');
    pending.add({ notes: 'first', baseline: 'a' });
    await expect(pending.apply()).rejects.toThrow('no JSON');
    source.problem = undefined;
    pending.add({ notes: 'second' });
    const applied = pending.apply();
    await new Promise((resolve) => setTimeout(resolve));
    source.finish();
    await applied;
    expect(source.file).toEqual({ version: 1, runs: ['a'], notes: 'second', baseline: 'a' });
  });

  it('are in the file for who waits, also those that were being written', async () => {
    const source = new FakeSource();
    const pending = edits(source);
    pending.add({ notes: 'new' });
    const first = pending.apply();
    let isSecondDone = false;
    const second = pending.apply().then(() => (isSecondDone = true));
    await new Promise((resolve) => setTimeout(resolve));
    expect(isSecondDone).toBe(false);
    source.finish();
    await Promise.all([first, second]);
    expect(source.written).toEqual([{ version: 1, runs: ['a'], notes: 'new' }]);
  });
});
