import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { UserError } from '../../../src/config/userError';
import { findTensorflow } from '../../../src/engines/tensorflow/find';
import { installFolder, packageFolders } from '../../../src/engines/tensorflow/folders';
import { missingLibraries } from '../../../src/engines/tensorflow/probe';
import { openTensorflowEngine } from '../../../src/engines/tensorflow/tensorflowEngine';
import { temporaryFolder } from '../data/temporaryFolder';
import { install, place, working } from './fakePackages';

const LINUX = { platform: 'linux', arch: 'x64' } as const;

describe("TensorFlow's packages are found", () => {
  const project = temporaryFolder();
  const inner = path.join(project, 'experiments', 'first');
  let installed: string;
  beforeAll(() => {
    installed = install(project, 'tensorflow');
  });

  it('in a folder that holds node_modules, in node_modules, or in the folder itself', () => {
    for (const folder of [project, path.join(project, 'node_modules'), installed]) {
      expect(findTensorflow('tensorflow', { folders: [place(folder)] })?.folder, folder).toBe(installed);
    }
  });

  it('in the folders above the working folder, but only above that one', () => {
    const folder = { folder: inner, what: 'the working folder' };
    expect(findTensorflow('tensorflow', { folders: [{ ...folder, above: true }] })?.folder).toBe(installed);
    expect(findTensorflow('tensorflow', { folders: [folder] })).toBeUndefined();
  });

  it('in the first folder that has them', () => {
    const other = temporaryFolder();
    install(other, 'tensorflow', { version: '4.0.0' });
    const folders = [place(temporaryFolder()), place(other), place(project)];
    expect(findTensorflow('tensorflow', { folders })?.version).toBe('4.0.0');
  });

  it('by name: the one for the CPU is not the one for the GPU', () => {
    expect(findTensorflow('tensorflow-gpu', { folders: [place(project), place(installed)] })).toBeUndefined();
  });

  it("in the folder given, then the working folder, then the user's own, then npm's", async () => {
    const folders = await packageFolders('tensorflow', 'given', '/home/ada');
    expect(folders.slice(0, 3).map(({ folder }) => folder)).toEqual([
      path.resolve('given'),
      '/home/ada',
      installFolder('tensorflow'),
    ]);
  });
});

describe("the user's own folder of engines", () => {
  it.each([
    ['linux', '/home/ada', {}, '/home/ada/.local/share/racecar/engines/tensorflow'],
    ['linux', '/home/ada', { XDG_DATA_HOME: '/data' }, '/data/racecar/engines/tensorflow'],
    ['linux', '/home/ada', { XDG_DATA_HOME: 'data' }, '/home/ada/.local/share/racecar/engines/tensorflow'],
    ['darwin', '/Users/ada', {}, '/Users/ada/Library/Application Support/racecar/engines/tensorflow'],
    ['win32', 'C:\\Users\\ada', {}, 'C:\\Users\\ada\\AppData\\Local\\racecar\\engines\\tensorflow'],
    ['win32', 'C:\\Users\\ada', { LOCALAPPDATA: 'D:\\Local' }, 'D:\\Local\\racecar\\engines\\tensorflow'],
  ] as const)('is where the system keeps data: %s, %s, %o', (platform, home, env, expected) => {
    expect(installFolder('tensorflow', { platform, home, env })).toBe(expected);
  });
});

/** Opens an engine that cannot start, and returns what is said. */
async function refusal(...args: Parameters<typeof openTensorflowEngine>): Promise<UserError> {
  const [name, options] = args;
  const opening = openTensorflowEngine(name, { machine: LINUX, missing: async () => [], ...options });
  return opening.then(
    () => expect.fail('it started'),
    (error: UserError) => error,
  );
}

/** What is said of a package whose code is this. */
async function ofCode(
  code: string,
  name: 'tensorflow' | 'tensorflow-gpu' = 'tensorflow',
): Promise<UserError> {
  const folder = temporaryFolder();
  install(folder, name, { code });
  return refusal(name, { folders: [place(folder)] });
}

const throwing = (message: string) => `throw new Error(${JSON.stringify(message)});`;

