import type * as vscode from 'vscode';
import type { Services } from '../services';
import { FindingDiagnostics } from './findingDiagnostics';

/** Findings of the latest runs, in the Problems view and at the lines of their configs. */
export function registerFindings(services: Services): vscode.Disposable[] {
  return [new FindingDiagnostics(services)];
}
