// eslint-disable-next-line no-restricted-imports -- /dev lists devices; nothing here is a file of anybody's
import { existsSync, readdirSync } from 'node:fs';

/**
 * Whether there can be a GPU at all, known at once. On Linux a GPU has a device in /dev, and a Vulkan without one is
 * computed on the CPU (SwiftShader, llvmpipe); every Mac has one, and on Windows only a try tells.
 */
export function mayHaveGpu(platform: NodeJS.Platform = process.platform): boolean {
  if (platform !== 'linux') return true;
  if (['/dev/nvidia0', '/dev/dxg', '/dev/kfd'].some((device) => existsSync(device))) return true;
  return existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('renderD'));
}

/** Whether the environment asks Vulkan for a driver that computes on the CPU. */
export function asksForSoftware(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  const drivers = [
    environment.VK_DRIVER_FILES,
    environment.VK_ICD_FILENAMES,
    environment.VK_ADD_DRIVER_FILES,
  ].filter((value): value is string => Boolean(value));
  return drivers.length > 0 && drivers.every((value) => /swiftshader|lvp_icd|llvmpipe/i.test(value));
}
