import type { Signal } from '@preact/signals';
import { effect, signal } from '@preact/signals';

/** Where what the user has set on the page is kept over a reload: the host's state, or nowhere. */
export interface ViewStateStorage {
  read(): unknown;
  write(state: Record<string, unknown>): void;
}

/** What the user has set on the page, by name; every change is kept. Values must be plain JSON. */
export class ViewState {
  private readonly kept: Record<string, unknown>;
  private readonly signals = new Map<string, Signal<unknown>>();
  private writing = false;

  constructor(private readonly storage: ViewStateStorage) {
    const read = storage.read();
    this.kept = typeof read === 'object' && read !== null ? { ...read } : {};
  }

  /**
   * The signal of a setting; the same one for each caller of the name.
   *
   * @param isValid  whether a value that an older page kept is still one
   */
  signal<T>(name: string, initial: T, isValid: (value: unknown) => boolean = sameKind(initial)): Signal<T> {
    const known = this.signals.get(name);
    if (known !== undefined) return known as Signal<T>;
    const kept = this.kept[name];
    const created = signal<T>(kept !== undefined && isValid(kept) ? (kept as T) : initial);
    this.signals.set(name, created as Signal<unknown>);
    effect(() => {
      const { value } = created;
      if (this.kept[name] === value) return;
      this.kept[name] = value;
      this.writeSoon();
    });
    return created;
  }

  /** Many changes of one moment, such as a drag's, are written once. */
  private writeSoon(): void {
    if (this.writing) return;
    this.writing = true;
    queueMicrotask(() => {
      this.writing = false;
      this.storage.write(this.kept);
    });
  }
}

function sameKind(initial: unknown): (value: unknown) => boolean {
  return (value) => typeof value === typeof initial && Array.isArray(value) === Array.isArray(initial);
}
