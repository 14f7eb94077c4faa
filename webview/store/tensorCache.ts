import type { Tensor } from './dataSource';

/** Values kept of snapshots that were looked at: 128 MB. */
const CACHE_BYTES = 128 * 2 ** 20;

/** Tensors that were fetched or are being fetched, the least recently used given up first. */
export class TensorCache {
  private readonly entries = new Map<string, { tensor: Promise<Tensor | undefined>; bytes: number }>();
  private bytes = 0;

  constructor(private readonly limit = CACHE_BYTES) {}

  /**
   * The tensors of the names, from the cache or fetched together; those that the snapshot does not have are absent.
   *
   * @param scope  tells one snapshot from all others
   * @param fetch  gives the tensors of the names that are not here; a failure is told and not kept
   */
  async get(
    scope: string,
    names: readonly string[],
    fetch: (names: readonly string[]) => Promise<Readonly<Record<string, Tensor>>>,
  ): Promise<Readonly<Record<string, Tensor>>> {
    const missing = names.filter((name) => !this.entries.has(`${scope}\n${name}`));
    const fetched = missing.length === 0 ? undefined : fetch(missing);
    const found = names.map((name) => {
      const key = `${scope}\n${name}`;
      const entry = this.entries.get(key);
      // Set again, so that the order of the entries is that of their last use.
      if (entry !== undefined) {
        this.entries.delete(key);
        this.entries.set(key, entry);
        return entry.tensor;
      }
      return this.add(
        key,
        fetched!.then((tensors) => tensors[name]),
      );
    });
    const tensors = await Promise.all(found);
    const named = names.map((name, i) => [name, tensors[i]] as const);
    return Object.fromEntries(named.filter((entry): entry is [string, Tensor] => entry[1] !== undefined));
  }

  /** Forgets what is known of one snapshot, or of all whose scope begins so. */
  forget(scope: string): void {
    for (const [key, { bytes }] of this.entries) {
      if (!key.startsWith(scope)) continue;
      this.entries.delete(key);
      this.bytes -= bytes;
    }
  }

  private add(key: string, tensor: Promise<Tensor | undefined>): Promise<Tensor | undefined> {
    const entry = { tensor, bytes: 0 };
    this.entries.set(key, entry);
    tensor.then(
      (value) => {
        // It may have been forgotten meanwhile.
        if (this.entries.get(key) !== entry) return;
        if (value === undefined) {
          this.entries.delete(key);
          return;
        }
        entry.bytes = value.data.byteLength;
        this.bytes += entry.bytes;
        this.trim(key);
      },
      () => {
        if (this.entries.get(key) === entry) this.entries.delete(key);
      },
    );
    return tensor;
  }

  private trim(newest: string): void {
    for (const [key, { bytes }] of this.entries) {
      if (this.bytes <= this.limit) return;
      if (key === newest) continue;
      this.entries.delete(key);
      this.bytes -= bytes;
    }
  }
}
