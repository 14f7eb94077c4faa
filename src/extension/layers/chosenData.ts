import type * as vscode from 'vscode';
import type { ChosenData } from './inspectionData';

const KEY = 'racecar.layers.data';
/** Of files that were looked at long ago nobody remembers what data they were shown with. */
const MOST = 100;

/** Which data were chosen for which run or file; kept for the workspace. */
export class ChosenDataStore {
  constructor(private readonly state: vscode.Memento) {}

  get(subject: string): ChosenData | undefined {
    return this.all()[subject];
  }

  async set(subject: string, data: ChosenData | undefined): Promise<void> {
    const entries = Object.entries(this.all())
      .filter(([other]) => other !== subject)
      .slice(1 - MOST);
    if (data !== undefined) entries.push([subject, data]);
    await this.state.update(KEY, Object.fromEntries(entries));
  }

  private all(): Readonly<Record<string, ChosenData>> {
    return this.state.get(KEY, {});
  }
}