describe('an engine of TensorFlow that cannot start says why', () => {
  it.each([
    ['darwin', 'arm64', /Linux x64, Windows x64 only, and this is macOS arm64/],
    ['linux', 'arm64', /this is Linux arm64/],
    ['freebsd', 'x64', /this is freebsd x64/],
  ] as const)('where there is no build for the GPU: %s %s', async (platform, arch, expected) => {
    const error = await refusal('tensorflow-gpu', { machine: { platform, arch }, folders: [] });
    expect(error.message).toMatch(expected);
  });

  it('when it is not installed, with where it was looked for and how to get it', async () => {
    const folders = [{ folder: temporaryFolder(), what: 'the folder given (x)' }];
    const { message, hint, kind } = await refusal('tensorflow', { folders });
    expect(message).toContain('@tensorflow/tfjs-node is not installed (looked in the folder given (x))');
    expect(hint).toBe('get it with: racecar engines install tensorflow');
    expect(kind).toBe('run');
  });

  it('when CUDA is missing, before the package is tried, with the libraries by name', async () => {
    const folder = temporaryFolder();
    install(folder, 'tensorflow-gpu', { code: 'process.abort();' });
    const missing = async () => ['libcudart.so.11.0', 'libcudnn.so.8'];
    const { message, hint } = await refusal('tensorflow-gpu', { folders: [place(folder)], missing });
    expect(message).toMatch(/does not find libcudart\.so\.11\.0, libcudnn\.so\.8$/);
    expect(hint).toMatch(/^install CUDA 11\.2 and cuDNN 8\.1 so that/);
  });

  it("asks for NVIDIA's driver where only that is missing", async () => {
    const missing = async () => ['libcuda.so.1'];
    const { hint } = await refusal('tensorflow-gpu', { folders: [], missing });
    expect(hint).toMatch(/^install NVIDIA's driver so that .*; get it with: racecar engines install/);
  });

  it('when the package is of another version', async () => {
    const folder = temporaryFolder();
    install(folder, 'tensorflow', { version: '4.1.0' });
    const { message } = await refusal('tensorflow', { folders: [place(folder)] });
    expect(message).toMatch(/found @tensorflow\/tfjs-node 4\.1\.0 \(.*\), expected 4\.22\.0/);
  });

  it('when the package has found a tfjs-core of another version', async () => {
    const { message } = await ofCode(working({ core: '4.21.0' }));
    expect(message).toMatch(/found @tensorflow\/tfjs-core 4\.21\.0 \(.*\), expected 4\.22\.0/);
  });

  // What Node, the loader and the package itself say, word for word.
  it.each([
    [
      'The Node.js native addon module (tfjs_binding.node) can not be found at path: /x/tfjs_binding.node. \nPlease run',
      /its native addon is missing/,
    ],
    [
      'libtensorflow.so.2: cannot open shared object file: No such file or directory',
      /TensorFlow's library libtensorflow\.so\.2 is missing/,
    ],
    [
      "The module '/x/tfjs_binding.node' was compiled against a different Node.js version using NODE_MODULE_VERSION 93.",
      /built for another Node than this \(v/,
    ],
    ['/x/tfjs_binding.node: invalid ELF header', /built for another system than this/],
    ["/lib/libc.so.6: version `GLIBC_2.34' not found (required by /x)", /C library is too old.*GLIBC_2\.34/],
    [
      "Cannot find module '@mapbox/node-pre-gyp'\nRequire stack:",
      /its part @mapbox\/node-pre-gyp is missing/,
    ],
    ['something new\nin two lines', /it does not load: something new \(/],
  ])('when loading it fails: %s', async (said, expected) => {
    const { message, hint } = await ofCode(throwing(said));
    expect(message).toMatch(expected);
    expect(message).not.toContain('\n');
    expect(hint).toBeTruthy();
  });

  it.skipIf(process.platform === 'win32')('when loading it ends the process', async () => {
    expect((await ofCode("process.kill(process.pid, 'SIGILL');")).message).toMatch(/processor lacks/);
    expect((await ofCode("process.kill(process.pid, 'SIGSEGV');")).message).toMatch(/ended by SIGSEGV/);
    expect((await ofCode('process.exit(3);')).message).toMatch(
      /it does not load: .* without an answer|the code 3/,
    );
  });

  it('when TensorFlow sees no GPU', async () => {
    const { message, hint } = await ofCode(working(), 'tensorflow-gpu');
    expect(message).toMatch(/TensorFlow 2\.9\.1 loads, but sees no GPU/);
    expect(hint).toContain('The engine tensorflow computes on the CPU');
  });
});

describe('an engine of TensorFlow that can start', () => {
  it.each([
    ['tensorflow', false, 'CPU (TensorFlow 2.9.1)'],
    ['tensorflow-gpu', true, 'GPU (TensorFlow 2.9.1)'],
  ] as const)('tells what it computes on: %s', async (name, gpu, device) => {
    const folder = temporaryFolder();
    install(folder, name, { code: `console.log('chatter');${working({ gpu })}` });
    const engine = await openTensorflowEngine(name, {
      machine: LINUX,
      missing: async () => [],
      folders: [place(folder)],
    });
    expect(engine).toMatchObject({ name, device });
  });

  it.runIf(process.platform === 'linux')(
    'is asked only for libraries that the loader does not find',
    async () => {
      expect(await missingLibraries(['libc.so.6', 'libnothing.so.1'])).toEqual(['libnothing.so.1']);
    },
  );
});
