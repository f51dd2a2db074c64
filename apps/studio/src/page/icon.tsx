import type { JSX } from 'preact';

const paths = {
  add: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  play: 'M5 3l8 5-8 5z',
  pause: 'M5 3v10M11 3v10',
  previous: 'M10 4L6 8l4 4M5 4v8',
  next: 'M6 4l4 4-4 4M11 4v8',
  undo: 'M6 4L3 7l3 3M3 7h6a4 4 0 010 8H7',
  redo: 'M10 4l3 3-3 3M13 7H7a4 4 0 000 8h2',
  draw: 'M3 3h10v10H3zM8 6v4M6 8h4',
  zoomIn: 'M7 2.5a4.500 4.500 0 100 9 4.500 4.500 0 000-9zM10.500 10.500L14 14M7 5v4M5 7h4',
  zoomOut: 'M7 2.5a4.500 4.500 0 100 9 4.500 4.500 0 000-9zM10.500 10.500L14 14M5 7h4',
  fit: 'M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4',
  compare:
    'M1.500 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8zM8 6a2 2 0 100 4 2 2 0 000-4z',
  risk: 'M8 2l6.500 11.500h-13zM8 6.500v3M8 11.500v.3',
  remove: 'M3 4.500h10M6 4.500V3h4v1.500M4.500 4.500l.5 9h6l.5-9',
  help: 'M8 1.500a6.500 6.500 0 100 13 6.500 6.500 0 000-13zM6 6.200a2 2 0 113 1.700c-.7.4-1 .8-1 1.600M8 11.600v.3',
  lock: 'M4 7h8v6.500H4zM5.500 7V5a2.500 2.500 0 015 0v2',
  theme: 'M8 1.500a6.500 6.500 0 100 13 6.500 6.500 0 000-13zM8 1.500v13',
  split: 'M8 1v14M2 5h3v6H2M14 5h-3v6h3',
  merge: 'M2 5h12v6H2zM8 3v10',
  hidden: 'M2 5h12v6H2z',
} as const;

export type IconName = keyof typeof paths;

/** A small line drawing; the button around it carries the words. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
