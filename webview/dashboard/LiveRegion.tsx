import { useSignalEffect } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { t } from '../page/l10n';
import { formatCount, formatNumber } from '../page/numbers';
import type { RunSectionProps } from './sections';

/** A screen reader says where the cursor is once it has come to rest. */
const REST_MS = 400;

export function LiveRegion({ store, run }: RunSectionProps) {
  const [text, setText] = useState('');
  const timer = useRef<number | undefined>(undefined);
  useSignalEffect(() => {
    const step = store.cursor.step.value;
    // What follows the newest step would never be silent.
    const isFollowing = store.cursor.follow.value;
    clearTimeout(timer.current);
    if (isFollowing) return;
    timer.current = window.setTimeout(() => setText(describe(step, run)), REST_MS);
  });
  return (
    <div class="unseen" role="status" aria-live="polite">
      {text}
    </div>
  );
}

function describe(step: number, run: RunSectionProps['run']): string {
  const table = run.metrics.peek();
  const snapshot = run.nearestSnapshot.peek();
  const loss = table.value('loss', table.rowAt(step));
  const parts = [t('Step {0}', formatCount(step))];
  if (!Number.isNaN(loss)) parts.push(t('loss {0}', formatNumber(loss)));
  if (snapshot !== undefined && snapshot !== step) {
    parts.push(t('pictures of step {0}', formatCount(snapshot)));
  }
  return parts.join(', ');
}
