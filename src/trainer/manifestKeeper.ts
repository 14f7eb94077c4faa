import { SIGN_OF_LIFE_MS } from '../runs/liveness';
import type { RunLock } from '../runs/lock';
import type { RunFolder } from '../runs/runFolder';
import type { EngineChange, RunManifest, RunStatus } from '../runs/runManifest';
import { writeRunManifest } from '../runs/runManifest';

/** Keeps a run's manifest on disk in step with the training: at every change of status, and as a sign of life. */
export class ManifestKeeper {
  /** Writes wait for each other, so that an older manifest never replaces a newer one. */
  private writing: Promise<void> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;
  private lastWrite = performance.now();

  private constructor(
    readonly lock: RunLock,
    private manifest: RunManifest,
  ) {
    this.timer = setInterval(() => this.signOfLife(), SIGN_OF_LIFE_MS);
    this.timer.unref();
  }

  static async create(lock: RunLock, manifest: RunManifest): Promise<ManifestKeeper> {
    const keeper = new ManifestKeeper(lock, manifest);
    try {
      await keeper.write();
    } catch (error) {
      keeper.close();
      throw error;
    }
    return keeper;
  }

  get folder(): RunFolder {
    return this.lock.run;
  }

  progress({ step, stepsPerSecond }: { step: number; stepsPerSecond: number }): void {
    this.manifest = { ...this.manifest, step, stepsPerSecond };
    if (performance.now() - this.lastWrite > SIGN_OF_LIFE_MS) this.signOfLife();
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
    this.close();
    await this.update({ ...change, ended: new Date().toISOString() });
    return this.manifest;
  }

  /** Gives no more signs of life. */
  close(): void {
    clearInterval(this.timer);
  }

  private signOfLife(): void {
    this.lastWrite = performance.now();
    // Should it fail, the next write that is waited for fails too, at the latest the last one.
    this.write().catch(() => undefined);
  }

  private async write(): Promise<void> {
    this.lastWrite = performance.now();
    const next = this.writing
      .catch(() => undefined)
      .then(async () => {
        await this.lock.check();
        this.manifest = { ...this.manifest, updated: new Date().toISOString() };
        await writeRunManifest(this.folder.manifest, this.manifest);
      });
    this.writing = next;
    await next;
  }
}
