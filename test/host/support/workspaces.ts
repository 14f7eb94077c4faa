import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Puts a workspace into an empty folder. */
export type Workspace = (folder: string) => Promise<void>;

/** The repository's examples, as a user opens them. */
export const examples: Workspace = (folder) =>
  cp('examples', folder, { recursive: true, filter: (source) => path.basename(source) !== '.racecar' });

/** Files by their paths. */
export function files(contents: Readonly<Record<string, string>>): Workspace {
  return async (folder) => {
    for (const [name, content] of Object.entries(contents)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), content);
    }
  };
}

/** The peak example with another number of steps. */
export async function peakConfig(steps: number): Promise<string> {
  const text = await readFile('examples/peak/peak.racecar.json', 'utf8');
  return text.replace('"epochs": 5000', `"epochs": ${steps}`);
}

/** Peak examples, each in a file and a folder of its name, with their numbers of steps. */
export function peaks(steps: Readonly<Record<string, number>>): Workspace {
  return async (folder) => {
    for (const [name, count] of Object.entries(steps)) {
      await files({ [`${name}/${name}.racecar.json`]: await peakConfig(count) })(folder);
    }
  };
}
