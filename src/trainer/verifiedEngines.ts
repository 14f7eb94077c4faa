import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { installFolder } from '../engines/tensorflow/folders';
import { writeFileAtomically } from '../runs/atomicFile';
import { isMissingFile } from '../runs/fileErrors';
import { makeFolder } from '../runs/makeFolder';

/** Identities that are remembered; older versions and devices drop out. */
const MOST = 20;

/** Beside the user's installed engines: a list of identities, see `Engine.identity`. */
const file = () => path.join(path.dirname(installFolder('tensorflow')), 'verified.json');

/** Engines that have shown on this machine that they compute what onnx-cpu does. */
export async function readVerifiedEngines(from = file()): Promise<ReadonlySet<string>> {
  try {
    const content: unknown = JSON.parse(await readFile(from, 'utf8'));
    return new Set(Array.isArray(content) ? content.filter((each) => typeof each === 'string') : []);
  } catch (error) {
    // A record that is gone or damaged costs one more verification.
    if (isMissingFile(error) || error instanceof SyntaxError) return new Set();
    throw error;
  }
}

export async function recordVerifiedEngines(identities: readonly string[], into = file()): Promise<void> {
  const known = await readVerifiedEngines(into);
  if (identities.every((each) => known.has(each))) return;
  const all = [...new Set([...identities, ...known])].slice(0, MOST);
  await makeFolder(path.dirname(into));
  await writeFileAtomically(into, `${JSON.stringify(all, undefined, 1)}\n`);
}
