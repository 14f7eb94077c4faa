/**
 * What the extension contributes to VS Code, in one place: package.json's `contributes` and package.nls.json are made
 * from it by `npm run contributions`, and code names commands and settings by it. It knows nothing of
 * vscode, so that the generator and the unit tests can read it.
 */
import { CHECKPOINT_EXTENSIONS, CHECKPOINT_INDEXES } from '../checkpoints/checkpointNames';
import {
  CHECKPOINT_EDITOR,
  CHECKPOINT_EDITOR_ON_REQUEST,
  COMPARE_PANEL,
  COMPARISON_EDITOR,
  CONFIG_GLOB,
  CONTEXT,
  DASHBOARD_PANEL,
  LAYER_PANEL,
  LAYERS_VIEW,
  PROBLEM_MATCHER_NAME,
  RUN_ITEM,
  RUNS_VIEW,
} from './contributedNames';

export { TASK_TYPE } from './contributedNames';

const onConfig = 'resourceFilename =~ /\\.racecar\\.json$/';

/** Files that other tools have editors for, or that are seldom checkpoints: shown as one where the user asks for it. */
const ON_REQUEST = ['.h5', '.hdf5', '.bin', '.ckpt'];
const endings = CHECKPOINT_EXTENSIONS.map((extension) => extension.slice(1)).join('|');
const indexes = CHECKPOINT_INDEXES.map((name) => name.replaceAll('.', '\\.').replaceAll('*', '.*')).join('|');
const onCheckpoint = `resourceFilename =~ /\\.(${endings})$|^(${indexes})$/i`;

/** Custom editors: of one kind by itself, of the other where the user asks for it ("Reopen Editor With…"). */
export const CUSTOM_EDITORS = [
  {
    viewType: COMPARISON_EDITOR,
    displayName: 'Comparison',
    selector: [{ filenamePattern: '*.racecompare' }],
    priority: 'default',
  },
  {
    viewType: CHECKPOINT_EDITOR,
    displayName: 'Checkpoint',
    selector: CHECKPOINT_EXTENSIONS.filter((extension) => !ON_REQUEST.includes(extension)).map(
      (extension) => ({ filenamePattern: `*${extension}` }),
    ),
    priority: 'default',
  },
  {
    viewType: CHECKPOINT_EDITOR_ON_REQUEST,
    displayName: 'Checkpoint',
    selector: [...ON_REQUEST.map((extension) => `*${extension}`), ...CHECKPOINT_INDEXES].map(
      (filenamePattern) => ({ filenamePattern }),
    ),
    priority: 'option',
  },
] as const;

export interface CommandContribution {
  readonly title: string;
  readonly icon?: string;
  /** When it can be used; it is greyed out, and not in the palette, otherwise. */
  readonly enablement?: string;
  /** False for commands that only make sense on an item of a view. */
  readonly inPalette?: boolean;
}

const item = (word: keyof typeof RUN_ITEM): string => `viewItem =~ /\\b${RUN_ITEM[word]}\\b/`;

const trusted = 'isWorkspaceTrusted';

