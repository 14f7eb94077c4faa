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

/** Makes plain data of the arguments of a known function; undefined where they are not its arguments. */
type Constructor = (given: readonly PickleValue[]) => PickleValue | undefined;

const tensor: Constructor = ([storage, offset, shape, strides]) => viewOf(storage, offset, shape, strides);

const withoutEffect: Constructor = ([value]) => value;

/**
 * What may be "called", by its path in Python: functions that put tensors together, and containers. Each is written
 * anew here over plain data; nothing that is named in a file is looked up or run.
 */
export const CONSTRUCTORS: ReadonlyMap<string, Constructor> = new Map<string, Constructor>([
  ['collections.OrderedDict', (given) => dictionary(given)],
  ['builtins.dict', (given) => dictionary(given)],
  ['collections.defaultdict', () => new PickleDict()],
  ['builtins.set', (given) => listOf(given)],
  ['builtins.frozenset', (given) => listOf(given)],
  ['__builtin__.set', (given) => listOf(given)],
  ['builtins.list', (given) => listOf(given)],
  [
    'torch.Size',
    ([sizes]) => (sizes instanceof PickleTuple || sizes instanceof PickleList ? sizes : undefined),
  ],
  ['torch.device', ([name]) => (typeof name === 'string' ? name : undefined)],
  ['torch._utils._rebuild_tensor', tensor],
  ['torch._utils._rebuild_tensor_v2', tensor],
  [
    'torch._utils._rebuild_tensor_v3',
    ([storage, offset, shape, strides, , , dtype]) =>
      dtype instanceof PickleGlobal ? viewOf(storage, offset, shape, strides, dtype.name) : undefined,
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
  dtype?: string,
): PickleTensor | undefined {
  const sizes = countsOf(shape);
  const steps = countsOf(strides);
  if (!(storage instanceof PickleStorage) || !isCount(offset) || sizes === undefined) return undefined;
  if (steps === undefined || steps.length !== sizes.length) return undefined;
  return new PickleTensor(storage, offset, sizes, steps, dtype);
}

function quantisedTensor([storage, offset, shape, strides, parameters]: readonly PickleValue[]):
  PickleTensor | undefined {
  const view = viewOf(storage, offset, shape, strides);
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
function rebuiltFromType([make, , given]: readonly PickleValue[]): PickleValue | undefined {
  if (!(make instanceof PickleGlobal) || !(given instanceof PickleTuple)) return undefined;
  if (make.path === 'torch._tensor._rebuild_from_type_v2') return undefined;
  return CONSTRUCTORS.get(make.path)?.(given.items);
}

function dictionary([pairs]: readonly PickleValue[]): PickleDict {
  const result = new PickleDict();
  const items = pairs instanceof PickleList || pairs instanceof PickleTuple ? pairs.items : [];
  for (const pair of items) {
    const entries = pair instanceof PickleTuple || pair instanceof PickleList ? pair.items : [];
    if (entries.length === 2) result.pairs.push([entries[0]!, entries[1]!]);
  }
  if (pairs instanceof PickleDict) result.pairs.push(...pairs.pairs);
  return result;
}

function listOf([items]: readonly PickleValue[]): PickleValue {
  if (items instanceof PickleList || items instanceof PickleTuple) return new PickleTuple(items.items);
  return items instanceof PickleRefused ? items : new PickleTuple([]);
}

function countsOf(value: PickleValue | undefined): readonly number[] | undefined {
  if (!(value instanceof PickleTuple) && !(value instanceof PickleList)) return undefined;
  return value.items.every(isCount) ? (value.items as number[]) : undefined;
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
