import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pack, type Package } from '../../../build/package/pack';
import { currentTarget, isNeededNativeFile, nativeFolder, TARGETS } from '../../../build/package/targets';
import { zipEntries } from '../../../build/package/zipEntries';
import { OLDEST } from '../../../build/vscode/releases';
import manifest from '../../../package.json';

const MOST_BYTES = 3_000_000;
/** What the extension host loads before a view is seen. */
const MOST_AT_START = 300_000;

/** The program and the parts that it loads at once; a part that is loaded later stands in a function. */
async function partsAtStart(
  program: string,
  known = new Map<string, number>(),
): Promise<Map<string, number>> {
  if (known.has(program)) return known;
  const code = await readFile(path.join('dist', program), 'utf8');
  known.set(program, Buffer.byteLength(code));
  const atOnce = code.replaceAll(/\.then\(\(\) ?=> ?\w+\(require\("[^"]+"\)\)\)/g, '');
  for (const [, part] of atOnce.matchAll(/require\("\.\/([^"]+)"\)/g)) await partsAtStart(part!, known);
  return known;
}

describe('The universal package', () => {
  let folder: string;
  let packed: Package;
  const names = () => packed.entries.map(({ name }) => name);

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'racecar-package-'));
    packed = await pack('universal', path.join(folder, 'racecar.vsix'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds the programs, the schema, the examples, the licences and the texts for users', () => {
    expect(names()).toEqual(
      expect.arrayContaining([
        'extension/package.json',
        'extension/readme.md',
        'extension/changelog.md',
        'extension/LICENSE.txt',
        'extension/THIRD-PARTY-NOTICES.txt',
        'extension/examples/peak/peak.racecar.json',
        'extension/dist/extension.js',
        'extension/dist/trainer.js',
        'extension/dist/cli.js',
        'extension/dist/racecar.schema.json',
        'extension/dist/tfjs-backend-wasm-simd.wasm',
        'extension/media/racecar.svg',
        'extension/media/tab-light.svg',
        'extension/media/tab-dark.svg',
      ]),
    );
  });

  it('holds nothing of the development, and no native files', () => {
    const strange = names().filter(
      (name) =>
        !/^(\[Content_Types\]\.xml|extension\.vsixmanifest|extension\/(dist|media|examples|docs|l10n)\/.*|extension\/[\w.-]+)$/.test(
          name,
        ) || /\.(ts|tsx|map|node|so|dll|dylib)\b|\/\.racecar\//.test(name),
    );
    expect(strange).toEqual([]);
  });

  it('is small', () => {
    const size = packed.entries.reduce((sum, { packedSize }) => sum + packedSize, 0);
    expect(size).toBeLessThan(MOST_BYTES);
  });

  it('loads little into the extension host before a view is seen', async () => {
    const parts = await partsAtStart('extension.js');
    const size = [...parts.values()].reduce((sum, bytes) => sum + bytes, 0);
    expect(size).toBeGreaterThan(parts.get('extension.js')!);
    expect(size).toBeLessThan(MOST_AT_START);
    const all = (await readdir('dist')).filter((name) => /^extension[.-].*js$/.test(name));
    expect(parts.size).toBeLessThan(all.length);
  });

  it('gives the packager nothing to warn of', () => {
    expect(packed.warnings).toEqual([]);
  });
});

describe('The targets', () => {
  it.each(TARGETS.filter((target) => nativeFolder(target) !== undefined))(
    'have a library and a binding of onnxruntime on %s, each once',
    async (target) => {
      const files = await readdir(path.join('node_modules/onnxruntime-node', nativeFolder(target)!));
      const needed = files.filter(isNeededNativeFile);
      expect(needed).toContain('onnxruntime_binding.node');
      expect(needed.filter((name) => /^(lib)?onnxruntime\.(dll|so\.1|1\.dylib)$/.test(name))).toHaveLength(1);
    },
  );

  it('fall back to the universal one where there is none of its own', () => {
    expect(currentTarget('linux', 'x64')).toBe('linux-x64');
    expect(currentTarget('freebsd', 'x64')).toBe('universal');
  });
});

it('The oldest VS Code that is tested is the oldest that package.json allows', () => {
  expect(manifest.engines.vscode).toBe(`^${OLDEST.name}.0`);
});

it('What is no zip archive is not read as one', () => {
  expect(() => zipEntries(Buffer.from('no archive'))).toThrow('not a zip archive');
});