export const COMMANDS = {
  'racecar.train': {
    title: 'Train with racecar',
    icon: '$(play)',
    enablement: trusted,
  },
  'racecar.trainModes': {
    title: 'Train Std, Ort and RR',
    icon: '$(run-all)',
    enablement: trusted,
  },
  'racecar.trainSeeds': { title: 'Train N Seeds…', icon: '$(run-all)', enablement: trusted },
  'racecar.trainGrid': { title: 'Train a Grid…', icon: '$(table)', enablement: trusted },
  'racecar.setMode': { title: 'Set Mode…', icon: '$(settings)' },
  'racecar.setModeOfAll': { title: 'Set Mode of All Configs…', enablement: CONTEXT.hasConfigs },
  'racecar.toggleStd': { title: 'Toggle Std (Plain Training)' },
  'racecar.toggleOrt': { title: 'Toggle Ort (Orthogonality Regularization)' },
  'racecar.toggleRr': { title: 'Toggle RR (Reverse Pass)' },
  'racecar.toggleStdOfAll': { title: 'Toggle Std in All Configs', enablement: CONTEXT.hasConfigs },
  'racecar.toggleOrtOfAll': { title: 'Toggle Ort in All Configs', enablement: CONTEXT.hasConfigs },
  'racecar.toggleRrOfAll': { title: 'Toggle RR in All Configs', enablement: CONTEXT.hasConfigs },
  'racecar.stop': { title: 'Stop Training', icon: '$(debug-stop)', enablement: CONTEXT.hasRunning },
  'racecar.pause': { title: 'Pause Training', icon: '$(debug-pause)', enablement: CONTEXT.hasRunning },
  'racecar.resume': {
    title: 'Resume Training',
    icon: '$(debug-continue)',
    enablement: `(${CONTEXT.hasPaused} || ${CONTEXT.hasResumable}) && ${trusted}`,
  },
  'racecar.newConfig': { title: 'New Config…', icon: '$(new-file)' },
  'racecar.selectEngine': { title: 'Select Engine…', enablement: trusted },
  'racecar.installGpuEngine': { title: 'Install GPU Engine…', enablement: trusted },
  'racecar.showLog': { title: 'Show Log', icon: '$(output)' },
  'racecar.deleteRun': { title: 'Delete Run…', icon: '$(trash)', enablement: CONTEXT.hasRuns },
  'racecar.revealRunFolder': {
    title: 'Reveal Run Folder',
    icon: '$(folder-opened)',
    enablement: CONTEXT.hasRuns,
  },
  'racecar.filterRuns': { title: 'Filter Runs…', icon: '$(filter)', enablement: CONTEXT.hasRuns },
  'racecar.clearRunFilter': {
    title: 'Show All Runs',
    icon: '$(filter-filled)',
    enablement: CONTEXT.isFiltered,
  },
  'racecar.openDashboard': { title: 'Open Dashboard', icon: '$(graph-line)', enablement: CONTEXT.hasRuns },
  'racecar.compareRuns': { title: 'Compare Runs', icon: '$(git-compare)', enablement: CONTEXT.hasRuns },
  'racecar.refreshRuns': { title: 'Refresh Runs', icon: '$(refresh)' },
  'racecar.openCheckpoint': { title: 'Open Checkpoint…', icon: '$(layers)' },
  'racecar.chooseData': { title: 'Choose Data…', icon: '$(database)', enablement: CONTEXT.isInspecting },
  'racecar.computeLayers': {
    title: 'Compute the Numbers of All Layers',
    icon: '$(run-all)',
    enablement: CONTEXT.hasWaitingLayers,
  },
  'racecar.cancelLayers': {
    title: 'Cancel the Numbers of the Layers',
    icon: '$(debug-stop)',
    enablement: CONTEXT.isComputingLayers,
  },
  'racecar.openRunConfig': {
    title: "Open the Run's Config",
    icon: '$(go-to-file)',
    enablement: CONTEXT.hasRuns,
  },
} as const satisfies Record<string, CommandContribution>;

export type CommandId = keyof typeof COMMANDS;

export interface MenuItem {
  readonly command: CommandId;
  readonly when?: string;
  readonly group?: string;
}

const runsView = `view == ${RUNS_VIEW}`;
const layersView = `view == ${LAYERS_VIEW}`;

