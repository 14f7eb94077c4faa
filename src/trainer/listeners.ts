/** Those who want to know of changes. */
export class Listeners {
  private readonly listeners = new Set<() => void>();

  /** @returns what takes the listener away again */
  add(listener: () => void): () => void {
    // A function of its own, so that the same listener added twice is taken away once.
    const own = () => listener();
    this.listeners.add(own);
    return () => void this.listeners.delete(own);
  }

  tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
