import { describe, expect, it } from 'vitest';
import type { ComparisonReport, ComparedRunUpdate } from '../../../../src/messages/compareMessages';
import type { RunUpdate } from '../../../../src/messages/dashboardMessages';
import { ReportComparison } from '../../../../webview/compare/reportComparison';

/** A run without anything logged, with one snapshot whose metadata tell it from others. */
function reportRun(id: string, created: string) {
  const step = new Float64Array(0);
  return {
    facts: { id },
    metrics: { rows: 0, names: ['step'], values: Buffer.from(step.buffer).toString('base64') },
    snapshots: [{ step: 0, metadata: { created }, tensors: {} }],
    snapshotCount: 1,
    results: { created },
  };
}

describe('the report of a comparison', () => {
  it('tells runs of two folders apart that have one id', async () => {
    const runs = [reportRun('one', '1'), reportRun('one', '2'), reportRun('two', '3')];
    const source = new ReportComparison({
      ...{ runs, file: { version: 1, runs: [] }, name: 'all', created: '', limit: 0 },
    } as unknown as ComparisonReport);
    let results: readonly ComparedRunUpdate[] = [];
    let told: readonly RunUpdate[] = [];
    source.listen({
      runs: (updates) => (results = updates),
      state: () => undefined,
      courses: () => undefined,
    });
    source.connect({ update: (updates) => (told = updates), capabilities: () => undefined });
    await Promise.resolve();
    expect(told.map(({ facts }) => facts?.id)).toEqual(['one', 'one', 'two']);
    expect(new Set(told.map(({ key }) => key)).size).toBe(3);
    expect(results.map(({ key }) => key)).toEqual(told.map(({ key }) => key));
    const headers = await Promise.all(told.map(({ key }) => source.header(key, 0)));
    expect(headers.map(({ metadata }) => metadata.created)).toEqual(['1', '2', '3']);
  });
});
