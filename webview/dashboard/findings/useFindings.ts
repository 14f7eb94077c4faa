import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { findingsOf } from '../../../src/diagnostics/findings';
import type { Finding } from '../../../src/diagnostics/findings/finding';
import { runEvidence } from '../../../src/messages/runEvidence';
import type { RunStore } from '../../store/runStore';

/** Findings of a run that goes on are looked for so often: a list that changed with each line could not be read. */
const EVERY_MS = 1_000;

/** What the numbers of a run show, after the curves have been drawn and then every second in which some came. */
export function useFindings(run: RunStore): readonly Finding[] {
  const [findings, setFindings] = useState<readonly Finding[]>([]);
  const timer = useRef<number | undefined>(undefined);
  const lookedAt = useRef(-Infinity);
  useSignalEffect(() => {
    // Read here so that the effect follows them.
    const facts = run.facts.value;
    const table = run.metrics.value;
    if (facts === undefined || table.rows === 0 || timer.current !== undefined) return;
    const rest = Math.max(0, lookedAt.current + EVERY_MS - performance.now());
    timer.current = window.setTimeout(() => {
      timer.current = undefined;
      lookedAt.current = performance.now();
      setFindings(lookAt(run));
    }, rest);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [run],
  );
  return findings;
}

function lookAt(run: RunStore): Finding[] {
  const facts = run.facts.peek();
  const table = run.metrics.peek();
  if (facts === undefined) return [];
  return findingsOf(runEvidence(facts, (name) => table.measured(name)));
}
