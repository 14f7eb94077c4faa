import { stat } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { messageOf } from '../../config/userError';
import type { MetricsBlock, RunFacts, RunUpdate } from '../../messages/dashboardMessages';
import { MetricsColumns } from '../../messages/metricsColumns';
import { runFacts } from '../../messages/runFacts';
import { isMissingFile } from '../../runs/fileErrors';
import { actualStatus } from '../../runs/liveness';
import { MetricsTail } from '../../runs/metricsTail';
import { RunFolder } from '../../runs/runFolder';
import type { RunManifest } from '../../runs/runManifest';
import { readRunManifest } from '../../runs/runManifest';
import { snapshotSteps } from '../../runs/snapshots';

/** A look reads metrics for about this long; what is left of a long run comes with the next looks. */
const READING_MS = 150;

/** One run as its folder has it, whoever writes it, told as a snapshot and as changes. */
export class RunFollower {
  readonly folder: RunFolder;
  private readonly tail: MetricsTail;
  private columns = new MetricsColumns();
  private manifest: RunManifest | undefined;
  private manifestStamp = '';
  private facts: RunFacts | undefined;
  private snapshots: readonly number[] = [];
  private trouble: string | undefined;
  private behind = false;

  constructor(
    readonly directory: string,
    private readonly readingMs = READING_MS,
  ) {
    this.folder = new RunFolder(directory);
    this.tail = new MetricsTail(this.folder.metrics);
  }

  /** Whether the run may change at any time. */
  get isLive(): boolean {
    return this.facts === undefined || ['queued', 'running', 'paused'].includes(this.facts.status);
  }

  /** Whether the last look left something unread. */
  get isBehind(): boolean {
    return this.behind;
  }

  /** What was read of the metrics so far. */
  get metrics(): MetricsColumns {
    return this.columns;
  }

  /** Undefined until it was read for the first time. */
  get lastManifest(): RunManifest | undefined {
    return this.manifest;
  }

  /** Everything that is known of the run, as of the last look. */
  whole(): RunUpdate {
    const { facts, snapshots, trouble } = this;
    return {
      key: this.directory,
      ...(facts === undefined ? {} : { facts }),
      metrics: this.columns.block(),
      snapshots,
      trouble: trouble ?? null,
    };
  }

  /**
   * Looks at the folder. Looks must not overlap. Returns what has changed since the last one, if anything has.
   *
   * @param withMetrics  false leaves the metrics to a later look, as long files take their time
   */
  async look(withMetrics = true): Promise<RunUpdate | undefined> {
    const before = this.trouble;
    let found: Omit<RunUpdate, 'key'> = {};
    try {
      found = {
        ...(await this.lookAtManifest()),
        ...(withMetrics ? await this.lookAtMetrics() : {}),
        ...(await this.lookAtSnapshots()),
      };
      this.trouble = undefined;
    } catch (error) {
      this.trouble = messageOf(error);
    }
    const trouble = this.trouble === before ? {} : { trouble: this.trouble ?? null };
    const update: RunUpdate = { key: this.directory, ...found, ...trouble };
    return Object.keys(update).length > 1 ? update : undefined;
  }

  private async lookAtManifest(): Promise<{ facts?: RunFacts }> {
    const stamp = await stampOf(this.folder.manifest);
    if (stamp !== this.manifestStamp || this.manifest === undefined) {
      this.manifest = { ...(await readRunManifest(this.folder.manifest)), id: this.folder.id };
      this.manifestStamp = stamp;
    }
    const facts = runFacts(this.manifest, actualStatus(this.manifest));
    if (isDeepStrictEqual(facts, this.facts)) return {};
    this.facts = facts;
    return { facts };
  }

  private async lookAtMetrics(): Promise<{ metrics?: MetricsBlock }> {
    const began = performance.now();
    let restarted = false;
    this.behind = false;
    for await (const read of this.tail.read()) {
      if (read.restarted) {
        this.columns = new MetricsColumns();
        restarted = true;
      }
      for (const line of read.lines) this.columns.add(line);
      this.behind = performance.now() - began >= this.readingMs;
      if (this.behind) break;
    }
    const changes = this.columns.takeChanges();
    const metrics = changes === undefined && restarted ? this.columns.block() : changes;
    return metrics === undefined ? {} : { metrics };
  }

  private async lookAtSnapshots(): Promise<{ snapshots?: readonly number[] }> {
    const steps = await snapshotSteps(this.folder);
    if (isDeepStrictEqual(steps, this.snapshots)) return {};
    this.snapshots = steps;
    return { snapshots: steps };
  }
}

/** Changes whenever the file is replaced. */
async function stampOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    if (isMissingFile(error)) return '';
    throw error;
  }
}
