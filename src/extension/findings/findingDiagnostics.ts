import * as vscode from 'vscode';
import { ConfigText } from '../../config/configText';
import { problemsOfText } from '../../config/parseConfig';
import { messageOf, UserError } from '../../config/userError';
import type { LocalizableText } from '../../diagnostics/findings/finding';
import type { StoredRun } from '../../runs/storedRun';
import { isConfig } from '../configFiles';
import { openConfigs, rangeIn } from '../documentText';
import { configOf } from '../runs/runGroups';
import { rowsOf } from '../runs/runRow';
import type { Services } from '../services';
import { findingsDocs } from './findingsDocs';
import { latestRun } from './latestRun';
import type { PlacedFinding } from './placeFindings';
import { placeFindings } from './placeFindings';
import type { FoundInRun } from './readFindings';
import { readFindings } from './readFindings';

/** Rest after a keystroke, and after a change of runs, before findings are placed anew. */
const DELAY_MS = 300;
/** Runs whose findings are kept. */
const KEPT = 50;

/** What the latest run of each open config showed, at the lines of the config that it concerns. */
export class FindingDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('racecar-findings');
  private readonly found = new Map<string, Promise<FoundInRun>>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly services: Services) {
    this.disposables = [
      this.collection,
      services.runs.onDidChange(() => this.updateAll()),
      vscode.workspace.onDidOpenTextDocument((document) => this.updateSoon(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.updateSoon(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document)),
    ];
    this.updateAll();
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const each of this.disposables) each.dispose();
  }

  private updateAll(): void {
    for (const document of openConfigs()) this.updateSoon(document);
  }

  private updateSoon(document: vscode.TextDocument): void {
    if (!isConfig(document.uri) || document.uri.scheme !== 'file') return;
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => void this.update(document), DELAY_MS),
    );
  }

  private async update(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    const placed = await this.findingsFor(document);
    // A newer text, or none, has an update of its own under way.
    if (document.isClosed || document.version !== version) return;
    this.collection.set(
      document.uri,
      placed.map((each) => this.diagnosticOf(each, document)),
    );
  }

  private async findingsFor(document: vscode.TextDocument): Promise<PlacedFinding[]> {
    const text = document.getText();
    try {
      const { config } = problemsOfText(text, document.uri.fsPath);
      if (config === undefined) return [];
      const run = this.latestRunOf(document.uri.fsPath, config.regularization.mode);
      if (run === undefined) return [];
      const { findings, config: runConfig } = await this.read(run);
      return placeFindings(findings, new ConfigText(text, ''), config, runConfig);
    } catch (error) {
      // A text that is no config has problems of its own; a run may have been deleted meanwhile.
      if (!(error instanceof UserError)) this.services.log.warn(`No findings: ${messageOf(error)}`);
      return [];
    }
  }

  private latestRunOf(configFile: string, mode: string): StoredRun | undefined {
    const known = new Set(this.services.configs.all.map(({ fsPath }) => fsPath));
    const candidates = rowsOf(this.services.runs.runs, []).flatMap((row) =>
      row.stored !== undefined && configOf(row, known) === configFile
        ? [{ ...row.stored.summary, status: row.stored.status, stored: row.stored }]
        : [],
    );
    return latestRun(candidates, mode)?.stored;
  }

  /** Reads a run once for each state of it. */
  private read({ folder, summary }: StoredRun): Promise<FoundInRun> {
    const key = `${folder.directory} ${summary.updated} ${summary.status}`;
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const found = readFindings(folder);
    this.found.set(key, found);
    found.catch(() => this.found.delete(key));
    const oldest = this.found.keys().next().value;
    if (this.found.size > KEPT && oldest !== undefined) this.found.delete(oldest);
    return found;
  }

  private diagnosticOf({ finding, range }: PlacedFinding, document: vscode.TextDocument): vscode.Diagnostic {
    const { severity, rule, message, reason } = finding;
    const diagnostic = new vscode.Diagnostic(
      rangeIn(document, range),
      `${localized(message)}\n${localized(reason)}`,
      severity === 'warning' ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Information,
    );
    diagnostic.source = vscode.l10n.t('racecar, latest run');
    diagnostic.code = { value: rule, target: findingsDocs(this.services.context.extensionUri, rule) };
    return diagnostic;
  }

  private forget(document: vscode.TextDocument): void {
    clearTimeout(this.timers.get(document.uri.toString()));
    this.timers.delete(document.uri.toString());
    this.collection.delete(document.uri);
  }
}

/** The texts are literals where a rule makes them. */
function localized({ text, values }: LocalizableText): string {
  return vscode.l10n.t(text, ...values);
}
