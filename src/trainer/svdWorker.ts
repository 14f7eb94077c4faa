import { parentPort } from 'node:worker_threads';
import { messageOf } from '../config/userError';
import { svd } from '../diagnostics/svd';
import type { SvdReply, SvdRequest } from './svdService';

/** The thread that computes SVDs, one request after the other. */
parentPort?.on('message', ({ id, matrix, rows, columns }: SvdRequest) => {
  try {
    const result = svd(matrix, rows, columns);
    const reply: SvdReply = { id, svd: result };
    parentPort?.postMessage(reply, [result.s.buffer, result.u.buffer, result.v.buffer] as ArrayBuffer[]);
  } catch (error) {
    const reply: SvdReply = { id, error: messageOf(error) };
    parentPort?.postMessage(reply);
  }
});
