/**
 * `npm run package [-- --target TARGET] [--out FOLDER]`: makes the .vsix of this platform, of another, or of all
 * (`--target all`), and shows what is in it.
 */
import { parseArgs } from 'node:util';
import path from 'node:path';
import { pack, packageName, type Package } from './pack';
import { currentTarget, TARGETS, type Target } from './targets';

const { values } = parseArgs({
  options: { target: { type: 'string' }, out: { type: 'string', default: '.' } },
});
for (const target of targets(values.target)) {
  process.stderr.write(`Packing Racecar for ${target} …\n`);
  show(await pack(target, path.join(values.out, await packageName(target))));
}

function targets(name: string | undefined): readonly Target[] {
  if (name === undefined) return [currentTarget()];
  if (name === 'all') return TARGETS;
  const target = TARGETS.find((known) => known === name);
  if (target !== undefined) return [target];
  throw new Error(`--target: found "${name}", expected ${TARGETS.join(', ')} or all`);
}

function show({ file, entries, warnings }: Package): void {
  for (const { name, size, packedSize } of entries) {
    process.stdout.write(`${kilobytes(size)} ${kilobytes(packedSize)}  ${name}\n`);
  }
  const total = entries.reduce((sum, { packedSize }) => sum + packedSize, 0);
  process.stdout.write(`${file}: ${entries.length} files, ${(total / 1e6).toFixed(1)} MB\n`);
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(12);
}
