import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problemsOfText } from '../../../../src/config/parseConfig';
import type { ExampleTexts } from '../../../../src/extension/training/templates';
import { EXAMPLES, previewOf, templates } from '../../../../src/extension/training/templates';

const texts = Object.fromEntries(
  EXAMPLES.map((name) => [name, readFileSync(`examples/${name}/${name}.racecar.json`, 'utf8')]),
) as ExampleTexts;
const all = templates(texts, (text) => text);

describe('the templates of New Config', () => {
  it.each(all.map((template) => [template.name, template] as const))(
    '%s is a config without problems',
    (_, { text }) => {
      expect(problemsOfText(text, 'template').problems).toEqual([]);
    },
  );

  it('have names of their own', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it('say in one line what they train', () => {
    expect(previewOf(all[0]!.text)).toBe(
      '28×28×1 → 128 → 2 · 100,998 parameters · peak (100) · rr · 5,000 epochs',
    );
  });
});
