import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../../..');
const rulesFolder = path.join(root, 'src/diagnostics/findings');

it('has a section in docs/findings.md for every rule, and none for others', () => {
  const rules = readdirSync(rulesFolder).flatMap((file) =>
    [...readFileSync(path.join(rulesFolder, file), 'utf8').matchAll(/rule: '([a-z-]+)'/g)].map(
      ([, rule]) => rule,
    ),
  );
  const sections = [...readFileSync(path.join(root, 'docs/findings.md'), 'utf8').matchAll(/^## (.+)$/gm)];
  expect(new Set(rules)).toEqual(new Set(sections.map(([, title]) => title)));
});
