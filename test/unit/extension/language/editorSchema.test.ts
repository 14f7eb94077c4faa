import { getLanguageService, TextDocument } from 'vscode-json-languageservice';
import { describe, expect, it } from 'vitest';
import { editorJsonSchema } from '../../../../src/config/editorSchema';
import { configJsonSchema } from '../../../../src/config/schema';
import { GOOD_CONFIG } from '../../support/goodConfig';

// The library behind VS Code's own JSON support.
const service = getLanguageService({});
service.configure({
  validate: true,
  schemas: [{ uri: 'racecar://config', fileMatch: ['*.racecar.json'], schema: editorJsonSchema() as object }],
});

function open(marked: string) {
  const offset = marked.indexOf('|');
  const text = offset < 0 ? marked : marked.slice(0, offset) + marked.slice(offset + 1);
  const document = TextDocument.create('file:///a.racecar.json', 'jsonc', 1, text);
  return {
    document,
    position: document.positionAt(Math.max(0, offset)),
    parsed: service.parseJSONDocument(document),
  };
}

async function completions(marked: string) {
  const { document, position, parsed } = open(marked);
  return (await service.doComplete(document, position, parsed))?.items ?? [];
}

async function labels(marked: string): Promise<string[]> {
  return (await completions(marked)).map(({ label }) => label);
}

async function hover(marked: string): Promise<string> {
  const { document, position, parsed } = open(marked);
  const found = await service.doHover(document, position, parsed);
  return JSON.stringify(found?.contents ?? '');
}

async function complaints(text: string): Promise<string[]> {
  const { document, parsed } = open(text);
  const options = { comments: 'ignore', trailingCommas: 'warning' } as const;
  return (await service.doValidation(document, parsed, options)).map(({ message }) => String(message));
}

describe("VS Code's JSON support with the editor's schema", () => {
  it('says nothing of what our diagnostics say, and nothing of comments and trailing commas', async () => {
    expect(await complaints(GOOD_CONFIG.replace('"units": 2 }', '"units": 2, },'))).toEqual([]);
    expect(await complaints('{ "data": { "kind": "peek" }, "network": 5, "unknown": [] }')).toEqual([]);
    expect(await complaints('{ "data": ')).not.toEqual([]);
  });

  it('offers the keys of each part, by its kind', async () => {
    expect(await labels('{ | }')).toEqual(
      expect.arrayContaining(['data', 'network', 'regularization', 'training']),
    );
    expect(await labels('{ "network": { "layers": [{ "type": "conv2d", | }] } }')).toEqual(
      expect.arrayContaining(['filters', 'kernelSize', 'strides', 'padding', 'batchNorm']),
    );
    const dense = await labels('{ "network": { "layers": [{ "type": "dense", | }] } }');
    expect(dense).toContain('units');
    expect(dense).not.toContain('filters');
    expect(await labels('{ "training": { "optimizer": { "type": "sgd", | } } }')).toContain('momentum');
  });

  it('offers the values', async () => {
    expect(await labels('{ "regularization": { "mode": "|" } }')).toEqual(
      expect.arrayContaining(['"std"', '"ort"', '"rr"', '"rr-local"', '"weissi"', '"rr+weissi"']),
    );
    expect(await labels('{ "network": { "layers": [{ "type": "|" }] } }')).toEqual([
      '"flatten"',
      '"dense"',
      '"conv2d"',
    ]);
    expect(await labels('{ "data": { "kind": "|" } }')).toContain('"manifest"');
    expect(await labels('{ "training": { "loss": "|" } }')).toContain('"softmaxCrossEntropyTwice"');
  });

  it('offers whole layers, data sets and configs', async () => {
    const layers = await completions('{ "network": { "layers": [ | ] } }');
    expect(layers.find(({ label }) => label === 'conv2d')?.insertText).toBe(
      '{\n\t"type": "conv2d",\n\t"filters": ${1:16},\n\t"kernelSize": ${2:3}\n}',
    );
    expect(await labels('{ "data": | }')).toEqual(expect.arrayContaining(['peak', 'digits', 'images']));
    expect(await labels('|')).toContain('Racecar training');
  });

  it('explains keys with formula, source and default', async () => {
    const rr = await hover('{ "regularization": { "r|r": { "lambda": 4 } } }');
    expect(rr).toContain('lambda_m / 2 * ||r_m - h_m||_F^2');
    expect(rr).toContain('(https://arxiv.org/abs/2007.00024)');
    expect(await hover('{ "regularization": { "weight|Decay": 4 } }')).toContain('||W||_F^2');
    expect(await hover('{ "training": { "optimizer": { "type": "adam", "be|ta2": 4 } } }')).toContain(
      'Default: `0.999`',
    );
    expect(await hover('{ "network": { "layers": [{ "type": "con|v2d" }] } }')).toContain('convTransposed');
  });
});

type Schema = Record<string, unknown>;

/** Properties of a schema, at any depth, that fulfil a condition. */
function propertiesWhere(schema: unknown, condition: (property: Schema) => boolean, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = Object.entries((schema as { properties?: Record<string, Schema> }).properties ?? {})
    .filter(([, property]) => condition(property))
    .map(([key]) => `${path}/${key}`);
  return [
    ...own,
    ...Object.entries(schema).flatMap(([key, child]) => propertiesWhere(child, condition, `${path}/${key}`)),
  ];
}

describe('every key', () => {
  it('has a description, in the schema of validators and in that of editors', () => {
    // Those that tell kinds apart say by their value what they are.
    const bare = ({ description, const: only, enum: values }: Schema) =>
      description === undefined && only === undefined && values === undefined;
    expect(propertiesWhere(configJsonSchema(), bare)).toEqual([]);
    const bareMarkdown = (property: Schema) =>
      bare({ ...property, description: property.markdownDescription });
    expect(propertiesWhere(editorJsonSchema(), bareMarkdown)).toEqual([]);
  });

  it('is annotated by standard words alone in the schema of validators', () => {
    const text = JSON.stringify(configJsonSchema());
    expect(text).not.toMatch(/"(formula|exampleTexts|defaultSnippets|markdownDescription)"/);
  });
});
