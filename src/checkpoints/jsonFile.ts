import { messageOf, UserError } from '../config/userError';
import { damaged } from './checkpoint';
import type { RangeReader } from './rangeReader';

/** Largest JSON file that is read: the names of a million tensors. */
const LIMIT = 2 ** 27;

/** A file that holds a JSON object. @throws UserError where it does not */
export async function readJsonObject(reader: RangeReader, what: string): Promise<object> {
  const { file, size } = reader;
  if (size > LIMIT) throw damaged(file, what, `It has ${size} bytes, at most ${LIMIT} are read.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await reader.read(0, size)));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw damaged(file, what, `It is not JSON: ${messageOf(error)}.`, error);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw damaged(file, what, 'It does not hold a JSON object.');
  }
  return parsed;
}
