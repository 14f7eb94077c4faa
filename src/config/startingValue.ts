import * as z from 'zod';
import type { ConfigPath } from './configText';

/** What a value holds at a path, or undefined. */
export function valueAt(value: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>(
    (parent, key) =>
      typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key)
        ? (parent as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
}

/**
 * A value to start from for what is missing at a path: the first of its schema's `examples`, or its only possible value.
 * @param value what there is so far; it decides between alternatives such as the kinds of layers
 */
export function startingValue(schema: z.core.$ZodType, path: ConfigPath, value: unknown): unknown {
  let current: z.core.$ZodType | undefined = schema;
  for (const [depth, key] of path.entries()) {
    current = childOf(current, key, valueAt(value, path.slice(0, depth)));
    if (current === undefined) return undefined;
  }
  const { examples } = z.globalRegistry.get(current) ?? {};
  if (Array.isArray(examples)) return examples[0];
  const { def } = unwrapped(current)._zod as { def: z.core.$ZodTypeDef & { values?: unknown[] } };
  return def.type === 'literal' ? def.values?.[0] : undefined;
}

/** The schema of one key of an object, or one entry of a list. */
function childOf(schema: z.core.$ZodType, key: string | number, value: unknown): z.core.$ZodType | undefined {
  const inner = unwrapped(schema) as z.core.$ZodTypes;
  const { def } = inner._zod;
  if (def.type === 'array') return def.element;
  if (def.type === 'object') return def.shape[key];
  if (def.type !== 'union') return undefined;
  const option = bestOption(def.options, value);
  return option === undefined ? undefined : childOf(option, key, value);
}

/** More than a schema has keys. */
const LITERAL_SCORE = 1000;

/** The alternative with the same literals as a value, then that which shares the most keys with it. */
function bestOption(options: readonly z.core.$ZodType[], value: unknown): z.core.$ZodType | undefined {
  const scores = options.map((option) => {
    const { def } = (unwrapped(option) as z.core.$ZodTypes)._zod;
    if (def.type !== 'object') return -1;
    return Object.entries(def.shape).reduce((score, [key, child]) => {
      const found = valueAt(value, [key]);
      if (found === undefined) return score;
      const { values } = unwrapped(child)._zod;
      return score + (values?.size === 1 && values.has(found as string) ? LITERAL_SCORE : 1);
    }, 0);
  });
  return options[scores.indexOf(Math.max(...scores))];
}

/** A schema without its default and optional wrappings. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return 'innerType' in def ? unwrapped(def.innerType) : schema;
}
