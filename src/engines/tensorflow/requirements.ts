import type { TensorflowName } from './packages';

/** The machine, as far as TensorFlow's builds differ by it. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** As `process.arch` has it. */
  readonly arch: string;
}

/** Where libtensorflow is to be had in the version that the packages want. */
const PLATFORMS: Readonly<Record<TensorflowName, readonly string[]>> = {
  tensorflow: ['linux x64', 'linux arm64', 'darwin x64', 'darwin arm64', 'win32 x64'],
  'tensorflow-gpu': ['linux x64', 'win32 x64'],
};

const SYSTEMS: Readonly<Record<string, string>> = { darwin: 'macOS', linux: 'Linux', win32: 'Windows' };

/** Why the engine cannot run on a machine, whatever is installed there. */
export function platformProblem(name: TensorflowName, { platform, arch }: Machine): string | undefined {
  const platforms = PLATFORMS[name];
  if (platforms.includes(`${platform} ${arch}`)) return undefined;
  return `it is built for ${platforms.map(inWords).join(', ')} only, and this is ${inWords(`${platform} ${arch}`)}`;
}

function inWords(machine: string): string {
  const [platform, arch] = machine.split(' ') as [string, string];
  return `${SYSTEMS[platform] ?? platform} ${arch}`;
}

/** What libtensorflow 2.9 opens before it uses a GPU; it leaves the GPU alone when one of them is missing. */
const CUDA_LIBRARIES: Readonly<Record<'linux' | 'win32', readonly string[]>> = {
  linux: [
    'libcuda.so.1',
    'libcudart.so.11.0',
    'libcublas.so.11',
    'libcublasLt.so.11',
    'libcufft.so.10',
    'libcurand.so.10',
    'libcusolver.so.11',
    'libcusparse.so.11',
    'libcudnn.so.8',
  ],
  win32: [
    'nvcuda.dll',
    'cudart64_110.dll',
    'cublas64_11.dll',
    'cublasLt64_11.dll',
    'cufft64_10.dll',
    'curand64_10.dll',
    'cusolver64_11.dll',
    'cusparse64_11.dll',
    'cudnn64_8.dll',
  ],
};

/** The libraries that the system's loader must find for an engine. */
export function requiredLibraries(name: TensorflowName, platform: NodeJS.Platform): readonly string[] {
  if (name !== 'tensorflow-gpu') return [];
  return platform === 'win32' ? CUDA_LIBRARIES.win32 : CUDA_LIBRARIES.linux;
}

/** Why a GPU cannot be used, and what to install, from the libraries that the loader does not find. */
export function libraryProblem(
  missing: readonly string[],
  platform: NodeJS.Platform,
): { message: string; hint: string } | undefined {
  if (missing.length === 0) return undefined;
  const parts = [
    ...(missing.some(isDriver) ? ["NVIDIA's driver"] : []),
    ...(missing.some((library) => !isDriver(library) && !isCudnn(library)) ? ['CUDA 11.2'] : []),
    ...(missing.some(isCudnn) ? ['cuDNN 8.1'] : []),
  ];
  const where = platform === 'win32' ? 'PATH' : 'LD_LIBRARY_PATH or the cache of ldconfig';
  return {
    message: `the system's loader does not find ${missing.join(', ')}`,
    hint: `install ${listed(parts)} so that ${where} leads to them`,
  };
}

const isDriver = (library: string) => /^(libcuda\.so|nvcuda)/.test(library);
const isCudnn = (library: string) => /cudnn/.test(library);

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`;
}