export const MENUS: Readonly<Record<string, readonly MenuItem[]>> = {
  'editor/title/run': [
    { command: 'racecar.train', when: onConfig, group: '1_train@1' },
    { command: 'racecar.trainModes', when: onConfig, group: '1_train@2' },
    { command: 'racecar.trainSeeds', when: onConfig, group: '1_train@3' },
    { command: 'racecar.trainGrid', when: onConfig, group: '1_train@4' },
  ],
  'explorer/context': [
    { command: 'racecar.train', when: onConfig, group: '3_racecar@1' },
    { command: 'racecar.trainModes', when: onConfig, group: '3_racecar@2' },
    { command: 'racecar.setMode', when: onConfig, group: '3_racecar@3' },
    { command: 'racecar.openCheckpoint', when: onCheckpoint, group: '3_racecar@4' },
  ],
  'view/title': [
    { command: 'racecar.train', when: runsView, group: 'navigation@1' },
    { command: 'racecar.newConfig', when: runsView, group: 'navigation@2' },
    { command: 'racecar.filterRuns', when: `${runsView} && !${CONTEXT.isFiltered}`, group: 'navigation@3' },
    {
      command: 'racecar.clearRunFilter',
      when: `${runsView} && ${CONTEXT.isFiltered}`,
      group: 'navigation@3',
    },
    { command: 'racecar.refreshRuns', when: runsView, group: '2_runs@1' },
    { command: 'racecar.showLog', when: runsView, group: '2_runs@2' },
    { command: 'racecar.selectEngine', when: runsView, group: '3_engine@1' },
    {
      command: 'racecar.computeLayers',
      when: `${layersView} && ${CONTEXT.hasWaitingLayers}`,
      group: 'navigation@1',
    },
    {
      command: 'racecar.cancelLayers',
      when: `${layersView} && ${CONTEXT.isComputingLayers}`,
      group: 'navigation@1',
    },
    { command: 'racecar.chooseData', when: layersView, group: 'navigation@2' },
    { command: 'racecar.openCheckpoint', when: layersView, group: 'navigation@3' },
  ],
  'view/item/context': [
    { command: 'racecar.openDashboard', when: `${runsView} && ${item('run')}`, group: 'inline@0' },
    { command: 'racecar.openDashboard', when: `${runsView} && ${item('run')}`, group: '1_open@0' },
    { command: 'racecar.compareRuns', when: `${runsView} && ${item('run')}`, group: '1_open@3' },
    { command: 'racecar.pause', when: `${runsView} && ${item('running')}`, group: 'inline@1' },
    { command: 'racecar.resume', when: `${runsView} && ${item('paused')}`, group: 'inline@1' },
    { command: 'racecar.resume', when: `${runsView} && ${item('resumable')}`, group: 'inline@1' },
    {
      command: 'racecar.stop',
      when: `${runsView} && (${item('queued')} || ${item('running')} || ${item('paused')})`,
      group: 'inline@2',
    },
    { command: 'racecar.train', when: `${runsView} && ${item('config')}`, group: 'inline@1' },
    { command: 'racecar.trainModes', when: `${runsView} && ${item('config')}`, group: 'inline@2' },
    {
      command: 'racecar.openRunConfig',
      when: `${runsView} && (${item('run')} || ${item('config')})`,
      group: '1_open@1',
    },
    {
      command: 'racecar.revealRunFolder',
      when: `${runsView} && (${item('run')} || ${item('unreadable')})`,
      group: '1_open@2',
    },
    {
      command: 'racecar.deleteRun',
      when: `${runsView} && (${item('run')} || ${item('unreadable')})`,
      group: '9_delete@1',
    },
  ],
};

export const SETTINGS = {
  'racecar.engine': {
    type: 'string',
    default: 'auto',
    scope: 'machine-overridable',
    markdownDescription:
      'Where trainings run. `auto` takes the fastest engine that starts here; **Racecar: Select Engine** shows which engines there are, how fast each is, and why others are missing.',
  },
  'racecar.threads': {
    type: 'integer',
    default: 0,
    minimum: 0,
    scope: 'machine-overridable',
    markdownDescription:
      'Threads of one training on engines that have them; `0` shares the cores among the trainings that run at once. The same number gives the same bits.',
  },
  'racecar.maxConcurrentRuns': {
    type: 'integer',
    default: 0,
    minimum: 0,
    maximum: 64,
    scope: 'machine-overridable',
    markdownDescription:
      'Trainings that run at once; further ones wait in a queue. `0` is one at a time, and of a set, such as *Train Std, Ort and RR*, as many as there are cores, which they share.',
  },
  'racecar.resumeInterruptedRuns': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    markdownDescription: 'Continue the trainings that the end of a window interrupted when it opens again.',
  },
  'racecar.tensorflowFolder': {
    type: 'string',
    default: '',
    scope: 'machine',
    markdownDescription:
      "Folder in which `@tensorflow/tfjs-node-gpu` or `@tensorflow/tfjs-node` lies. Empty: where **Racecar: Install GPU Engine** puts them, the workspace and npm's global folder are searched.",
  },
  'racecar.inlayHints': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    markdownDescription: "Show each layer's output shape and number of parameters in a config.",
  },
  'racecar.codeLens': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    markdownDescription: 'Show **Train**, the mode and what each layer is above the parts of a config.',
  },
} as const;

