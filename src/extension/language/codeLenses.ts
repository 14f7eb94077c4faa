import * as vscode from 'vscode';
import type { ConfigText } from '../../config/configText';
import type { CommandId } from '../contributions';
import { CONFIG_SELECTOR, rangeIn } from '../documentText';
import { modeIn } from '../modes/configMode';
import type { ToggledMode } from '../modes/toggleMode';
import { isToggled } from '../modes/toggleMode';
import { modeName } from '../runs/modeLook';
import type { RunStore } from '../runs/runStore';
import { settings } from '../settings';
import { layersIn, parsedText } from './analysis';
import { formatCount, formatLayer } from './layerTexts';

/** Lines above the parts of a config: train it, change its mode, what each layer is. */
export function registerCodeLenses(runs: RunStore): vscode.Disposable[] {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      if (!settings(document.uri).codeLens) return [];
      const source = parsedText(document.getText());
      return [
        ...trainLenses(document, source),
        ...compareLenses(document, runs),
        ...(source === undefined ? [] : [...modeLenses(document, source), ...layerLenses(document, source)]),
      ];
    },
  };
  return [
    changed,
    vscode.languages.registerCodeLensProvider(CONFIG_SELECTOR, provider),
    runs.onDidChange(({ added, removed }) => {
      if (added.length + removed.length > 0) changed.fire();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('racecar.codeLens')) changed.fire();
    }),
  ];
}

function trainLenses(document: vscode.TextDocument, source: ConfigText | undefined): vscode.CodeLens[] {
  if (!vscode.workspace.isTrusted) return [];
  const top = new vscode.Range(0, 0, 0, 0);
  const train =
    source === undefined
      ? vscode.l10n.t('$(play) Train')
      : vscode.l10n.t('$(play) Train ({0})', modeName(modeIn(source)));
  return [
    lens(top, train, 'racecar.train', document),
    lens(top, vscode.l10n.t('$(run-all) Train Std, Ort and RR'), 'racecar.trainModes', document),
  ];
}

/** The newest run of each mode and seed side by side, once there are two modes. */
function compareLenses(document: vscode.TextDocument, { runs }: RunStore): vscode.CodeLens[] {
  const config = document.uri.fsPath;
  const own = runs.filter(({ summary }) => summary.configFile === config);
  const modes = [...new Set(own.map(({ summary }) => summary.mode))];
  if (modes.length < 2) return [];
  const names = modes.slice(0, MODES_NAMED).map(modeName).join(', ');
  const title = vscode.l10n.t(
    '$(git-compare)\u00a0Compare {0}',
    modes.length > MODES_NAMED ? `${names}, …` : names,
  );
  const references = [{ latest: ['mode', 'seed'], config }];
  const command = { title, command: 'racecar.compareRuns' satisfies CommandId, arguments: [{ references }] };
  return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
}

const MODES_NAMED = 3;

const TOGGLES: readonly [ToggledMode, CommandId][] = [
  ['std', 'racecar.toggleStd'],
  ['ort', 'racecar.toggleOrt'],
  ['rr', 'racecar.toggleRr'],
];

function modeLenses(document: vscode.TextDocument, source: ConfigText): vscode.CodeLens[] {
  const place =
    source.keyRange(['regularization', 'mode']) ?? source.keyRange(['regularization']) ?? source.range([]);
  if (place === undefined) return [];
  const range = rangeIn(document, { ...place, length: Math.min(place.length, 1) });
  const mode = modeIn(source);
  const toggles = TOGGLES.map(([toggle, command]) => {
    const name = modeName(toggle);
    const title = isToggled(mode, toggle) ? vscode.l10n.t('$(check) {0}', name) : name;
    return lens(range, title, command, document);
  });
  const change = vscode.l10n.t('Mode: {0} — change', modeName(mode));
  return [lens(range, change, 'racecar.setMode', document), ...toggles];
}

function layerLenses(document: vscode.TextDocument, source: ConfigText): vscode.CodeLens[] {
  return layersIn(source).layers.map(({ plan, range }) => {
    const title =
      plan.parameters === 0
        ? formatLayer(plan)
        : vscode.l10n.t('{0} · {1} parameters', formatLayer(plan), formatCount(plan.parameters));
    const start = rangeIn(document, { offset: range.offset, length: 1 });
    return new vscode.CodeLens(start, { title, command: '' });
  });
}

function lens(
  range: vscode.Range,
  title: string,
  command: CommandId,
  document: vscode.TextDocument,
): vscode.CodeLens {
  // VS Code drops a plain space behind an icon.
  const spaced = title.replace(/^(\$\([\w-]+\)) /, '$1\u00a0');
  return new vscode.CodeLens(range, { title: spaced, command, arguments: [document.uri] });
}
