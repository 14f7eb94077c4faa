import { createScanner, parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import type { TextChange } from '../../../../src/config/textChanges';
import { applyChanges } from '../../../../src/config/textChanges';
import { UserError } from '../../../../src/config/userError';
import { changesToMode, modeOf } from '../../../../src/extension/modes/configMode';
import { jsoncTexts } from '../../support/jsoncTexts';
import fc from '../../support/properties';

const withMode = (text: string, mode: string): string =>
  applyChanges(text, changesToMode(text, 'x.racecar.json', mode));

/** The changes that take changes back, as an editor's undo does. */
function inverse(text: string, changes: readonly TextChange[]): TextChange[] {
  let shift = 0;
  return [...changes]
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, length, content }) => {
      const undo = {
        offset: offset + shift,
        length: content.length,
        content: text.slice(offset, offset + length),
      };
      shift += content.length - length;
      return undo;
    });
}

function commentsOf(text: string): string[] {
  const scanner = createScanner(text, false);
  const comments: string[] = [];
  for (let kind: number = scanner.scan(); kind !== 17; kind = scanner.scan()) {
    if (kind === 12 || kind === 13)
      comments.push(text.slice(scanner.getTokenOffset(), scanner.getPosition()));
  }
  return comments;
}

describe('setting the mode of any config', () => {
  it('sets it and leaves every other value, every comment and the order of keys as they were', () => {
    fc.assert(
      fc.property(jsoncTexts, fc.constantFrom('std', 'ort', 'rr+weissi'), ({ text, value }, mode) => {
        const after = withMode(text, mode);
        expect(modeOf(after, 'x')).toBe(mode);
        expect(commentsOf(after)).toEqual(commentsOf(text));
        const regularization = (value.regularization ?? {}) as Record<string, unknown>;
        const parsed = parse(after, [], { allowTrailingComma: true });
        if (parsed.regularization !== undefined) {
          expect(parsed).toEqual({
            ...value,
            regularization: { ...regularization, ...(after === text ? {} : { mode }) },
          });
        }
        const order = (keys: object): string[] => Object.keys(keys).filter((key) => key !== 'regularization');
        expect(order(parsed)).toEqual(order(value));
      }),
      { numRuns: 1000 },
    );
  });

  it('is taken back byte for byte by undo', () => {
    fc.assert(
      fc.property(jsoncTexts, ({ text }) => {
        const changes = changesToMode(text, 'x', 'rr-local');
        const after = applyChanges(text, changes);
        expect(applyChanges(after, inverse(text, changes))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('only replaces the value of the mode, and else only inserts', () => {
    fc.assert(
      fc.property(jsoncTexts, ({ text, value }) => {
        const had = (value.regularization as { mode?: string } | undefined)?.mode;
        for (const { offset, length } of changesToMode(text, 'x', 'ort')) {
          const replaced = text.slice(offset, offset + length);
          expect(replaced.trim()).toBe(had === undefined ? '' : JSON.stringify(had));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the line ends of the file', () => {
    fc.assert(
      fc.property(jsoncTexts, ({ text, eol }) => {
        const after = withMode(text, 'ort');
        if (eol === '\r\n') expect(after).not.toMatch(/(^|[^\r])\n/);
        else expect(after).not.toContain('\r');
      }),
      { numRuns: 500 },
    );
  });

  it('there and back gives the same bytes where there was a mode', () => {
    fc.assert(
      fc.property(jsoncTexts, ({ text, value }) => {
        const mode = (value.regularization as { mode?: string } | undefined)?.mode;
        fc.pre(mode !== undefined);
        expect(withMode(withMode(text, 'weissi'), mode as string)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a config without a mode gets one in its own style', () => {
  it.each([
    [
      'behind the other keys, and behind their comment',
      '{\n  "regularization": {\n    "rr": { "lambda": 1 } // why\n  }\n}',
      '{\n  "regularization": {\n    "rr": { "lambda": 1 }, // why\n    "mode": "rr"\n  }\n}',
    ],
    [
      'on the line of a short one',
      '{ "regularization": { "ort": {} } }',
      '{ "regularization": { "ort": {}, "mode": "rr" } }',
    ],
    [
      'without blanks',
      '{"regularization":{"ort":{},"rr":{}}}',
      '{"regularization":{"ort":{},"rr":{},"mode":"rr"}}',
    ],
    ['in an empty one', '{ "regularization": {} }', '{ "regularization": { "mode": "rr" } }'],
    [
      'with the whole regularization, behind the network',
      '{\r\n\t"network": {}, // the network\r\n\t"training": {}\r\n}\r\n',
      '{\r\n\t"network": {}, // the network\r\n\t"regularization": { "mode": "rr" },\r\n\t"training": {}\r\n}\r\n',
    ],
    [
      'with a trailing comma where there was one',
      '{\n  "data": {},\n  "network": {},\n}',
      '{\n  "data": {},\n  "network": {},\n  "regularization": { "mode": "rr" },\n}',
    ],
  ])('%s', (_, before, after) => {
    expect(withMode(before, 'rr')).toBe(after);
  });

  it('and none where it is to be std, which it is already', () => {
    expect(changesToMode('{ "network": {} }', 'x', 'std')).toEqual([]);
  });
});

describe('what is no config', () => {
  it('is refused with its place where it is no JSON', () => {
    expect(() => changesToMode('{\n  "regularization": {\n', 'peak.racecar.json', 'rr')).toThrow(
      expect.objectContaining({ place: { file: 'peak.racecar.json', line: 3, column: 1 } }),
    );
  });

  it.each(['[]', '7', '{ "regularization": "rr" }'])(
    'is refused where there is no place for a mode: %s',
    (text) => {
      expect(() => changesToMode(text, 'x', 'rr')).toThrow(UserError);
    },
  );
});

it('tells the mode of a config that is wrong elsewhere, and std where there is none', () => {
  expect(modeOf('{ "data": 5, "regularization": { "mode": "ort" } }', 'x')).toBe('ort');
  expect(modeOf('{}', 'x')).toBe('std');
  expect(modeOf('{ "regularization": { "mode": 5 } }', 'x')).toBe('5');
});
