/** Pictograms of 16 x 16, drawn in the colour of the text beside them. */
const PATHS = {
  first: 'M3 3v10M13 3 6 8l7 5z',
  previous: 'M11 3 5 8l6 5z',
  next: 'M5 3l6 5-6 5z',
  last: 'M13 3v10M3 3l7 5-7 5z',
  play: 'M4 2.5l9 5.5-9 5.5z',
  pause: 'M5 3v10M11 3v10',
  stop: 'M4 4h8v8H4z',
  resume: 'M3 3v10M6 3l8 5-8 5z',
  best: 'M8 2l1.8 3.9 4.2.5-3.1 2.9.8 4.2L8 11.4l-3.7 2.1.8-4.2L2 6.4l4.2-.5z',
  more: 'M2.5 8h1M7.5 8h1M12.5 8h1',
  zoomIn: 'M7 3v8M3 7h8M14 14l-3-3M13 7A6 6 0 1 1 1 7a6 6 0 0 1 12 0z',
  zoomOut: 'M3 7h8M14 14l-3-3M13 7A6 6 0 1 1 1 7a6 6 0 0 1 12 0z',
  reset: 'M2 6V2h4M14 6V2h-4M2 10v4h4M14 10v4h-4',
  table: 'M2 3h12v10H2zM2 6.5h12M2 10h12M6.5 3v10',
  export: 'M8 2v8M5 7l3 3 3-3M2 11v3h12v-3',
  warning: 'M8 2l6.5 12h-13zM8 6.5v3.5M8 12h.01',
  information: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM8 7.5v3.5M8 5h.01',
  good: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM5 8.2l2.2 2.3L11 6',
  error: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM5.5 5.5l5 5M10.5 5.5l-5 5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
