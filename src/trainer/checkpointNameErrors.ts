import type { Checkpoint } from '../checkpoints/checkpoint';
import { listOf } from '../checkpoints/lists';
import { UserError } from '../config/userError';

/** How many names an error gives. */
const MOST_NAMED = 12;

/**
 * Several layers of a file could be the one that is looked for.
 * @param key  in `training.init.names` that would say which
 * @param what in words
 */
export function ambiguousName(
  { file }: Checkpoint,
  key: string,
  what: string,
  found: readonly { readonly name: string }[],
): UserError {
  const names = found.map(({ name }) => name);
  return new UserError(`${what} may be ${listOf(names, MOST_NAMED)}, expected one`, {
    place: { file },
    hint: `Say which in training.init.names, such as { "${key}": "${names[0]}" }.`,
  });
}

/** What `training.init.names` says for a key is not in the file, which has the known ones. */
export function missingName(
  { file }: Checkpoint,
  name: string,
  key: string,
  known: readonly string[],
): UserError {
  return new UserError(`training.init.names: there is no ${name} for "${key}"`, {
    place: { file },
    hint: `It has ${listOf(known, 8) || 'none'}.`,
  });
}
