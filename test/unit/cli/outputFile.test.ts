import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkOutputFile, writeOutputFile } from '../../../src/cli/outputFile';
import { UserError } from '../../../src/config/userError';
import { temporaryFolder } from '../data/temporaryFolder';

const folder = temporaryFolder();
const at = (...names: string[]) => path.join(folder, ...names);

async function refusal(work: Promise<unknown>): Promise<UserError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

describe('a file that a command writes', () => {
  it('is there as a whole, with its size told', async () => {
    expect(await writeOutputFile(at('page.html'), 'σ')).toBe(2);
    expect(await writeOutputFile(at('page.html'), Uint8Array.of(65))).toBe(1);
    expect(readFileSync(at('page.html'), 'utf8')).toBe('A');
  });

  it('is refused before and while writing where it cannot be, and nothing is left', async () => {
    mkdirSync(at('taken'));
    writeFileSync(at('file'), '');
    const before = readdirSync(folder).sort();
    const places: readonly [string, string][] = [
      [at('none', 'x.onnx'), `it cannot be written: there is no folder ${at('none')}`],
      [`${at('none')}/`, `it cannot be written: there is no folder ${at('none')}/`],
      [at('file', 'x.onnx'), `it cannot be written: ${at('file')} is a file, expected a folder`],
      [at('taken'), 'it is a folder, expected the name of a file to write'],
    ];
    for (const [file, message] of places) {
      for (const work of [checkOutputFile(file), writeOutputFile(file, 'text')]) {
        expect(await refusal(work)).toMatchObject({ message, place: { file }, kind: 'input' });
      }
    }
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it.runIf(process.platform === 'linux')(
    'is told of by its own name where the system refuses it',
    async () => {
      const { message } = await refusal(writeOutputFile('/proc/x.html', ''));
      expect(message).toMatch(/^it cannot be written: ENOENT: .* '\/proc\/x\.html'$/);
    },
  );

  it.runIf(process.platform !== 'win32')('may be a link, which stays one', async () => {
    symlinkSync('target.html', at('link.html'));
    await writeOutputFile(at('link.html'), 'text');
    expect(lstatSync(at('link.html')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('target.html'), 'utf8')).toBe('text');
  });
});
