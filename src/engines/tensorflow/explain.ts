import type { TensorflowName } from './packages';
import { howToGet, TENSORFLOW_PACKAGES } from './packages';

/** Why something does not work, and what to do about it. */
export interface Explanation {
  readonly reason: string;
  readonly hint: string;
}

/** What may go wrong when the package is loaded, by what Node, the loader or the process's end says of it. */
const CASES: readonly (readonly [
  RegExp,
  (match: RegExpExecArray) => string,
  'reinstall' | 'node' | 'machine',
])[] = [
  [
    /native addon module|tfjs_binding\.node: cannot open|Cannot find module '[^']*tfjs_binding\.node'/,
    () => 'its native addon is missing: its install script did not run, or could not download',
    'reinstall',
  ],
  [
    /(libtensorflow[\w.]*|tensorflow\.dll)[^\n]*(cannot open shared object|not found|no such file)/i,
    ([, library]) => `TensorFlow's library ${library!} is missing: its download did not finish`,
    'reinstall',
  ],
  [
    /The specified module could not be found/i,
    () => "TensorFlow's library is missing beside its addon",
    'reinstall',
  ],
  [/Library not loaded: (\S+)/, ([, library]) => `its library ${library!} is missing`, 'reinstall'],
  [
    /NODE_MODULE_VERSION|different Node\.js version|napi_build_version|undefined symbol: napi_/,
    () => `its addon is built for another Node than this (${process.version})`,
    'node',
  ],
  [
    /invalid ELF header|wrong ELF class|not a valid Win32|incompatible architecture|mach-o/i,
    () => `its addon is built for another system than this (${process.platform} ${process.arch})`,
    'reinstall',
  ],
  [
    /(GLIBC(?:XX)?_[\d.]+)' not found/,
    ([, version]) => `this system's C library is too old (it wants ${version!})`,
    'machine',
  ],
  [
    /ld-linux|__memcpy_chk|symbol not found/,
    () => 'it needs the GNU C library, which this system does not have',
    'machine',
  ],
  [/SIGILL|AVX/, () => 'this processor lacks instructions (AVX) that TensorFlow is compiled for', 'machine'],
  [/Cannot find module '([^']+)'/, ([, module]) => `its part ${module!} is missing`, 'reinstall'],
  [/ENOMEM|cannot allocate memory|SIGKILL/i, () => 'there was not enough memory to load it', 'machine'],
];

/** Turns what was said when a package did not load into one reason and what to do. */
export function explainLoading(name: TensorflowName, error: string): Explanation {
  for (const [pattern, reason, remedy] of CASES) {
    const match = pattern.exec(error);
    if (match !== null) return { reason: reason(match), hint: remedyOf(name, remedy) };
  }
  const [first = error] = error.split('\n');
  return { reason: `it does not load: ${first}`, hint: remedyOf(name, 'reinstall') };
}

function remedyOf(name: TensorflowName, remedy: 'reinstall' | 'node' | 'machine'): string {
  switch (remedy) {
    case 'reinstall':
      return howToGet(name);
    case 'node':
      return `Rebuild it for this Node (npm rebuild ${TENSORFLOW_PACKAGES[name]}), or ${howToGet(name)}`;
    case 'machine':
      return 'The engines wasm and cpu run here.';
  }
}

/** npm's own words are long; these are the ones that tell why an installation failed. */
const INSTALL_CASES: readonly (readonly [RegExp, (match: RegExpExecArray) => Explanation])[] = [
  [
    /(?:ENOTFOUND|EAI_AGAIN)\s+([\w.-]+)/,
    ([, host]) => ({
      reason: `the host ${host!} could not be found`,
      hint: "It needs the internet: npm's registry, and for TensorFlow's library a storage bucket that networks may block.",
    }),
  ],
  [
    /(ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|socket hang up|network timeout)/,
    ([, code]) => ({
      reason: `the connection failed (${code!})`,
      hint: "Try again, or behind a proxy set HTTPS_PROXY and npm's https-proxy.",
    }),
  ],
  [
    /(CERT_\w+|SELF_SIGNED_CERT\w*|UNABLE_TO_\w+)/,
    ([, code]) => ({
      reason: `the connection is not trusted (${code!})`,
      hint: 'Does a proxy look into it? Give its certificate in NODE_EXTRA_CA_CERTS.',
    }),
  ],
  [
    /\bE(?:NOSPC|DQUOT)\b/,
    () => ({ reason: 'the disk is full', hint: 'It takes about 700 MB, and for the GPU 2 GB.' }),
  ],
  [
    /\b(?:EACCES|EPERM|EROFS)\b/,
    () => ({ reason: 'the folder may not be written to', hint: 'Set its permissions.' }),
  ],
  [
    /Unsupported system: (\S+)/,
    ([, system]) => ({
      reason: `there is no build of TensorFlow's library for ${system!}`,
      hint: 'The engines wasm and cpu run here.',
    }),
  ],
  [
    /(gyp ERR|node-pre-gyp install failed|make: not found|MSBUILD)/,
    () => ({
      reason: 'there is no ready-made addon for this Node, and building it failed',
      hint: 'Building needs Python, make and a C++ compiler; or use a Node with a long-term-support version.',
    }),
  ],
  [
    /\b40[34]\b/,
    () => ({
      reason: 'the download was refused',
      hint: 'Does a proxy or a registry of your own stand in between?',
    }),
  ],
];

/** Turns npm's output of a failed installation into one reason and what to do. */
export function explainInstalling(output: string): Explanation {
  for (const [pattern, explanation] of INSTALL_CASES) {
    const match = pattern.exec(output);
    if (match !== null) return explanation(match);
  }
  const said = /npm (?:error|ERR!) (?!code|path|errno|A complete log)(.+)/.exec(output)?.[1];
  return { reason: said ?? 'npm failed', hint: "npm's own words are above." };
}
