/**
 * What a pickle builds, as plain data. Nothing of it is a class of the program that reads: a reference to something
 * that Python would import is a name, and calling it is a record of that call.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleList
  | PickleTuple
  | PickleDict
  | PickleGlobal
  | PickleTensor
  | PickleStorage
  | PickleRefused;

export class PickleList {
  readonly items: PickleValue[] = [];
}

export class PickleTuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

/** A dictionary or an ordered one. Pairs as they come: keys may be of any kind. */
export class PickleDict {
  readonly pairs: [PickleValue, PickleValue][] = [];
}

/** The name of something in a Python module. */
export class PickleGlobal {
  readonly path: string;

  constructor(
    readonly module: string,
    readonly name: string,
  ) {
    this.path = `${module}.${name}`;
  }
}

/** Memory that tensors lie in: a file of the archive. */
export class PickleStorage {
  constructor(
    /** Such as FloatStorage; UntypedStorage has bytes. */
    readonly type: string,
    readonly key: string,
    /** Numbers in it, bytes of an untyped one. */
    readonly count: number,
    /** Of a legacy file: where it begins within the storage of that key, in numbers. */
    readonly viewOffset: number,
  ) {}
}

/** How a quantised tensor's whole numbers become values. */
export type PickleQuantiser =
  | { readonly kind: 'tensor'; readonly scale: number; readonly zeroPoint: number }
  | {
      readonly kind: 'channel';
      readonly scales: PickleTensor;
      readonly zeroPoints: PickleTensor;
      readonly axis: number;
    };

/** A view of a storage. */
export class PickleTensor {
  constructor(
    readonly storage: PickleStorage,
    /** In numbers of the tensor's type. */
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
    /** Such as float8_e4m3fn, where the storage does not say. */
    readonly dtype?: string,
    readonly quantiser?: PickleQuantiser,
  ) {}
}

/** An object that would have to be made by calling something that is not on the list. It was not. */
export class PickleRefused {
  /** What it would have been filled with. */
  state: PickleValue | undefined;

  constructor(
    /** Of what would have been called. */
    readonly path: string,
    /** What it would have been called with. */
    readonly given: PickleValue | undefined,
  ) {}
}
