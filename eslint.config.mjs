import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * The folders of src/ in the order of the data's way through them. A folder may import those above it in
 * the list, never those below.
 */
const FOLDERS = [
  'random',
  'config',
  'data',
  'network',
  'regularization',
  'training',
  'engines',
  'diagnostics',
  'decomposition',
  'runs',
  'checkpoints',
  'messages',
  'comparison',
  'trainer',
  'inspection',
  'cli',
  'extension',
];

/** Folders that know tfjs-core and plain numbers only: nothing of Node, VS Code or the DOM. */
const PURE = ['random', 'config', 'network', 'regularization', 'training', 'diagnostics', 'comparison'];
/** Folders that may read and write files. */
const WITH_FILES = ['data', 'runs', 'checkpoints', 'trainer', 'inspection', 'cli', 'extension'];
const BACKENDS = '^(@tensorflow/tfjs-(backend-.*|node.*)|onnxruntime-.*)';

function importRules(folder) {
  const below = FOLDERS.slice(FOLDERS.indexOf(folder) + 1);
  const patterns = [
    {
      regex: `^(\\.\\./)+(${below.join('|')})/`,
      message: `${folder}/ may import only the folders above it in eslint.config.mjs.`,
    },
  ];
  if (below.length === 0) patterns.pop();
  if (PURE.includes(folder)) {
    patterns.push({
      regex: '^node:',
      message: `${folder}/ knows nothing of Node; what it needs is handed in.`,
    });
  }
  if (!WITH_FILES.includes(folder) && !PURE.includes(folder)) {
    patterns.push({ regex: '^node:fs', message: `${folder}/ does not touch files.` });
  }
  if (folder !== 'extension') {
    patterns.push({ regex: '^vscode$', message: 'Only extension/ imports vscode.' });
  }
  if (folder !== 'engines') {
    patterns.push({ regex: BACKENDS, message: 'Only engines/ imports a backend.' });
  }
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

/** Code of the pages runs in a browser and knows the messages and the pure mathematics only. */
const webviewRules = {
  files: ['webview/**/*.{ts,tsx}'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex:
              '^(\\.\\./)+src/(?!messages/(ascending|dashboardMessages|reportData|runEvidence|runResults|compareFile|compareMessages|layerMessages|sampleMessages)$|diagnostics/|comparison/|random/)',
            message: 'webview/ imports only the messages and the pure mathematics of src/.',
          },
          { regex: '^(node:|vscode$|zod)', message: 'webview/ runs in a browser.' },
        ],
      },
    ],
  },
};

export default tseslint.config(
  { ignores: ['dist/', 'dist-*/', '.vscode-test/', 'coverage/', '**/.racecar/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
    },
  },
  ...FOLDERS.map(importRules),
  webviewRules,
);
