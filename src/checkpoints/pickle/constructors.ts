import type { PickleValue } from './values';
import {
  PickleDict,
  PickleGlobal,
  PickleList,
  PickleRefused,
  PickleStorage,
  PickleTensor,
  PickleTuple,
} from './values';

/** Takes the items that a call copies from what the pickle may ask for in all. @throws where that is used up */
export type Spend = (items: number) => void;

/** Makes plain data of the arguments of a known function; undefined where they are not its arguments. */
type Constructor = (given: readonly PickleValue[], spend: Spend) => PickleValue | undefined;

/** A storage's key is the name of a file of the archive. */
const MOST_KEY_LENGTH = 1024;
const MOST_AXES = 32;

const tensor: Constructor = ([storage, offset, shape, strides], spend) =>
  viewOf(storage, offset, shape, strides, spend);

const withoutEffect: Constructor = ([value]) => value;

/**
 * What may be "called", by its path in Python: functions that put tensors together, and containers. Each is written
 * anew here over plain data; nothing that is named in a file is looked up or run.
 */
export const CONSTRUCTORS: ReadonlyMap<string, Constructor> = new Map<string, Constructor>([
  ['collections.OrderedDict', dictionary],
  ['builtins.dict', dictionary],
  ['collections.defaultdict', () => new PickleDict()],
  ['builtins.set', listOf],
  ['builtins.frozenset', listOf],
  ['__builtin__.set', listOf],
  ['builtins.list', listOf],
  [
    'torch.Size',
    ([sizes]) => (sizes instanceof PickleTuple || sizes instanceof PickleList ? sizes : undefined),
  ],
  ['torch.device', ([name]) => (typeof name === 'string' ? name : undefined)],
  ['torch._utils._rebuild_tensor', tensor],
  ['torch._utils._rebuild_tensor_v2', tensor],
  [
    'torch._utils._rebuild_tensor_v3',
    ([storage, offset, shape, strides, , , dtype], spend) =>
      dtype instanceof PickleGlobal ? viewOf(storage, offset, shape, strides, spend, dtype.name) : undefined,
  ],
  ['torch._utils._rebuild_qtensor', quantisedTensor],
  ['torch._utils._rebuild_parameter', withoutEffect],
  ['torch._utils._rebuild_parameter_with_state', withoutEffect],
  ['torch.nn.parameter.Parameter', withoutEffect],
  ['torch.nn.parameter.Buffer', withoutEffect],
  ['torch._tensor._rebuild_from_type_v2', rebuiltFromType],
]);

/** The classes of memory: `torch.FloatStorage` and its like. */
export function storageOf(reference: PickleValue): PickleStorage | undefined {
  if (!(reference instanceof PickleTuple)) return undefined;
  const [tag, type, key, , count, view] = reference.items;
  if (tag !== 'storage' || !(type instanceof PickleGlobal) || !isStorageClass(type)) return undefined;
  if ((typeof key !== 'string' && typeof key !== 'number') || !isCount(count)) return undefined;
  if (typeof key === 'string' && key.length > MOST_KEY_LENGTH) return undefined;
  const offset = view instanceof PickleTuple ? view.items[1] : 0;
  return new PickleStorage(type.name, String(key), count, isCount(offset) ? offset : 0);
}

export function isStorageClass({ module, name }: PickleGlobal): boolean {
  return /^torch(\.storage|\.cuda)?$/.test(module) && /^(\w+Storage)$/.test(name);
}

/** Types of numbers and the like: names that stand for themselves. */
export function isPlainName({ module, name }: PickleGlobal): boolean {
  const isType =
    /^(u?int\d+|float\d+\w*|bfloat16|half|double|bool|complex\d+|q\w+|strided|sparse_coo|per_\w+)$/.test(
      name,
    );
  return module === 'torch' && isType;
}

function viewOf(
  storage: PickleValue | undefined,
  offset: PickleValue | undefined,
  shape: PickleValue | undefined,
  strides: PickleValue | undefined,
  spend: Spend,
  dtype?: string,
): PickleTensor | undefined {
  const sizes = countsOf(shape, spend);
  const steps = countsOf(strides, spend);
  if (!(storage instanceof PickleStorage) || !isCount(offset) || sizes === undefined) return undefined;
  if (steps === undefined || steps.length !== sizes.length) return undefined;
  return new PickleTensor(storage, offset, sizes, steps, dtype);
}

function quantisedTensor(
  [storage, offset, shape, strides, parameters]: readonly PickleValue[],
  spend: Spend,
): PickleTensor | undefined {
  const view = viewOf(storage, offset, shape, strides, spend);
  if (view === undefined || !(parameters instanceof PickleTuple)) return undefined;
  const [scheme, scale, zeroPoint, axis] = parameters.items;
  const make = (quantiser: PickleTensor['quantiser']) =>
    new PickleTensor(view.storage, view.offset, view.shape, view.strides, undefined, quantiser);
  if (!(scheme instanceof PickleGlobal)) return undefined;
  if (
    scheme.path === 'torch.per_tensor_affine' &&
    typeof scale === 'number' &&
    typeof zeroPoint === 'number'
  ) {
    return make({ kind: 'tensor', scale, zeroPoint });
  }
  if (!(scale instanceof PickleTensor) || !(zeroPoint instanceof PickleTensor) || !isCount(axis))
    return undefined;
  return make({ kind: 'channel', scales: scale, zeroPoints: zeroPoint, axis });
}

/** A subclass of Tensor: the function that makes the tensor, the class, its arguments. The class is left out. */
function rebuiltFromType([make, , given]: readonly PickleValue[], spend: Spend): PickleValue | undefined {
  if (!(make instanceof PickleGlobal) || !(given instanceof PickleTuple)) return undefined;
  if (make.path === 'torch._tensor._rebuild_from_type_v2') return undefined;
  return CONSTRUCTORS.get(make.path)?.(given.items, spend);
}

function dictionary([pairs]: readonly PickleValue[], spend: Spend): PickleDict {
  const result = new PickleDict();
  const items = pairs instanceof PickleList || pairs instanceof PickleTuple ? pairs.items : [];
  const known = pairs instanceof PickleDict ? pairs.pairs : [];
  spend(items.length + known.length);
  for (const pair of items) {
    const entries = pair instanceof PickleTuple || pair instanceof PickleList ? pair.items : [];
    if (entries.length === 2) result.pairs.push([entries[0]!, entries[1]!]);
  }
  for (const pair of known) result.pairs.push(pair);
  return result;
}

function listOf([items]: readonly PickleValue[], spend: Spend): PickleValue {
  if (items instanceof PickleList || items instanceof PickleTuple) {
    // They are not copied, but each list of them is walked when tensors are looked for.
    spend(items.items.length);
    return new PickleTuple(items.items);
  }
  return items instanceof PickleRefused ? items : new PickleTuple([]);
}

/** A copy: a list could grow after it was looked at. */
function countsOf(value: PickleValue | undefined, spend: Spend): readonly number[] | undefined {
  if (!(value instanceof PickleTuple) && !(value instanceof PickleList)) return undefined;
  const { items } = value;
  if (items.length > MOST_AXES) return undefined;
  spend(items.length);
  return items.every(isCount) ? (items as readonly number[]).slice() : undefined;
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Whether a value stands for something outside of the list of what may be named. */
export function isForeign(value: PickleValue): boolean {
  if (value instanceof PickleRefused) return true;
  if (!(value instanceof PickleGlobal)) return false;
  return !CONSTRUCTORS.has(value.path) && !isStorageClass(value) && !isPlainName(value);
}
