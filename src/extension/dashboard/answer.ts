import path from 'node:path';
import type { HeaderReply, HostRequest, TensorsReply } from '../../messages/dashboardMessages';
import type { RunFolder } from '../../runs/runFolder';
import { readTensorFileHeader, readTensors } from '../../runs/tensorFile';

/** What a page may ask the disk for. */
export type DataRequest = Extract<HostRequest, { kind: 'header' | 'tensors' }>;

/**
 * Reads what a page asks for of a snapshot.
 *
 * @throws UserError where the snapshot is gone or damaged
 */
export async function answerFromDisk(
  run: RunFolder,
  request: DataRequest,
): Promise<HeaderReply | TensorsReply> {
  const file = run.snapshot(request.step);
  if (request.kind === 'header') {
    const { tensors, metadata } = await readTensorFileHeader(file);
    const shapes = Object.entries(tensors).map(([name, { shape }]) => [name, shape] as const);
    return { shapes: Object.fromEntries(shapes), metadata: { ...metadata } };
  }
  const tensors = Object.entries(await readTensors(file, request.names));
  // An ArrayBuffer crosses to the page as it is; a Node Buffer would become an object with a key for every byte.
  return Object.fromEntries(
    tensors.map(([name, { shape, data }]) => [name, { shape, values: data.buffer as ArrayBuffer }]),
  );
}

/** A file name for an export that no system refuses, with its ending kept. */
export function safeFileName(name: string): string {
  return path.basename(name).replace(/[<>:"/\\|?*\p{Cc}]/gu, '-');
}
