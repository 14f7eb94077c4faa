import type { OnnxSessionOptions } from './onnxSession';

/** The machine, as far as onnxruntime's builds differ by it. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** As `process.arch` has it. */
  readonly arch: string;
}

/** A part of onnxruntime that computes on something else than the CPU. */
export interface Provider {
  /** Its name in onnxruntime-node. */
  readonly key: string;
  /** Its name for the user. */
  readonly title: string;
  /** Where onnxruntime-node brings it along or can be given it: platform and architecture. */
  readonly machines: readonly string[];
  readonly stateIn: OnnxSessionOptions['stateIn'];
}

export const PROVIDER_NAMES = ['onnx-webgpu', 'onnx-cuda', 'onnx-directml', 'onnx-coreml'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

export const PROVIDERS: Readonly<Record<ProviderName, Provider>> = {
  'onnx-webgpu': {
    key: 'webgpu',
    title: 'WebGPU',
    machines: ['linux x64', 'win32 x64', 'win32 arm64', 'darwin arm64'],
    stateIn: 'device',
  },
  // onnxruntime-node leaves results on the device with WebGPU alone.
  'onnx-cuda': { key: 'cuda', title: 'CUDA', machines: ['linux x64'], stateIn: 'host' },
  'onnx-directml': {
    key: 'dml',
    title: 'DirectML',
    machines: ['win32 x64', 'win32 arm64'],
    stateIn: 'host',
  },
  'onnx-coreml': { key: 'coreml', title: 'Core ML', machines: ['darwin arm64'], stateIn: 'host' },
};

const SYSTEMS: Readonly<Record<string, string>> = { darwin: 'macOS', linux: 'Linux', win32: 'Windows' };

/** Why a provider cannot run on a machine, whatever is installed there. */
export function machineProblem(name: ProviderName, { platform, arch }: Machine): string | undefined {
  const { title, machines } = PROVIDERS[name];
  if (machines.includes(`${platform} ${arch}`)) return undefined;
  return `onnxruntime-node has ${title} for ${machines.map(inWords).join(', ')} only, and this is ${inWords(`${platform} ${arch}`)}`;
}

function inWords(machine: string): string {
  const [platform, arch] = machine.split(' ') as [string, string];
  return `${SYSTEMS[platform] ?? platform} on ${arch}`;
}
