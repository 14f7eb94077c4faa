import * as z from 'zod';
import { configSchema } from './schema';

type JsonSchema = Record<string, unknown>;

/**
 * The schema that the editor completes and explains a config with. It accepts everything, since Racecar's own
 * diagnostics find the same errors, and more, with better words: the `not` around the config's schema fails always,
 * which makes the whole pass always, and editors still offer and explain what is inside.
 */
export function editorJsonSchema(): object {
  const { $schema, ...config } = z.toJSONSchema(configSchema, {
    io: 'input',
    target: 'draft-7',
  }) as JsonSchema;
  annotate(config);
  return {
    $schema,
    title: 'Racecar training',
    description: config.description,
    allowComments: true,
    allowTrailingCommas: true,
    defaultSnippets: [NEW_CONFIG],
    not: { allOf: [{ not: { $ref: '#/definitions/config' } }, { not: {} }] },
    definitions: { config },
  };
}

const NEW_CONFIG = {
  label: 'Racecar training',
  description: 'A network of one hidden layer on generated images.',
  body: {
    data: { kind: '${1|peak,digits|}' },
    network: {
      input: [28, 28, 1],
      layers: [
        { type: 'flatten' },
        { type: 'dense', name: 'hidden', units: '^${2:128}', activation: 'relu' },
        { type: 'dense', name: 'output', units: '^${3:10}' },
      ],
    },
    regularization: { mode: '${4|std,ort,rr|}' },
    training: { epochs: '^${5:10}' },
  },
};

/** Adds what editors understand beyond the standard, in the schema and all below it. */
function annotate(schema: JsonSchema): void {
  const { items } = schema;
  for (const child of [
    ...Object.values(propertiesOf(schema)),
    ...alternativesOf(schema),
    ...((Array.isArray(items) ? items : items === undefined ? [] : [items]) as JsonSchema[]),
  ]) {
    annotate(child);
  }
  const { examples, exampleTexts } = schema;
  if (Array.isArray(examples) && Array.isArray(exampleTexts)) {
    schema.defaultSnippets = examples.map((example, index) => ({
      label: JSON.stringify(example),
      description: exampleTexts[index],
      body: example,
    }));
    delete schema.examples;
    delete schema.exampleTexts;
  }
  const markdown = markdownOf(schema);
  if (markdown !== '') schema.markdownDescription = markdown;
  delete schema.formula;
  annotateUnion(schema);
}

/** The description with links, the formula and the default. */
function markdownOf({ description, formula, default: standard }: JsonSchema): string {
  const parts: string[] = [];
  if (typeof description === 'string') {
    parts.push(
      description
        .replace(/[\\`*_{}[\]<>#|]/g, (character) => `\\${character}`)
        .replace(/arXiv:(\d{4}\.\d{4,5})/g, '[arXiv:$1](https://arxiv.org/abs/$1)'),
    );
  }
  if (typeof formula === 'string') parts.push(`\`\`\`text\n${formula}\n\`\`\``);
  if (standard !== undefined && typeof standard !== 'object') {
    parts.push(`Default: \`${JSON.stringify(standard)}\``);
  }
  return parts.join('\n\n');
}

/**
 * Alternatives that a key tells apart ("kind", "type"): editors would offer the key's value of the nearest one only, so
 * all are named beside them, each with a snippet.
 */
function annotateUnion(schema: JsonSchema): void {
  const options = alternativesOf(schema);
  const key = Object.entries(propertiesOf(options[0] ?? {})).find(
    ([, property]) => property.const !== undefined,
  )?.[0];
  if (key === undefined) return;
  delete schema.examples;
  const names = options.map((option) => propertiesOf(option)[key]?.const);
  schema.properties = {
    [key]: { enum: names, markdownEnumDescriptions: options.map((option) => option.markdownDescription) },
  };
  schema.defaultSnippets = options.map((option, index) => ({
    label: String(names[index]),
    description: option.description,
    body: snippetOf(option),
  }));
}

function alternativesOf(schema: JsonSchema): JsonSchema[] {
  return (schema.oneOf ?? schema.anyOf ?? []) as JsonSchema[];
}

function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  return (schema.properties ?? {}) as Record<string, JsonSchema>;
}

/** The keys that an alternative needs, with values to start from. */
function snippetOf(option: JsonSchema): Record<string, unknown> {
  const required = (option.required ?? []) as string[];
  let stop = 0;
  return Object.fromEntries(
    required.map((key) => {
      const { const: only, examples } = propertiesOf(option)[key] ?? {};
      if (only !== undefined) return [key, only];
      const start = Array.isArray(examples) ? (examples[0] as unknown) : undefined;
      stop++;
      return [
        key,
        typeof start === 'string' ? `\${${stop}:${start}}` : `^\${${stop}:${JSON.stringify(start) ?? ''}}`,
      ];
    }),
  );
}
