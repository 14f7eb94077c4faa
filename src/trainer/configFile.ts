import { readFile, stat } from 'node:fs/promises';
import { rejectOversize, withoutByteOrderMark } from '../config/configText';
import type { Override, ParsedConfig } from '../config/parseConfig';
import { parseConfig } from '../config/parseConfig';
import { UserError } from '../config/userError';
import type { TrainRequest } from '../messages/trainerMessages';
import { hasCode, isMissingFile, isSystemError } from '../runs/fileErrors';

/**
 * Reads a config's text. `shown` is the name for messages.
 * @throws UserError when there is no such file, it cannot be read, or it is too large
 */
export async function readConfigText(file: string, shown: string): Promise<string> {
  try {
    const { size } = await stat(file);
    rejectOversize(size, shown);
    return withoutByteOrderMark(await readFile(file, 'utf8'));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const what = isMissingFile(error)
      ? 'there is no such file'
      : hasCode(error, 'EISDIR')
        ? 'it is a folder'
        : `it cannot be read (${error.message})`;
    throw new UserError(`${what}, expected a *.racecar.json config`, {
      place: { file: shown },
      cause: error,
    });
  }
}

/**
 * The config that a request asks for, with what it puts over the file's values.
 * @throws UserError that lists every error of the config
 */
export async function configOf(request: TrainRequest): Promise<ParsedConfig> {
  const { configFile, shownAs = configFile, mode, seed } = request;
  const text = request.configText ?? (await readConfigText(configFile, shownAs));
  const overrides: Override[] = (request.overrides ?? []).map(({ path, value, source }) => ({
    path,
    value,
    source,
  }));
  if (mode !== undefined)
    overrides.push({ path: ['regularization', 'mode'], value: mode, source: `mode ${mode}` });
  if (seed !== undefined) overrides.push({ path: ['training', 'seed'], value: seed, source: `seed ${seed}` });
  return parseConfig(text, shownAs, overrides);
}
