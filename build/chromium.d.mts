/** Switches for a browser that shows local pages and asks nothing of the network. */
export const CHROMIUM_SWITCHES: string[];

/** The path of a Chromium, or undefined where there is none. The variable CHROMIUM goes first. */
export function findChromium(): string | undefined;

/**
 * The path of a Chromium. Where there is none and Debian's can be installed without asking, it is; otherwise an error
 * says what to do.
 */
export function ensureChromium(): string;

/** The file that makes a Vulkan loader use Debian's SwiftShader (VK_DRIVER_FILES), or undefined where there is none. */
export function swiftShaderDriverFile(): string | undefined;
