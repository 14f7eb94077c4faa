/**
 * The Chromium that tests in a browser use, and `npm run try`. Debian's package also holds SwiftShader, a Vulkan device
 * in software, which the tests of GPU engines use where there is no GPU.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PLACES = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/microsoft-edge',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** Chromium renders no text without a font, and its package only recommends some. */
const DEBIAN_PACKAGES = ['chromium', 'fonts-dejavu-core'];
const PACKAGE_LISTS = '/var/lib/apt/lists';

/** Switches for a browser that shows local pages and asks nothing of the network. */
export const CHROMIUM_SWITCHES = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Its sandbox refuses to start for root, as in containers.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** The path of a Chromium, or undefined where there is none. The variable CHROMIUM goes first. */
export function findChromium() {
  const chosen = process.env.CHROMIUM;
  if (chosen !== undefined && chosen !== '') {
    if (!existsSync(chosen)) throw new Error(`The variable CHROMIUM names ${chosen}, which does not exist.`);
    return chosen;
  }
  return PLACES[process.platform]?.find((place) => existsSync(place));
}

/**
 * The path of a Chromium. Where there is none and Debian's can be installed without asking, it is; otherwise an error
 * says what to do.
 */
export function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  installFromDebian(administrator());
  const installed = findChromium();
  if (installed === undefined) throw new Error('Debian installed chromium, but not where it is looked for.');
  return installed;
}

/** The file that makes a Vulkan loader use Debian's SwiftShader (VK_DRIVER_FILES), or undefined where there is none. */
export function swiftShaderDriverFile() {
  const chromium = findChromium();
  const places = ['/usr/lib/chromium', '/usr/share/chromium', ...(chromium ? [path.dirname(chromium)] : [])];
  return places.map((place) => path.join(place, 'vk_swiftshader_icd.json')).find((file) => existsSync(file));
}

/** What to put before a command so that it runs as root: nothing, or sudo where that asks for no password. */
function administrator() {
  if (process.platform !== 'linux' || !isDebian()) {
    throw new Error(
      'No Chromium was found. Install Chromium or Chrome, or set the variable CHROMIUM to the path of one.',
    );
  }
  if (process.getuid() === 0) return [];
  if (spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0) return ['sudo', '-n'];
  throw new Error(
    `No Chromium was found. Run: sudo apt-get install --no-install-recommends ${DEBIAN_PACKAGES.join(' ')}\n` +
      'or set the variable CHROMIUM to the path of one.',
  );
}

/** Debian itself: Ubuntu's package of that name only installs a snap, which does not run in containers. */
function isDebian() {
  const release = '/etc/os-release';
  return existsSync(release) && /^ID=debian$/m.test(readFileSync(release, 'utf8'));
}

function installFromDebian(prefix) {
  process.stderr.write(`No Chromium was found: installing Debian's (${DEBIAN_PACKAGES.join(', ')}).\n`);
  const isUpdated = !hasPackageLists() && apt(prefix, 'update');
  if (install(prefix)) return;
  // Old lists name packages that are gone.
  if (!isUpdated && apt(prefix, 'update') && install(prefix)) return;
  throw new Error('Chromium could not be installed; apt-get says above why.');
}

function install(prefix) {
  return apt(prefix, 'install', '--yes', '--no-install-recommends', ...DEBIAN_PACKAGES);
}

function hasPackageLists() {
  return existsSync(PACKAGE_LISTS) && readdirSync(PACKAGE_LISTS).some((name) => name.includes('_Packages'));
}

/** Waits for another apt-get. Returns whether it succeeded; what it says goes to stderr, most of it only on failure. */
function apt(prefix, ...words) {
  const [command, ...rest] = [...prefix, 'apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=600', ...words];
  const { status, stdout, stderr, error } = spawnSync(command, rest, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  if (status !== 0) process.stderr.write(`${stdout}${stderr}`);
  return status === 0;
}
