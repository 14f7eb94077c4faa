import { SIGN_OF_LIFE_MS } from '../runs/liveness';
import type { RunFolder } from '../runs/runFolder';
import type { EngineChange, RunManifest, RunStatus } from '../runs/runManifest';
import { writeRunManifest } from '../runs/runManifest';

/** Keeps a run's manifest on disk in step with the training: at every change of status, and as a sign of life. */
export class ManifestKeeper {
  /** Writes wait for each other, so that an older manifest never replaces a newer one. */
  private writing: Promise<void> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;
  private lastWrite = Date.now();

  private constructor(
    readonly folder: RunFolder,
    private manifest: RunManifest,
  ) {
    this.timer = setInterval(() => this.signOfLife(), SIGN_OF_LIFE_MS);
    this.timer.unref();
  }

  static async create(folder: RunFolder, manifest: RunManifest): Promise<ManifestKeeper> {
    const keeper = new ManifestKeeper(folder, manifest);
    await keeper.write();
    return keeper;
  }

  progress({ step, stepsPerSecond }: { step: number; stepsPerSecond: number }): void {
    this.manifest = { ...this.manifest, step, stepsPerSecond };
    if (Date.now() - this.lastWrite > SIGN_OF_LIFE_MS) this.signOfLife();
  }

  /** @param engine what the manifest says of the engine from now on */
  async changeEngine(engine: Partial<RunManifest>, change: EngineChange, warning: string): Promise<void> {
    const { engineChanges = [], warnings, ...rest } = this.manifest;
    delete rest.threads;
    this.manifest = {
      ...rest,
      ...engine,
      engineChanges: [...engineChanges, change],
      warnings: [...warnings, warning],
    };
    await this.write();
  }

  async update(change: Partial<RunManifest>): Promise<void> {
    this.manifest = { ...this.manifest, ...change };
    await this.write();
  }

  /** The last write. */
  async end(change: Partial<RunManifest> & { readonly status: RunStatus }): Promise<RunManifest> {
    clearInterval(this.timer);
    await this.update({ ...change, ended: new Date().toISOString() });
    return this.manifest;
  }

  private signOfLife(): void {
    this.lastWrite = Date.now();
    // Should it fail, the next write that is waited for fails too, at the latest the last one.
    this.write().catch(() => undefined);
  }

  private async write(): Promise<void> {
    this.lastWrite = Date.now();
    const next = this.writing
      .catch(() => undefined)
      .then(() => {
        this.manifest = { ...this.manifest, updated: new Date().toISOString() };
        return writeRunManifest(this.folder.manifest, this.manifest);
      });
    this.writing = next;
    await next;
  }
}
