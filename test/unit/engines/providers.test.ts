import { afterEach, describe, expect, it, vi } from 'vitest';
import type { UserError } from '../../../src/config/userError';
import { openEngine } from '../../../src/engines/choose';
import {
  parseNvidiaSmi,
  parseSystemProfiler,
  parseVideoControllers,
  parseVulkaninfo,
} from '../../../src/engines/hardware';
import { explainProvider } from '../../../src/engines/onnx/explainProvider';
import { asksForSoftware } from '../../../src/engines/onnx/graphicsHardware';
import type { ProviderOptions } from '../../../src/engines/onnx/onnxEngine';
import { openOnnxProviderEngine } from '../../../src/engines/onnx/onnxEngine';
import { probeProvider } from '../../../src/engines/onnx/probeProvider';
import type { ProviderName } from '../../../src/engines/onnx/providers';

const LINUX = { platform: 'linux', arch: 'x64' } as const;

async function refusal(name: ProviderName, options: ProviderOptions): Promise<UserError> {
  return openOnnxProviderEngine(name, { machine: LINUX, ...options }).then(
    () => expect.fail('it started'),
    (error: UserError) => error,
  );
}

describe('a provider that cannot start', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['onnx-directml', LINUX, /DirectML for Windows on x64, Windows on arm64 only, and this is Linux on x64/],
    ['onnx-coreml', LINUX, /Core ML for macOS on arm64 only/],
    [
      'onnx-cuda',
      { platform: 'win32', arch: 'x64' },
      /CUDA for Linux on x64 only, and this is Windows on x64/,
    ],
    ['onnx-webgpu', { platform: 'linux', arch: 'arm64' }, /WebGPU for .* and this is Linux on arm64/],
    ['onnx-webgpu', { platform: 'darwin', arch: 'x64' }, /WebGPU for .* and this is macOS on x64/],
  ] as const)('says where it could: %s on %o', async (name, machine, reason) => {
    const error = await refusal(name, { machine, probe: () => expect.fail('it was tried') });
    expect(error.message).toMatch(reason);
    expect(error.kind).toBe('run');
  });

  it('says what is missing when there is no Vulkan driver, and leaves this process alone', async () => {
    vi.stubEnv('VK_ICD_FILENAMES', '/nowhere.json');
    vi.stubEnv('VK_DRIVER_FILES', '/nowhere.json');
    const opening = openEngine('onnx-webgpu', { wasmFolder: '/nowhere' });
    await expect(opening).rejects.toThrow(
      /^the engine onnx-webgpu does not start: (the Vulkan loader .* is not installed|there is no GPU that WebGPU can use)/,
    );
    await expect(opening).rejects.toHaveProperty('hint', expect.stringMatching(/Vulkan driver/));
  });

  it('survives a driver that ends the process', async () => {
    // A process that cannot begin stands for one that a driver ended.
    vi.stubEnv('NODE_OPTIONS', '--no-such-option');
    const { problem } = await probeProvider('webgpu');
    expect(problem).toMatch(/^the process that tried it ended with the code/);
    expect((await refusal('onnx-webgpu', {})).message).toMatch(/the process that tried it ended/);
  });

  it('is known by what onnxruntime says of it', async () => {
    const { problem } = await probeProvider('no-such-provider');
    expect(problem).toMatch(/no-such-provider/);
  });
});

describe('what providers say is put into words', () => {
  it.each<[ProviderName, string, RegExp, RegExp]>([
    [
      'onnx-webgpu',
      "Failed to get a WebGPU adapter: No supported adapters\nWarning: Couldn't load Vulkan: libvulkan.so.1: cannot open shared object file",
      /^the Vulkan loader \(libvulkan.so.1\) is not installed$/,
      /Install libvulkan1/,
    ],
    [
      'onnx-webgpu',
      'Failed to get a WebGPU adapter: No supported adapters',
      /^there is no GPU that WebGPU can use$/,
      /vulkaninfo/,
    ],
    [
      'onnx-cuda',
      'Failed to load shared library\n…/libonnxruntime_providers_shared.so: cannot open shared object file: No such file',
      /^onnxruntime's CUDA libraries are not installed \(libonnxruntime_providers_shared\.so\)$/,
      /--onnxruntime-node-install=cuda12/,
    ],
    [
      'onnx-cuda',
      'libcudnn.so.9: cannot open shared object file: No such file or directory',
      /^a library of CUDA or cuDNN is missing \(libcudnn\.so\.9\)$/,
      /cuDNN 9/,
    ],
    [
      'onnx-directml',
      'the process that tried it was ended by SIGSEGV',
      /^the process that tried it was ended by SIGSEGV$/,
      /onnx-cpu computes the same/,
    ],
  ])('%s: %s', (name, said, reason, hint) => {
    expect(explainProvider(name, said).reason).toMatch(reason);
    expect(explainProvider(name, said).hint).toMatch(hint);
  });
});

describe('a Vulkan that computes on the CPU', () => {
  it('is known by its driver file', () => {
    const swiftshader = '/usr/lib/chromium/vk_swiftshader_icd.json';
    expect(asksForSoftware({ VK_ICD_FILENAMES: swiftshader })).toBe(true);
    expect(asksForSoftware({ VK_DRIVER_FILES: '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json' })).toBe(true);
    expect(asksForSoftware({ VK_DRIVER_FILES: '/usr/share/vulkan/icd.d/radeon_icd.x86_64.json' })).toBe(
      false,
    );
    expect(asksForSoftware({})).toBe(false);
  });
});

describe("what the system's tools tell of a GPU", () => {
  it('is its name, memory and driver', () => {
    expect(parseNvidiaSmi('NVIDIA H200, 143771, 570.86.15\n')).toEqual({
      name: 'NVIDIA H200',
      memory: 143771 * 2 ** 20,
      driver: 'NVIDIA 570.86.15',
    });
    expect(
      parseVulkaninfo(
        'Devices:\nGPU0:\n\tdeviceName         = AMD Radeon RX 6800\n\tdriverName         = radv\n\tdriverInfo         = Mesa 22.3.6\n',
      ),
    ).toEqual({ name: 'AMD Radeon RX 6800', driver: 'radv Mesa 22.3.6' });
    expect(
      parseVideoControllers('[{"Name":"Intel(R) Arc(TM) A770","DriverVersion":"32.0.101.6078"}]'),
    ).toEqual({ name: 'Intel(R) Arc(TM) A770', driver: '32.0.101.6078' });
    expect(parseSystemProfiler('{"SPDisplaysDataType":[{"sppci_model":"Apple M3"}]}')).toMatchObject({
      name: 'Apple M3',
    });
  });

  it('is nothing where they are not installed, or find none', () => {
    expect(parseNvidiaSmi('')).toBeUndefined();
    expect(parseNvidiaSmi('No devices were found\n')).toBeUndefined();
    expect(parseVulkaninfo('')).toBeUndefined();
    expect(parseVideoControllers('')).toBeUndefined();
    expect(parseSystemProfiler('')).toBeUndefined();
  });
});
