import { useRef, useState } from 'preact/hooks';
import { t } from '../../page/l10n';
import './images.css';
import type { PictureProps } from './Picture';
import { Picture } from './Picture';

export interface WipeProps extends Omit<PictureProps, 'values' | 'label' | 'marked'> {
  readonly before: { readonly values: Float32Array; readonly label: string };
  readonly after: { readonly values: Float32Array; readonly label: string };
}

/** Two pictures over each other, one of them up to an edge that is dragged or moved by the arrow keys. */
export function Wipe({ before, after, ...picture }: WipeProps) {
  const [share, setShare] = useState(50);
  const frame = useRef<HTMLDivElement>(null);
  const slider = useRef<HTMLInputElement>(null);
  const drag = (event: PointerEvent): void => {
    const edges = frame.current?.getBoundingClientRect();
    if (edges === undefined || event.buttons === 0) return;
    // The slider keeps the focus, so that the arrow keys go on from where the pointer left the edge.
    event.preventDefault();
    slider.current?.focus();
    frame.current?.setPointerCapture(event.pointerId);
    setShare(Math.round(100 * Math.min(1, Math.max(0, (event.clientX - edges.left) / edges.width))));
  };
  return (
    <div class="wipe">
      <div class="wipe-labels">
        <span>{before.label}</span>
        <span>{after.label}</span>
      </div>
      <div ref={frame} class="wipe-frame" onPointerDown={drag} onPointerMove={drag}>
        <Picture {...picture} values={after.values} label={after.label} />
        <div class="wipe-before" style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }}>
          <Picture {...picture} values={before.values} label={before.label} />
        </div>
        <span class="wipe-edge" style={{ left: `${share}%` }} />
      </div>
      <input
        ref={slider}
        type="range"
        min={0}
        max={100}
        value={share}
        aria-label={t('Edge between {0} and {1}', before.label, after.label)}
        aria-valuetext={t('{0} % {1}', share, before.label)}
        onKeyDown={(event) => {
          // The page's own keys would move the step.
          if (event.key !== 'Escape' && event.key !== 'Tab') event.stopPropagation();
        }}
        onInput={(event) => setShare(Number(event.currentTarget.value))}
      />
    </div>
  );
}
