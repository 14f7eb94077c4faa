import type { TensorUse } from '../tensorUse';
import { isForeign } from './constructors';
import { moduleUse } from './moduleUse';
import type { PickleValue } from './values';
import { PickleDict, PickleGlobal, PickleList, PickleRefused, PickleTensor, PickleTuple } from './values';

/** A tensor by the keys that lead to it. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: PickleTensor;
  /** What the module that it is of says of it. */
  readonly use?: TensorUse;
}

export interface FoundTensors {
  readonly tensors: readonly NamedTensor[];
  /** Names of what was not made, with the keys where each was met first, and how often. */
  readonly refused: ReadonlyMap<string, { readonly key: string; readonly count: number }>;
  /** Two tensors had one name; the second is left out. */
  readonly duplicates: readonly string[];
  /** Tensors that were not listed, since their names are too long or there are too many. */
  readonly leftOut: number;
}

const MOST_TENSORS = 1_000_000;
const MOST_DEPTH = 100;
/** Letters of a tensor's name and of all names: containers within containers could repeat a long key in each. */
const MOST_NAME_LENGTH = 4096;
const MOST_LETTERS = 2 ** 26;

/** Dictionaries of a pickled module that are no part of its parameters' names; the first two hold its own tensors. */
const MODULE_PARTS = new Set(['_parameters', '_buffers', '_modules']);
const OWN_TENSORS = new Set<PickleValue>(['_parameters', '_buffers']);

/**
 * The tensors in what a pickle has built, by their keys joined with dots. Objects that were refused are looked into for
 * what they would have been filled with: a pickled module has its parameters there.
 */
export function findTensors(root: PickleValue): FoundTensors {
  const tensors = new Map<string, Omit<NamedTensor, 'name'>>();
  const duplicates: string[] = [];
  const refused = new Map<string, { key: string; count: number }>();
  const seen = new Set<PickleValue>();
  let letters = 0;
  let leftOut = 0;

  const list = (name: string, tensor: PickleTensor, module: PickleDict | undefined): void => {
    letters += name.length;
    if (name.length > MOST_NAME_LENGTH || letters > MOST_LETTERS || tensors.size >= MOST_TENSORS) leftOut++;
    else if (tensors.has(name)) duplicates.push(name);
    else {
      const use = module === undefined ? undefined : moduleUse(module, name.slice(name.lastIndexOf('.') + 1));
      tensors.set(name, { tensor, ...(use === undefined ? {} : { use }) });
    }
  };

  /** @param module the state of the module whose tensors the value holds */
  const visit = (
    value: PickleValue,
    name: string,
    depth: number,
    isWithinRefused = false,
    module?: PickleDict,
  ): void => {
    if (value instanceof PickleTensor) return list(name, value, module);
    if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return;
    // What a refused call would have been given is a part of it, but may hold tensors.
    if (isForeign(value) && !isWithinRefused) {
      const path = value instanceof PickleRefused || value instanceof PickleGlobal ? value.path : '';
      const before = refused.get(path);
      refused.set(path, { key: before?.key ?? name, count: (before?.count ?? 0) + 1 });
    }
    // A container that is met again has been told of under its first name.
    if (seen.has(value)) return;
    seen.add(value);
    if (value instanceof PickleDict) {
      for (const [key, each] of value.pairs) {
        const owner = value === module && !OWN_TENSORS.has(key) ? undefined : module;
        visit(each, nameBelow(name, key), depth + 1, isWithinRefused, owner);
      }
    } else if (value instanceof PickleList || value instanceof PickleTuple) {
      value.items.forEach((each, index) => visit(each, nameBelow(name, index), depth + 1, isWithinRefused));
    } else if (value instanceof PickleRefused) {
      if (value.given !== undefined) visit(value.given, name, depth + 1, true);
      const { state } = value;
      if (state !== undefined)
        visit(state, name, depth + 1, isWithinRefused, state instanceof PickleDict ? state : undefined);
    }
  };
  visit(root, '', 0);
  return {
    tensors: [...tensors].map(([name, found]) => ({ name: name === '' ? 'tensor' : name, ...found })),
    refused,
    duplicates,
    leftOut,
  };
}

function nameBelow(name: string, key: PickleValue): string {
  // Too long already.
  if (name.length > MOST_NAME_LENGTH) return name;
  const text = typeof key === 'string' || typeof key === 'number' ? String(key) : '?';
  if (MODULE_PARTS.has(text)) return name;
  return name === '' ? text : `${name}.${text}`;
}