export type SettingId = keyof typeof SETTINGS;

/** Settings that name a program or a folder code is loaded from: an untrusted workspace cannot set them. */
export const RESTRICTED_SETTINGS: readonly SettingId[] = ['racecar.tensorflowFolder', 'racecar.engine'];

export interface WelcomeContribution {
  readonly view: string;
  readonly contents: string;
  readonly when: string;
}

export const WELCOME: readonly WelcomeContribution[] = [
  {
    view: 'racecar.runs',
    contents: 'Racecar trains networks of a folder or workspace.\n[Open Folder](command:vscode.openFolder)',
    when: 'workspaceFolderCount == 0',
  },
  {
    view: 'racecar.runs',
    contents: 'Looking for runs…',
    when: `workspaceFolderCount != 0 && !${CONTEXT.isReady}`,
  },
  {
    view: 'racecar.runs',
    contents:
      'A training is described by a *.racecar.json file; there is none here yet.\n[New Config](command:racecar.newConfig)',
    when: `workspaceFolderCount != 0 && ${CONTEXT.isReady} && !${CONTEXT.hasConfigs} && !${CONTEXT.hasRuns}`,
  },
  {
    view: 'racecar.runs',
    contents:
      'No run yet. Trainings appear here as they go on, also those of the racecar command and of other windows.\n[Train with racecar](command:racecar.train)\n[Train Std, Ort and RR](command:racecar.trainModes)',
    when: `${CONTEXT.isReady} && ${CONTEXT.hasConfigs} && !${CONTEXT.hasRuns} && ${trusted}`,
  },
  {
    view: 'racecar.runs',
    contents:
      'This workspace is not trusted: Racecar shows runs and checks configs, but it does not train.\n[Manage Trust](command:workbench.trust.manage)',
    when: `${CONTEXT.isReady} && ${CONTEXT.hasConfigs} && !${CONTEXT.hasRuns} && !${trusted}`,
  },
  {
    view: 'racecar.runs',
    contents: 'No run fits the filter.\n[Show All Runs](command:racecar.clearRunFilter)',
    when: CONTEXT.isFiltered,
  },
  {
    view: 'racecar.layers',
    contents:
      'Select a run above, or open a checkpoint of any framework: its layers appear here with what their weights show.\n[Open Checkpoint](command:racecar.openCheckpoint)',
    when: `!${CONTEXT.isInspecting}`,
  },
];

