import * as vscode from 'vscode';
import { formatPath } from '../../config/problems';
import type { Fix } from '../../config/fix';
import { changesFor } from '../../config/textChanges';
import { editsIn, rangeIn } from '../documentText';
import type { RangedProblem } from './analysis';
import { problemsIn } from './analysis';
import type { DistinctFix } from './fixAll';
import { changeBetween, distinctFixes, fixAll } from './fixAll';

const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append('racecar');

/** The changes that mend problems of a config, one by one or all. */
export const quickFixes: vscode.CodeActionProvider = {
  provideCodeActions(document, range, { only, diagnostics }) {
    // Fixes of everything on save or by command; never among the actions of a place.
    const onRequest = only?.contains(FIX_ALL) === true ? fixEvery(document, FIX_ALL) : [];
    if (only?.contains(vscode.CodeActionKind.QuickFix) === false) return onRequest;
    const fixes = distinctFixes(problemsIn(document.getText()));
    const here = fixes.filter(({ problems }) =>
      problems.some((problem) => rangeIn(document, problem.range).intersection(range) !== undefined),
    );
    const every =
      here.length > 0 && fixes.length > 1 ? fixEvery(document, vscode.CodeActionKind.QuickFix) : [];
    return [...here.flatMap((each) => fixOne(each, document, diagnostics)), ...every, ...onRequest];
  },
};

export const QUICK_FIX_KINDS: vscode.CodeActionProviderMetadata = {
  providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, FIX_ALL],
};

function fixOne(
  { fix, problems }: DistinctFix,
  document: vscode.TextDocument,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  const changes = changesFor(document.getText(), fix);
  if (changes.length === 0) return [];
  const action = new vscode.CodeAction(titleOf(fix, problems), vscode.CodeActionKind.QuickFix);
  const ranges = problems.map((problem) => rangeIn(document, problem.range));
  action.diagnostics = diagnostics.filter(
    (each) => each.source === 'racecar' && ranges.some((range) => range.isEqual(each.range)),
  );
  action.edit = new vscode.WorkspaceEdit();
  action.edit.set(document.uri, editsIn(document, changes));
  action.isPreferred = true;
  return [action];
}

function fixEvery(document: vscode.TextDocument, kind: vscode.CodeActionKind): vscode.CodeAction[] {
  const text = document.getText();
  const fixed = fixAll(text);
  if (fixed === text) return [];
  const action = new vscode.CodeAction(vscode.l10n.t('Fix all errors of this config that can be'), kind);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.set(document.uri, editsIn(document, [changeBetween(text, fixed)]));
  return [action];
}

function titleOf(fix: Fix, [problem]: readonly RangedProblem[]): string {
  switch (fix.kind) {
    case 'renameKey':
      return vscode.l10n.t('Rename the key to "{0}"', fix.to);
    case 'insert':
      return vscode.l10n.t('Insert {0}', fix.values.map((value) => JSON.stringify(value)).join(', '));
    case 'set':
      return problem?.missing === undefined
        ? vscode.l10n.t('Set {0} to {1}', formatPath(fix.path), shortJson(fix.value))
        : vscode.l10n.t('Add "{0}": {1}', problem.missing, shortJson(fix.value));
  }
}

function shortJson(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 50 ? '{…}' : text;
}
