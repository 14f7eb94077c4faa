/** Endings of the files that are read as checkpoints. What a file is its first bytes decide. */
export const CHECKPOINT_EXTENSIONS = [
  '.safetensors',
  '.npz',
  '.npy',
  '.onnx',
  '.keras',
  '.h5',
  '.hdf5',
  '.pt',
  '.pth',
  '.bin',
  '.ckpt',
] as const;

/** Names of JSON files that stand for a checkpoint in several files, as patterns with *. */
export const CHECKPOINT_INDEXES = ['model.json', '*.safetensors.index.json', '*.bin.index.json'] as const;
