/**
 * Environment variables that libtensorflow reads when it is loaded, where the user has not set them: no chatter on
 * stderr, no more of the GPU's memory than is used, the same bits every time, and float32 products on the GPU that
 * are not rounded to TF32's ten bits.
 */
export function tensorflowVariables(): Readonly<Record<string, string>> {
  return {
    TF_CPP_MIN_LOG_LEVEL: '1',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    TF_DETERMINISTIC_OPS: '1',
    NVIDIA_TF32_OVERRIDE: '0',
  };
}
