import * as vscode from 'vscode';
import { isConfig } from '../configFiles';
import { openConfigs, rangeIn } from '../documentText';
import type { RangedProblem } from './analysis';
import { isSyntaxProblem, problemsIn } from './analysis';

/** Rest after a keystroke before a config is checked. */
const DELAY_MS = 200;

/** What is wrong with the open configs, also with unsaved edits, in the Problems view and under the text. */
export class ConfigDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('racecar');
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly disposables: vscode.Disposable[];

  constructor() {
    this.disposables = [
      this.collection,
      vscode.workspace.onDidOpenTextDocument((document) => this.check(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.checkSoon(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('json.validate')) openConfigs().forEach((each) => this.check(each));
      }),
    ];
    openConfigs().forEach((document) => this.check(document));
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const each of this.disposables) each.dispose();
  }

  private checkSoon(document: vscode.TextDocument): void {
    if (!isConfig(document.uri)) return;
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => this.check(document), DELAY_MS),
    );
  }

  private check(document: vscode.TextDocument): void {
    if (!isConfig(document.uri) || document.isClosed) return;
    const text = document.getText();
    const saidAlready = validatesJson(document) && isSyntaxProblem(text);
    const problems = saidAlready ? [] : problemsIn(text);
    this.collection.set(
      document.uri,
      problems.map((problem) => diagnosticOf(problem, document)),
    );
  }

  private forget(document: vscode.TextDocument): void {
    clearTimeout(this.timers.get(document.uri.toString()));
    this.timers.delete(document.uri.toString());
    this.collection.delete(document.uri);
  }
}

function diagnosticOf(problem: RangedProblem, document: vscode.TextDocument): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    rangeIn(document, problem.range),
    problem.hint === undefined ? problem.message : `${problem.message}\n${problem.hint}`,
    problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  );
  diagnostic.source = 'racecar';
  return diagnostic;
}

/** Whether VS Code's own JSON support marks syntax errors, so that ours would be said twice. */
function validatesJson(document: vscode.TextDocument): boolean {
  return (
    ['json', 'jsonc'].includes(document.languageId) &&
    vscode.extensions.getExtension('vscode.json-language-features') !== undefined &&
    vscode.workspace.getConfiguration('json', document).get('validate.enable', true)
  );
}
