import type { ProviderName } from './providers';
import { PROVIDERS } from './providers';

/** Why a provider does not start, and what to do about it. */
export interface Explanation {
  readonly reason: string;
  readonly hint: string;
}

interface Known extends Explanation {
  readonly sign: RegExp;
}

const GPU_DRIVER =
  'the Vulkan driver of the GPU (mesa-vulkan-drivers for Intel and AMD; NVIDIA brings its own)';

/** What onnxruntime, Dawn and the loaders say, in the words of somebody who wants to mend it. */
const KNOWN: Readonly<Record<ProviderName, readonly Known[]>> = {
  'onnx-webgpu': [
    {
      sign: /Couldn't load Vulkan/,
      reason: 'the Vulkan loader (libvulkan.so.1) is not installed',
      hint: `Install libvulkan1 (Debian, Ubuntu), vulkan-loader (Fedora) or vulkan-icd-loader (Arch), and ${GPU_DRIVER}.`,
    },
    {
      sign: /No supported adapters|Failed to get a WebGPU adapter/,
      reason: 'there is no GPU that WebGPU can use',
      hint: `On Linux it needs ${GPU_DRIVER}; vulkaninfo --summary lists what Vulkan sees.`,
    },
  ],
  'onnx-cuda': [
    {
      sign: /libonnxruntime_providers_(shared|cuda)\.so: cannot open|cuda\] backend not found/,
      reason: "onnxruntime's CUDA libraries are not installed",
      hint: "In Racecar's folder: node node_modules/onnxruntime-node/script/install --onnxruntime-node-install=cuda12; CUDA 12 and cuDNN 9 must be installed too.",
    },
    {
      sign: /lib(cudart|cublas|cublasLt|cudnn|cufft|curand|nvrtc)[\w.]*: cannot open/,
      reason: 'a library of CUDA or cuDNN is missing',
      hint: 'Install CUDA 12 and cuDNN 9, and let LD_LIBRARY_PATH name their folders.',
    },
    {
      sign: /no CUDA-capable device|CUDA driver version is insufficient|libcuda\.so/,
      reason: 'there is no GPU that CUDA can use, or its driver is too old',
      hint: 'nvidia-smi lists the GPUs and the version of the driver.',
    },
  ],
  'onnx-directml': [
    {
      sign: /backend not found|DirectML\.dll/,
      reason: 'DirectML does not load',
      hint: 'It needs Windows 10 1903 or newer and a GPU with DirectX 12.',
    },
  ],
  'onnx-coreml': [
    {
      sign: /backend not found/,
      reason: 'Core ML is not in this build of onnxruntime-node',
      hint: 'It needs macOS 13 or newer on Apple silicon.',
    },
  ],
};

/** @param said everything that was written while a provider was tried */
export function explainProvider(name: ProviderName, said: string): Explanation {
  const known = KNOWN[name].find(({ sign }) => sign.test(said));
  if (known !== undefined) {
    // The library that is missing is worth its name.
    const library = /(lib[\w.+-]+\.so[\w.]*): cannot open/.exec(said)?.[1];
    const named = library === undefined || known.reason.includes(library) ? '' : ` (${library})`;
    return { reason: `${known.reason}${named}`, hint: known.hint };
  }
  return {
    reason: firstSentence(said) || 'it ended without a word',
    hint: `The engine onnx-cpu computes the same without ${PROVIDERS[name].title}.`,
  };
}

/** onnxruntime's errors begin with the file and the function that found them. */
function firstSentence(said: string): string {
  const line = said
    .split('\n')
    .map((each) => each.trim())
    .find((each) => each !== '');
  return (line ?? '').replace(/^.*?\b(was false|false)\. /, '').slice(0, 300);
}
