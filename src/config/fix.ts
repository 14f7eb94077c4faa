import type { ConfigPath } from './configText';

/** A change of a config that mends a problem, in terms of the config and not of its text. */
export type Fix =
  /** Gives the key at a path another name. */
  | { readonly kind: 'renameKey'; readonly path: ConfigPath; readonly to: string }
  /** Replaces the value at a path, or inserts it with its key, after the key `after` or as the last. */
  | { readonly kind: 'set'; readonly path: ConfigPath; readonly value: unknown; readonly after?: string }
  /** Inserts values into the list at a path, from an index on. */
  | {
      readonly kind: 'insert';
      readonly path: ConfigPath;
      readonly index: number;
      readonly values: readonly unknown[];
    };
