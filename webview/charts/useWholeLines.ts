import { useEffect, useRef, useState } from 'preact/hooks';
import { numbersOf } from './identity';
import type { ChartLine } from './lines';

/** Lines with all that was measured, as far as it is there. */
export interface WholeLines {
  readonly lines: readonly ChartLine[];
  /** Why there is no more. */
  readonly trouble?: string;
}

/**
 * The lines with all of their points, once these are there; they are asked for again when the lines have changed, one
 * question at a time.
 *
 * @param ask  undefined where the lines have all of their points
 */
export function useWholeLines(
  lines: readonly ChartLine[],
  ask: (() => Promise<readonly ChartLine[]>) | undefined,
): WholeLines {
  const [answer, setAnswer] = useState<WholeLines | undefined>(undefined);
  const [answers, setAnswers] = useState(0);
  const asking = useRef('');
  const asked = useRef('');
  const numbers = numbersOf(lines);
  useEffect(() => {
    if (ask === undefined || asking.current !== '' || asked.current === numbers) return;
    asking.current = asked.current = numbers;
    void ask()
      .then(
        (whole) => setAnswer({ lines: whole }),
        (error: unknown) => setAnswer({ lines, trouble: messageOf(error) }),
      )
      .finally(() => {
        asking.current = '';
        setAnswers((count) => count + 1);
      });
  }, [numbers, answers]);
  return ask === undefined ? { lines } : (answer ?? { lines });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
