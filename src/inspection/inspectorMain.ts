/** The process that inspects checkpoints and runs for whoever started it. */
import { messageOf, UserError } from '../config/userError';
import type { InspectorReport, InspectorRequest } from '../messages/inspectorMessages';
import { INSPECTOR_MESSAGES } from '../messages/inspectorMessages';
import { plainErrorOf } from '../messages/trainerMessages';
import { describeError } from '../runs/fileErrors';
import { Inspector } from './inspector';
import { readInspectorRequest } from './inspectorRequests';
import { startAlgebra } from './startAlgebra';

/** The reason with which a cancelled request is given up. */
class Cancelled extends Error {}

/** Progress of one request is told at most this often. */
const PROGRESS_MS = 50;

function serve(): void {
  const inspector = new Inspector(startAlgebra(__dirname), __dirname);
  const running = new Map<number, AbortController>();

  const send = (report: InspectorReport) => {
    // A parent that is gone is told of by the event "disconnect".
    if (process.connected) process.send?.(report, undefined, undefined, () => undefined);
  };

  const answer = async (request: Exclude<InspectorRequest, { type: 'cancel' }>) => {
    const { id } = request;
    const controller = new AbortController();
    running.set(id, controller);
    let told = -Infinity;
    try {
      const result = await inspector.answer(request, {
        signal: controller.signal,
        onProgress: (progress) => {
          if (performance.now() - told < PROGRESS_MS) return;
          told = performance.now();
          send({ type: 'progress', id, progress });
        },
        onPartial: (partial) => send({ type: 'partial', id, partial }),
      });
      send({ type: 'done', id, result });
    } catch (error) {
      if (controller.signal.aborted) send({ type: 'cancelled', id });
      else send({ type: 'failed', id, error: plainError(error) });
    } finally {
      running.delete(id);
    }
  };

  process.on('message', (message: unknown) => {
    let request: InspectorRequest;
    try {
      request = readInspectorRequest(message);
    } catch (error) {
      const id = (message as { id?: unknown } | null)?.id;
      if (typeof id === 'number') send({ type: 'failed', id, error: plainError(error) });
      return;
    }
    if (request.type === 'cancel') running.get(request.id)?.abort(new Cancelled('cancelled'));
    else void answer(request);
  });
  process.on('disconnect', () => process.exit());
  // A bug in one request ends none of the others silently: each is told, and the process starts anew.
  const crash = (error: unknown) => {
    process.stderr.write(`${describeError(error)}\n`);
    const reason = plainError(error);
    for (const id of running.keys()) send({ type: 'failed', id, error: reason });
    setImmediate(() => process.exit(1));
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  send({ type: 'hello', version: INSPECTOR_MESSAGES });
}

/** A bug is told with its stack, to those who can mend it. */
function plainError(error: unknown) {
  if (error instanceof UserError) return plainErrorOf(error);
  process.stderr.write(`${describeError(error)}\n`);
  return { message: messageOf(error), kind: 'run' as const };
}

for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

if (process.send === undefined) {
  process.stderr.write('This is the inspecting process of Racecar, which other parts of it start.\n');
  process.exitCode = 2;
} else {
  serve();
}