/** Steps of the walkthrough; their pictures are media/walkthrough/<id>.svg, in the colours of the theme. */
export const WALKTHROUGH = {
  title: 'See what a regularizer does',
  description: 'Train a network under Std, Ort and RR, and look at it from the inside.',
  steps: [
    {
      id: 'config',
      title: 'Describe a training',
      description:
        'A *.racecar.json file names the data, the network and the regularizer. Start from a template: it is checked and explained as you type.\n[New Config](command:racecar.newConfig)',
      completionEvents: ['onCommand:racecar.newConfig', `onContext:${CONTEXT.hasConfigs}`],
      altText: 'A config with its data, network and regularization.',
    },
    {
      id: 'train',
      title: 'Train it',
      description:
        'The training runs in a process of its own; the Runs view and the status bar show how far it is. It goes on where it was after a crash or a reload.\n[Train with racecar](command:racecar.train)',
      completionEvents: ['onCommand:racecar.train', `onContext:${CONTEXT.hasRuns}`],
      altText: 'The Runs view with a training in progress.',
    },
    {
      id: 'modes',
      title: 'Compare the modes',
      description:
        '**Train Std, Ort and RR** makes a matched set: the same seed, the same batches, one key changed. The toggles change that key in the file, and undo takes it back.\n[Train Std, Ort and RR](command:racecar.trainModes)',
      completionEvents: ['onCommand:racecar.trainModes'],
      altText: 'Three runs, one for each mode, with their accuracy.',
    },
    {
      id: 'layers',
      title: 'Look inside a layer',
      description:
        'The **Layers** view lists the layers of the selected run, or of a checkpoint from PyTorch, Keras, ONNX or safetensors; **Layer SVD** below it shows what the weights of one have learned, and what is noise.\n[Open Checkpoint](command:racecar.openCheckpoint)',
      completionEvents: ['onCommand:racecar.openCheckpoint'],
      altText:
        'The layers of a checkpoint with their stable ranks, and the spectrum and singular vectors of one.',
    },
    {
      id: 'engine',
      title: 'Choose where it runs',
      description:
        'Racecar measures which engine is the fastest here: the CPU, a GPU through WebGPU, or CUDA through TensorFlow.\n[Select Engine](command:racecar.selectEngine)',
      completionEvents: ['onCommand:racecar.selectEngine'],
      altText: 'The list of engines with their devices and speeds.',
    },
  ],
} as const;

/** Colours that themes can change. */
export const THEME_COLORS = {
  /** The themes' own orange for charts is nearly transparent in some, and absent from the high contrast ones. */
  'racecar.std': {
    description: 'Colour of Std, training without a regularizer, in views and curves.',
    defaults: { dark: '#e0883a', light: '#b35c00', highContrast: '#ff9d45', highContrastLight: '#994d00' },
  },
} as const;

/** Task definitions of the type `racecar`. */
export const TASK_TEXTS = {
  config: 'Path of the *.racecar.json config, relative to the workspace folder.',
  mode: 'Mode or modes, as in "rr" or "std,ort,rr"; the config\'s own by default.',
  seeds: "Number of seeds to train, from the config's seed on.",
  engine: 'Engine, such as "onnx-cpu"; the setting racecar.engine by default.',
} as const;

/** Reads the errors of a config that the command prints: `file:line:column: message`. */
export const PROBLEM_MATCHER = {
  name: PROBLEM_MATCHER_NAME,
  label: 'Racecar configs',
  owner: 'racecar',
  source: 'racecar',
  fileLocation: ['autoDetect', '${workspaceFolder}'],
  pattern: {
    regexp: '^\\s*(.*\\.racecar\\.json):(\\d+):(\\d+): (.*)$',
    file: 1,
    line: 2,
    column: 3,
    message: 4,
  },
} as const;

const inRacecar = { contextualTitle: 'Racecar', icon: 'media/racecar.svg' } as const;
export const VIEWS = [
  { id: RUNS_VIEW, name: 'Runs', initialSize: 3, ...inRacecar },
  { id: LAYERS_VIEW, name: 'Layers', initialSize: 2, ...inRacecar },
  // A picture needs the most room.
  { id: LAYER_PANEL, name: 'Layer SVD', type: 'webview', initialSize: 5, ...inRacecar },
] as const;

/** Commands, views and tasks activate by themselves; a workspace with a config does so for the editor's help. */
export const ACTIVATION_EVENTS = [
  `workspaceContains:${CONFIG_GLOB}`,
  'onTaskType:racecar',
  `onWebviewPanel:${DASHBOARD_PANEL}`,
  `onWebviewPanel:${COMPARE_PANEL}`,
] as const;

export const CAPABILITIES = {
  untrusted:
    'Runs can be looked at and configs are checked, but nothing is trained until the workspace is trusted.',
  virtual: 'Configs are checked and can be edited, but a training needs files on a disk.',
} as const;
