let active: string | undefined;

/** Runs a part of a layer's computation, so that whoever looks on can tell which layer it belongs to. */
export function inLayer<T>(name: string, work: () => T): T {
  const outer = active;
  active = name;
  try {
    return work();
  } finally {
    active = outer;
  }
}

/** The layer that is being computed, if any. */
export function activeLayer(): string | undefined {
  return active;
}
