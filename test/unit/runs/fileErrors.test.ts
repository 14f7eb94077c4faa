import { open } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/config/userError';
import { describeError, naming } from '../../../src/runs/fileErrors';
import { temporaryFolder } from '../data/temporaryFolder';

const folder = temporaryFolder();

describe('what the operating system refuses', () => {
  it('names the file, also where it was already open', async () => {
    const file = path.join(folder, 'read.txt');
    const handle = await open(file, 'a');
    await handle.close();
    const readable = await open(file, 'r');
    const error = await naming(file, () => readable.appendFile('x')).catch((thrown: unknown) => thrown);
    await readable.close();
    expect(describeError(error)).toBe(`EBADF: bad file descriptor, write '${file}'`);
    const missing = path.join(folder, 'none', 'x');
    const other = await naming('not this one', () => open(missing)).catch((thrown: unknown) => thrown);
    expect(describeError(other)).toBe(`ENOENT: no such file or directory, open '${missing}'`);
  });

  it('is told with what to do about it', () => {
    const full = Object.assign(new Error("ENOSPC: no space left on device, write '/x'"), {
      ...{ code: 'ENOSPC', syscall: 'write' },
    });
    expect(describeError(full)).toMatch(/^ENOSPC: .* '\/x'\n {2}The disk is full\. Make room/);
    expect(describeError(new UserError('wrong', { hint: 'Mend it.' }))).toBe('wrong\n  Mend it.');
    expect(describeError(new TypeError('a bug'))).toMatch(/TypeError: a bug\n\s+at /);
  });
});
