/** A tensor of a checkpoint, as it lies in its file. */
export interface TensorInfo {
  readonly name: string;
  /** Such as f32, bf16, i8, f8_e4m3; of a type that Racecar does not know the format's own name. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** As stored; 0 where that is not known. */
  readonly byteLength: number;
  /** From the start of its file; absent where the values are compressed or scattered. */
  readonly byteOffset?: number;
  /** Name of the file that holds it, relative to the checkpoint's folder. */
  readonly file: string;
  /** In values, where they are not row by row. */
  readonly strides?: readonly number[];
  /** How stored whole numbers become values, such as "(q - 3) * 0.02". */
  readonly quantisation?: string;
  /** Why the values cannot be read. */
  readonly unreadable?: string;
}
