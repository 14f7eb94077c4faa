import * as vscode from 'vscode';
import { CONFIG_SELECTOR, rangeIn } from '../documentText';
import { settings } from '../settings';
import { layersIn, parsedText } from './analysis';
import { formatCount, formatShape } from './layerTexts';

/** Each layer's output shape and number of parameters behind it, and the network's behind "layers": [. */
export function registerInlayHints(): vscode.Disposable[] {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    provideInlayHints(document, visible) {
      if (!settings(document.uri).inlayHints) return [];
      return hintsOf(document).filter((hint) => visible.contains(hint.position));
    },
  };
  return [
    changed,
    vscode.languages.registerInlayHintsProvider(CONFIG_SELECTOR, provider),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('racecar.inlayHints')) changed.fire();
    }),
  ];
}

function hintsOf(document: vscode.TextDocument): vscode.InlayHint[] {
  const text = document.getText();
  const source = parsedText(text);
  if (source === undefined) return [];
  const { layers, complete } = layersIn(source);
  const list = source.range(['network', 'layers']);
  const total = layers.reduce((sum, { plan }) => sum + plan.parameters, 0);
  const hints = layers.map(({ plan, range }) => {
    const shape = formatShape(plan.outputShape);
    const label =
      plan.parameters === 0
        ? vscode.l10n.t('→ {0}', shape)
        : vscode.l10n.t('→ {0}, {1} parameters', shape, formatCount(plan.parameters));
    const offset = range.offset + range.length;
    // Behind the comma, so that the hint does not stand within the list's own text.
    return hint(document, text[offset] === ',' ? offset + 1 : offset, label);
  });
  if (list === undefined || !complete) return hints;
  const label = vscode.l10n.t('{0} parameters', formatCount(total));
  return [hint(document, list.offset + 1, label), ...hints];
}

function hint(document: vscode.TextDocument, offset: number, label: string): vscode.InlayHint {
  const hint = new vscode.InlayHint(rangeIn(document, { offset, length: 0 }).start, label);
  hint.paddingLeft = true;
  return hint;
}
