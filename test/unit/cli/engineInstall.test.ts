import { chmodSync, existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installEngine } from '../../../src/cli/engineInstall';
import { installFolder } from '../../../src/engines/tensorflow/folders';
import { temporaryFolder, write } from '../data/temporaryFolder';
import { install } from '../engines/fakePackages';

/** What npm 11 prints, in short, when TensorFlow's storage bucket cannot be reached. */
const UNREACHABLE = `
* Downloading libtensorflow
Error: getaddrinfo ENOTFOUND storage.example.org
npm error code 1
npm error command failed
`;

/** Puts a script in npm's place that plays `npm install`. */
function npm(script: string): void {
  const folder = temporaryFolder();
  write(folder, 'npm', `#!/bin/sh\n[ "$1" = install ] || exit 1\n${script}\n`);
  chmodSync(path.join(folder, 'npm'), 0o755);
  vi.stubEnv('PATH', `${folder}${path.delimiter}${process.env.PATH ?? ''}`);
}

const failing = (said: string) => npm(`cat >&2 <<'EOT'\n${said}\nEOT\nexit 1`);
const installing = () => installEngine('tensorflow', { wasmFolder: 'unused' });

describe.skipIf(process.platform !== 'linux')('racecar engines install', () => {
  let said = '';

  beforeEach(() => {
    vi.stubEnv('XDG_DATA_HOME', temporaryFolder());
    said = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  it('tries what npm installed, and tells what it computes on', async () => {
    const source = temporaryFolder();
    install(source, 'tensorflow');
    npm(`echo "$@"; cat package.json; cp -r ${source}/node_modules .`);
    await installing();
    expect(said).toContain('"allowScripts":{"@tensorflow/tfjs-node@4.22.0":true}');
    expect(said).toContain(`tensorflow is ready: CPU (TensorFlow 2.9.1), in ${installFolder('tensorflow')}`);
  });

  it('tells why a download failed, after what npm said of it, and keeps what was installed before', async () => {
    const before = install(installFolder('tensorflow'), 'tensorflow');
    failing(UNREACHABLE);
    await expect(installing()).rejects.toMatchObject({
      message:
        '@tensorflow/tfjs-node@4.22.0 was not installed: the host storage.example.org could not be found',
      kind: 'run',
    });
    expect(said).toContain('Downloading libtensorflow');
    expect(existsSync(before)).toBe(true);
    expect(existsSync(`${installFolder('tensorflow')}.partial`)).toBe(false);
  });

  it.each([
    ['connect ECONNREFUSED 10.0.0.1:443', /the connection failed \(ECONNREFUSED\)/],
    ['self-signed: SELF_SIGNED_CERT_IN_CHAIN', /not trusted/],
    ['npm error code ENOSPC', /the disk is full/],
    ['gyp ERR! stack Error: not found: make', /building it failed/],
    ['npm error code ETARGET\nnpm error No matching version found', /No matching version found/],
    ['', /npm failed/],
  ])('puts what npm says into words: %s', async (output, expected) => {
    failing(output);
    await expect(installing()).rejects.toThrow(expected);
  });

  it('says so when there is no npm', async () => {
    vi.stubEnv('PATH', temporaryFolder());
    await expect(installing()).rejects.toThrow(/npm does not start/);
  });
});
