import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly peer?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
}

const RULE = '-'.repeat(80);

/** The licences of the packages that the bundles hold, as those licences ask for. */
export async function thirdPartyNotices(): Promise<string> {
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const shipped = Object.entries(lock.packages).filter(
    ([folder, { dev, peer, optional, link }]) => folder !== '' && !dev && !peer && !optional && !link,
  );
  const notices = await Promise.all(shipped.map(([folder, locked]) => notice(folder, locked)));
  return ['Racecar contains parts of these packages.', ...notices].join(`\n\n${RULE}\n`);
}

async function notice(folder: string, { version, license }: LockedPackage): Promise<string> {
  const name = folder.replace(/^.*node_modules\//, '');
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  return [`${name} ${version}, licence ${license}`, ...texts.map((text) => text.trim())].join('\n\n');
}
