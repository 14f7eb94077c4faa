import { expect } from 'vitest';
import { loadDataset } from '../../../src/data';
import { dataSchema } from '../../../src/config/data';
import type { Dataset } from '../../../src/data/dataset';
import { UserError } from '../../../src/config/userError';

/** Loads a data set from options as they stand in a config file. */
export function load(options: unknown, baseDirectory = '.'): Promise<Dataset> {
  return loadDataset(dataSchema.parse(options), baseDirectory);
}

/** The user's view of what `action` throws; anything but a UserError fails. */
export async function errorOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
    expect(thrown.kind).toBe('input');
    return thrown.format();
  }
  return expect.fail('no error was thrown');
}
