/**
 * Environment variables that libtensorflow reads when it is loaded, for where the user has not set them.
 *
 * - TF_CPP_MIN_LOG_LEVEL: no chatter on stderr.
 * - TF_ENABLE_ONEDNN_OPTS: no convolutions of oneDNN, which is on by default. With AVX-512 their filter gradients
 *   overwrite memory for some small shapes (seen with TensorFlow 2.12 and 2.15 within a minute of random shapes).
 * - ONEDNN_MAX_CPU_ISA: Eigen's products come from oneDNN all the same. Those compiled for AVX2 and later cannot bear a
 *   signal: one that arrives during a product, such as Ctrl-C's, overwrote memory in one of some fifty cases.
 *   It halves the speed of large products alone, and costs training small networks nothing measurable.
 * - TF_DETERMINISTIC_OPS: the same bits every time.
 * - TF_FORCE_GPU_ALLOW_GROWTH: no more of the GPU's memory than is used.
 * - NVIDIA_TF32_OVERRIDE: products on the GPU in float32, not rounded to the ten bits of TF32.
 */
export const TENSORFLOW_VARIABLES: Readonly<Record<string, string>> = {
  TF_CPP_MIN_LOG_LEVEL: '1',
  TF_ENABLE_ONEDNN_OPTS: '0',
  ONEDNN_MAX_CPU_ISA: 'AVX',
  TF_DETERMINISTIC_OPS: '1',
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  NVIDIA_TF32_OVERRIDE: '0',
};
