import { useEffect, useState } from 'preact/hooks';

/** So long a value must stay before something slow is made of it. */
const SETTLED_MS = 150;

/** A value that lags behind while it keeps changing, as during scrubbing. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (settled === value) return undefined;
    const timer = setTimeout(() => setSettled(value), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
