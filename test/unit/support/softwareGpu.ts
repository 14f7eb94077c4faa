import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';

/** Debian's chromium brings SwiftShader along, a Vulkan that computes on the CPU. */
const CHROMIUM = '/usr/lib/chromium';
const DRIVER = path.join(CHROMIUM, 'vk_swiftshader_icd.json');
const LOADER = path.join(CHROMIUM, 'libvulkan.so.1');

/** Keeps a library loaded for whoever asks for it by its name later. */
const RTLD_NODELETE = 0x1000;

/** Why there is no SwiftShader to test on; undefined where there is. */
export const noSoftwareGpu: string | undefined = existsSync(DRIVER)
  ? undefined
  : `${DRIVER} is missing: apt-get install chromium brings SwiftShader, on which WebGPU is tested`;

/** Gives this process and those that it starts SwiftShader as their only GPU. */
export function useSoftwareGpu(): void {
  process.env.VK_ICD_FILENAMES = DRIVER;
  if (!existsSync(LOADER)) return;
  process.env.LD_LIBRARY_PATH = CHROMIUM;
  try {
    process.dlopen({ exports: {} }, LOADER, constants.dlopen.RTLD_NOW | RTLD_NODELETE);
  } catch (error) {
    // It is no addon of Node, and need not be one to stay loaded.
    if (!/self-register/.test(String(error))) throw error;
  }
}
