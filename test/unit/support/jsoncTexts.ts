import fc from './properties';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  // Text that looks like comments, brackets and commas.
  fc.constantFrom('// no comment', '/* nor this */', '{ "a": [1,] }', 'é', '"'),
);

const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 5 }), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

/** A text of JSON with comments, trailing commas and any blanks, and its value. */
export interface JsoncText {
  readonly text: string;
  readonly value: Record<string, Json>;
  readonly eol: '\n' | '\r\n';
}

/** Configs as people could write them: valid values of "mode" or none, everything else arbitrary. */
export const jsoncTexts: fc.Arbitrary<JsoncText> = fc
  .record({
    before: fc.dictionary(fc.constantFrom('data', '$schema', 'other'), value, { noNullPrototype: true }),
    network: fc.option(value, { nil: undefined }),
    regularization: fc.option(
      fc.record(
        { mode: fc.constantFrom('std', 'rr', 'ort', 'rr+weissi', 'wrong'), rr: value, ort: value },
        { requiredKeys: [], noNullPrototype: true },
      ),
      { nil: undefined },
    ),
    training: fc.option(value, { nil: undefined }),
    eol: fc.constantFrom<'\n' | '\r\n'>('\n', '\r\n'),
    trivia: fc.infiniteStream(fc.nat(11)),
  })
  .map(({ before, eol, trivia, ...parts }) => {
    const present = Object.entries({ ...before, ...parts }).filter(([, each]) => each !== undefined);
    const config = Object.fromEntries(present) as Record<string, Json>;
    const blank = (): string => triviaOf(trivia.next().value as number, eol);
    return { text: `${blank()}${print(config, blank)}${blank()}`, value: config, eol };
  });

function triviaOf(choice: number, eol: string): string {
  const kinds = [
    '',
    ' ',
    '  ',
    eol,
    `${eol}    `,
    `${eol}\t`,
    ` // "mode": "rr", }${eol}`,
    ' /* { , */ ',
    `/* two${eol}lines */`,
  ];
  return kinds[choice] ?? '';
}

function print(value: Json, blank: () => string): string {
  if (Array.isArray(value))
    return enclose(
      '[',
      value.map((each) => print(each, blank)),
      ']',
      blank,
    );
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}${blank()}:${blank()}${print(each, blank)}`,
  );
  return enclose('{', entries, '}', blank);
}

function enclose(open: string, entries: readonly string[], close: string, blank: () => string): string {
  const list = entries.map((entry) => `${blank()}${entry}${blank()}`).join(',');
  // A trailing comma where the next blank happens to be two spaces.
  const trailing = entries.length > 0 && blank() === '  ' ? ',' : '';
  return `${open}${list}${trailing}${blank()}${close}`;
}
