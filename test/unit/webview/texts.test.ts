import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { setTexts, t } from '../../../webview/page/l10n';

/** The pages, and the findings and comparisons that they show. */
const files = ['webview', 'src/diagnostics/findings', 'src/diagnostics/kernel', 'src/comparison'].flatMap(
  (folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => path.join(folder, file)),
);
const FUNCTIONS = ['t', 'localizable'];

/** First arguments of all calls of t() and localizable(), and where one is no literal. */
function textsOf(file: string): { texts: string[]; wrong: string[] } {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const found = { texts: [] as string[], wrong: [] as string[] };
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      FUNCTIONS.includes(node.expression.text)
    ) {
      const [first] = node.arguments;
      if (first !== undefined && ts.isStringLiteralLike(first)) found.texts.push(first.text);
      else found.wrong.push(`${file}: ${node.getText(source)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const all = files.map(textsOf);
const texts = new Set(all.flatMap((each) => each.texts));

describe('the texts of the pages', () => {
  it('are literals, so that every one of them can be found and translated', () => {
    expect(all.flatMap((each) => each.wrong)).toEqual([]);
    expect(texts.size).toBeGreaterThan(50);
  });

  it('are all there in every translation, with the places for the same values', () => {
    const bundles = existsSync('l10n')
      ? readdirSync('l10n').filter((file) => /^bundle\.l10n\..+\.json$/.test(file))
      : [];
    for (const bundle of bundles) {
      const translated = JSON.parse(readFileSync(path.join('l10n', bundle), 'utf8')) as Record<
        string,
        string
      >;
      for (const text of texts) {
        expect(translated[text], `${bundle}: ${text}`).toBeTypeOf('string');
        expect(placesOf(translated[text]!), `${bundle}: ${text}`).toEqual(placesOf(text));
      }
    }
  });

  it('put their values where the language wants them', () => {
    setTexts({ '{0} of {1}': 'von {1}: {0}' });
    expect(t('{0} of {1}', 3, 'zehn')).toBe('von zehn: 3');
    setTexts({});
    expect(t('{0} of {1}', 3, 10)).toBe('3 of 10');
  });
});

function placesOf(text: string): string[] {
  return [...text.matchAll(/\{\d+\}/g)].map(([place]) => place).sort();
}
