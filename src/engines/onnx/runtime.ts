import type * as Ort from 'onnxruntime-node';
import { messageOf, UserError } from '../../config/userError';
import { refuseTelemetry } from './telemetry';

export type OnnxRuntime = typeof Ort;

let loading: Promise<OnnxRuntime> | undefined;

/** Loads onnxruntime-node, which has no binary for some platforms. */
export function loadRuntime(): Promise<OnnxRuntime> {
  refuseTelemetry();
  loading ??= import('onnxruntime-node').catch((error: unknown) => {
    loading = undefined;
    throw new UserError(`onnxruntime-node does not load: ${messageOf(error).split('\n')[0]}`, {
      hint: `It has binaries for Windows and Linux on x64 and arm64 and macOS on arm64; this is ${process.platform} on ${process.arch}.`,
      kind: 'run',
      cause: error,
    });
  });
  return loading;
}
