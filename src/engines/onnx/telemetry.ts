/** onnxruntime reads it when its library is loaded. */
const VARIABLE = 'ORT_DISABLE_TELEMETRY';

/**
 * Keeps onnxruntime, which from 1.29 on counts sessions and machines for its makers, from collecting or sending anything.
 * To be called in a process's main thread before anything in the process loads the library: a thread's environment is a
 * copy that native code does not see.
 */
export function refuseTelemetry(): void {
  process.env[VARIABLE] = '1';
}

/** The environment for a process that loads onnxruntime by itself. */
export function withoutTelemetry(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...environment, [VARIABLE]: '1' };
}
