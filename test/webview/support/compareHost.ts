import { RunIndex } from '../../../src/runs/runIndex';
import path from 'node:path';
import { baselineOf, resolveRuns } from '../../../src/comparison/runQueries';
import { inEnglish } from '../../../src/diagnostics/findings/finding';
import { answerFromDisk } from '../../../src/extension/dashboard/answer';
import { ComparisonFollower } from '../../../src/extension/compare/comparisonFollower';
import { runEntries } from '../../../src/extension/compare/runEntries';
import type { CompareFile, FromComparison, ToComparison } from '../../../src/messages/compareMessages';
import { parseFromComparison } from '../../../src/messages/compareRequests';
import type { HostRequest, ToView } from '../../../src/messages/dashboardMessages';
import { DASHBOARD_VERSION } from '../../../src/messages/dashboardMessages';
import type { DashboardPage, FakeHost } from './dashboardPage';

/** A host that serves a comparison of real run folders by the extension's own code. */
export class CompareHost implements FakeHost {
  readonly bundle = 'compare';
  readonly run = '';
  readonly follower = new ComparisonFollower();
  /** What the page asked to save, by name. */
  readonly saved = new Map<string, Buffer>();
  readonly heard: FromComparison[] = [];
  name: string | undefined;
  file: CompareFile;

  constructor(
    /** Directories of runs. */
    private readonly directories: readonly string[],
    file: Partial<CompareFile> = {},
  ) {
    this.file = { version: 1, runs: [{ latest: 'run', count: 1000 }], ...file };
  }

  async onReady(page: DashboardPage): Promise<void> {
    this.follower.forgetPage();
    await this.tell(page);
    await this.update(page);
    this.markRead();
  }

  private markRead!: () => void;

  /** Kept once the page was told for the first time all that the folders have. */
  readonly read = new Promise<void>((resolve) => {
    this.markRead = resolve;
  });

  /** Tells what is compared. */
  async tell(page: DashboardPage): Promise<void> {
    const found = await this.tellFile(page);
    this.follower.setRuns(found.runs.map(({ key }) => key));
    await this.send(page, {
      type: 'snapshot',
      version: DASHBOARD_VERSION,
      runs: (await this.follower.whole()).map((run) => {
        const label = found.labels.get(run.key);
        return label === undefined ? run : { ...run, label };
      }),
      capabilities: { training: false, folders: false },
    });
  }

  /** Tells what the file says, which confirms edits to the page. Returns the runs that it names. */
  private async tellFile(page: DashboardPage): Promise<ReturnType<typeof resolveRuns>> {
    const index = new RunIndex();
    for await (const change of index.update(this.directories, 'all')) void change;
    const found = resolveRuns(this.file.runs, runEntries(index.runs), path.sep);
    const { baseline } = this.file;
    await this.send(page, {
      type: 'comparison',
      state: {
        file: this.file,
        ...(baseline === undefined ? {} : { baseline: baselineOf(baseline, found.runs, path.sep) }),
        ...(this.name === undefined ? {} : { name: this.name }),
        missing: found.missing.map(({ reference, reason }) => ({
          reference: JSON.stringify(reference),
          reason: inEnglish(reason),
        })),
      },
    });
    return found;
  }

  /** Reads the folders and tells the page what is new in them. Looks wait for each other, as the extension's do. */
  update(page: DashboardPage): Promise<void> {
    this.looking = this.looking.then(() => this.look(page));
    return this.looking;
  }

  private looking: Promise<void> = Promise.resolve();

  private async look(page: DashboardPage): Promise<void> {
    let all = true;
    do {
      const { runs, courses } = await this.follower.look(all);
      all = false;
      if (runs.length > 0) await this.send(page, { type: 'delta', runs });
      if (courses.length > 0) await this.send(page, { type: 'courses', blocks: courses });
    } while (this.follower.isBehind);
  }

  hear(message: unknown, page: DashboardPage): boolean {
    const own = parseFromComparison(message);
    if (own === undefined) return false;
    // A page that was closed meanwhile needs no answer.
    const answered = (answer: Promise<unknown>) =>
      void answer.catch((error: unknown) => {
        if (!page.page.isClosed()) throw error;
      });
    this.heard.push(own);
    if (own.type === 'watch') {
      this.follower.watch(own.columns);
      answered(this.update(page));
    }
    if (own.type === 'edit') {
      const entries = Object.entries({ ...this.file, ...own.changes }).filter(([, value]) => value !== null);
      this.file = Object.fromEntries(entries) as unknown as CompareFile;
      answered(this.tellFile(page));
    }
    return true;
  }

  private held: Promise<void> | undefined;

  /** Keeps the answer to the next question for points of a stretch. */
  hold(): { release(): void; refuse(reason: string): void } {
    let release!: () => void;
    let refuse!: (error: Error) => void;
    this.held = new Promise((resolve, reject) => {
      release = resolve;
      refuse = reject;
    });
    return { release, refuse: (reason) => refuse(new Error(reason)) };
  }

  private async courses(request: Extract<HostRequest, { kind: 'courses' }>): Promise<unknown> {
    const { held } = this;
    this.held = undefined;
    await held;
    return this.follower.details(request.columns, request.stretches, request.whole);
  }

  answer(request: HostRequest): unknown {
    if (request.kind === 'save') {
      this.saved.set(request.name, Buffer.from(request.content, request.encoding));
      return true;
    }
    if (request.kind === 'courses') return this.courses(request);
    if (request.kind !== 'tensors' && request.kind !== 'header') return null;
    return answerFromDisk(this.follower.folderOf(request.run)!, request);
  }

  private async send(page: DashboardPage, message: ToView | ToComparison): Promise<void> {
    await page.send(message as ToView);
  }
}
