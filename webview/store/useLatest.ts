import { useEffect, useRef } from 'preact/hooks';

/** Carries a change of the state out, unless who shows it is gone. */
type Apply = (change: () => void) => void;

/**
 * Loads something, and again whenever what it depends on is another. While one loading is under way, the last one wanted
 * follows it, so that scrubbing never piles up requests.
 *
 * @param keys  what it depends on, always as many
 */
export function useLatest(keys: readonly unknown[], load: (apply: Apply) => Promise<void>): void {
  const latest = useRef({ keys, load });
  latest.current = { keys, load };
  const busy = useRef(false);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  useEffect(() => {
    const follow = async (): Promise<void> => {
      if (busy.current) return;
      busy.current = true;
      for (let settled = false; !settled && !gone.current;) {
        const asked = latest.current;
        await asked.load((change) => {
          if (!gone.current) change();
        });
        settled = latest.current.keys.every((key, i) => Object.is(key, asked.keys[i]));
      }
      busy.current = false;
    };
    void follow();
  }, keys);
}
