import type { Deliver, WorkItem } from '../queue/work-item.ts';
import { nameCopy } from './name-copy.ts';

/** Where a finished copy goes. */
type Target = { readonly kind: 'handle'; readonly handle: FileSystemFileHandle } | { readonly kind: 'download' };

const types = {
  jpeg: { mime: 'image/jpeg', extension: '.jpg' },
  png: { mime: 'image/png', extension: '.png' },
  webp: { mime: 'image/webp', extension: '.webp' },
  'mp4-h264': { mime: 'video/mp4', extension: '.mp4' },
  'webm-vp9': { mime: 'video/webm', extension: '.webm' },
  'webm-av1': { mime: 'video/webm', extension: '.webm' },
} as const;

/** The save dialog of browsers that have one; TypeScript's library does not know it yet. */
type ShowSaveFilePicker = (options: {
  readonly suggestedName: string;
  readonly types: readonly { readonly accept: Readonly<Record<string, readonly string[]>> }[];
}) => Promise<FileSystemFileHandle>;

/** Whether the address asks for plain downloads: `?save=download`. */
function wantsDownload(): boolean {
  return new URLSearchParams(location.search).get('save') === 'download';
}

/**
 * Asks where the copy should go, where the browser can ask; must be called while a click is handled.
 * Gives `undefined` where the person closed the dialog.
 */
export async function chooseTarget(name: string, format: keyof typeof types): Promise<Target | undefined> {
  const { showSaveFilePicker } = window as { readonly showSaveFilePicker?: ShowSaveFilePicker };
  if (wantsDownload() || !showSaveFilePicker) return { kind: 'download' };
  const { mime, extension } = types[format];
  try {
    const handle = await showSaveFilePicker({
      suggestedName: nameCopy(name, extension),
      types: [{ accept: { [mime]: [extension] } }],
    });
    return { kind: 'handle', handle };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    throw error;
  }
}

/** Hands a file to the browser's downloads. */
export function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Browsers read the address some time after the click; a minute is far more than any of them takes.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Streams finished copies of this file to the place that was chosen, or downloads them. */
export function deliverTo(target: Target, item: WorkItem): Deliver {
  return (saved, walk) =>
    target.kind === 'handle'
      ? item.job.deliver({ saved, handle: target.handle }, walk)
      : download(saved.file, nameCopy(item.file.name, saved.extension));
}
