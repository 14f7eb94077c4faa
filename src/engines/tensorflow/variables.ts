/**
 * Environment variables that libtensorflow reads when it is loaded, for where the user has not set them.
 *
 * - TF_CPP_MIN_LOG_LEVEL: no chatter on stderr.
 * - TF_ENABLE_ONEDNN_OPTS: oneDNN's convolution gradients overwrote memory in a test of small random shapes (with
 *   TensorFlow 2.12; "corrupted double-linked list" within a minute), and without them 50,000 shapes were well.
 * - TF_DETERMINISTIC_OPS: the same bits every time.
 * - TF_FORCE_GPU_ALLOW_GROWTH: no more of the GPU's memory than is used.
 * - NVIDIA_TF32_OVERRIDE: products on the GPU in float32, not rounded to the ten bits of TF32.
 */
export const TENSORFLOW_VARIABLES: Readonly<Record<string, string>> = {
  TF_CPP_MIN_LOG_LEVEL: '1',
  TF_ENABLE_ONEDNN_OPTS: '0',
  TF_DETERMINISTIC_OPS: '1',
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  NVIDIA_TF32_OVERRIDE: '0',
};
