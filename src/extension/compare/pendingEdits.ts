import type { CompareFile } from '../../messages/compareFile';
import type { FileChanges } from '../../messages/compareMessages';
import type { ComparisonSource } from './comparisonSource';

/** Changes of the page within this time are one edit, and so one step of undo. */
const EDIT_MS = 300;

/** What the page has changed of a comparison and its file does not say yet. */
export class PendingEdits {
  private changes: FileChanges = {};
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly source: ComparisonSource,
    private readonly onError: (error: unknown) => void,
  ) {}

  add(changes: FileChanges): void {
    this.changes = { ...this.changes, ...changes };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.apply().catch(this.onError);
    }, EDIT_MS);
  }

  /**
   * Writes what there is now, after what is being written. What cannot be written is kept for the next time.
   *
   * @throws what the source throws
   */
  apply(): Promise<void> {
    clearTimeout(this.timer);
    // Who waited for the writing before has been told of its error.
    this.writing = this.writing.catch(() => undefined).then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    const { changes } = this;
    if (Object.keys(changes).length === 0) return;
    this.changes = {};
    try {
      const entries = Object.entries({ ...this.source.read(), ...changes });
      const file = Object.fromEntries(entries.filter(([, value]) => value !== null));
      await this.source.write(file as unknown as CompareFile);
    } catch (error) {
      this.changes = { ...changes, ...this.changes };
      throw error;
    }
  }
}
