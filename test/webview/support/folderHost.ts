import path from 'node:path';
import { answerFromDisk } from '../../../src/extension/dashboard/answer';
import { RunFollower } from '../../../src/extension/dashboard/runFollower';
import { SampleSearch } from '../../../src/inspection/samples/sampleSearch';
import type { HostRequest } from '../../../src/messages/dashboardMessages';
import { DASHBOARD_VERSION } from '../../../src/messages/dashboardMessages';
import type { DashboardPage, FakeHost } from './dashboardPage';

/** A host that serves a real run folder by the extension's own code. */
export class FolderHost implements FakeHost {
  readonly follower: RunFollower;
  /** What the page asked to save, by name. */
  readonly saved = new Map<string, Buffer>();
  readonly actions: string[] = [];
  private readonly samples = new SampleSearch(path.resolve(process.env.RACECAR_DIST ?? 'dist'));

  constructor(readonly run: string) {
    this.follower = new RunFollower(run);
  }

  async onReady(page: DashboardPage): Promise<void> {
    do await this.follower.look();
    while (this.follower.isBehind);
    await page.send({
      type: 'snapshot',
      version: DASHBOARD_VERSION,
      runs: [this.follower.whole()],
      capabilities: { training: true, folders: true },
    });
  }

  /** Tells the page what has changed in the folder. */
  async update(page: DashboardPage): Promise<void> {
    const update = await this.follower.look();
    if (update !== undefined) await page.send({ type: 'delta', runs: [update] });
  }

  answer(request: HostRequest): unknown {
    if (request.kind === 'save') {
      this.saved.set(request.name, Buffer.from(request.content, request.encoding));
      return true;
    }
    if (request.kind === 'action') {
      this.actions.push(request.action);
      return null;
    }
    if (request.kind === 'docs') {
      this.actions.push(`docs ${request.rule}`);
      return null;
    }
    if (request.kind === 'cancelSearch') return null;
    if (request.kind === 'samples' || request.kind === 'principal') {
      return this.samples.answer(request, new AbortController().signal);
    }
    if (request.kind === 'courses') throw new Error('A dashboard asks for no courses.');
    return answerFromDisk(this.follower.folder, request);
  }
}
