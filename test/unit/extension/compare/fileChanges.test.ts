import { describe, expect, it } from 'vitest';
import { applyChanges } from '../../../../src/config/textChanges';
import { changesOfFile } from '../../../../src/extension/compare/fileChanges';
import type { CompareFile } from '../../../../src/messages/compareFile';
import { serializeCompareFile } from '../../../../src/messages/compareFile';
import { readCompareFile } from '../../../../src/messages/readCompareFile';

const file: CompareFile = { version: 1, runs: ['a', 'b'], baseline: 'a', notes: 'first' };

describe('the change of a comparison’s text', () => {
  it('is one, and no longer than what differs', () => {
    const text = serializeCompareFile(file);
    const changes = changesOfFile(text, { ...file, baseline: 'b' });
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ length: 1, content: 'b' });
    expect(readCompareFile(applyChanges(text, changes), '')).toEqual({ ...file, baseline: 'b' });
  });

  it('adds and takes away whole entries', () => {
    const text = serializeCompareFile(file);
    const wanted: CompareFile = { version: 1, runs: ['a', 'b'], notes: 'first', sort: [{ column: 'seed' }] };
    expect(applyChanges(text, changesOfFile(text, wanted))).toBe(serializeCompareFile(wanted));
  });

  it('is none where nothing differs', () => {
    expect(changesOfFile(serializeCompareFile(file), file)).toEqual([]);
  });

  it('keeps line ends, and the comments of a text that was written by hand', () => {
    const windows = serializeCompareFile(file).replaceAll('\n', '\r\n');
    const changed = applyChanges(windows, changesOfFile(windows, { ...file, notes: 'second' }));
    expect(changed).toBe(serializeCompareFile({ ...file, notes: 'second' }).replaceAll('\n', '\r\n'));
    const text = '{\n  // the matched pair\n  "version": 1, "runs": ["a", "b"], "baseline": "a"\n}\n';
    const edited = applyChanges(text, changesOfFile(text, { version: 1, runs: ['a', 'b'], baseline: 'b' }));
    expect(edited).toBe(text.replace('"baseline": "a"', '"baseline": "b"'));
  });

  it('begins an empty file', () => {
    expect(applyChanges('', changesOfFile('', file))).toBe(serializeCompareFile(file));
  });
});
