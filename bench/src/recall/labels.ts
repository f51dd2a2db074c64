import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Box } from '@passerby/street';

/** One labelled thing in a picture. */
export interface Label {
  /** As the set names it: `face_with_mask`, `plate`… */
  readonly name: string;
  /** In pixels of the upright picture. */
  readonly box: Box;
  /** Number of the thing in its clip; photos have none. */
  readonly track?: number;
}

/** A photo and what is labelled in it. */
export interface LabelledPhoto {
  readonly file: string;
  readonly labels: readonly Label[];
}

/** A clip and what is labelled in its frames, by place from 0. Frames without labels that count have an empty list. */
export interface LabelledClip {
  readonly file: string;
  readonly labelsAt: (frame: number) => readonly Label[];
}

/** Labels of a photo set: `file,width,height,class,x1,y1,x2,y2` a line, after a heading; names of files may hold commas. */
export function parsePhotoLabels(csv: string): LabelledPhoto[] {
  const photos = new Map<string, Label[]>();
  for (const line of csv.trim().split('\n').slice(1)) {
    const fields = line.trim().split(',');
    const file = fields.slice(0, -7).join(',');
    const [name = '', ...corners] = fields.slice(-5);
    const [left = 0, top = 0, right = 0, bottom = 0] = corners.map(Number);
    const labels = photos.get(file) ?? [];
    photos.set(file, labels);
    if (name !== 'none') labels.push({ name, box: { x: left, y: top, width: right - left, height: bottom - top } });
  }
  return [...photos].map(([file, labels]) => ({ file, labels }));
}

const clipNames: Readonly<Record<string, string>> = { 1: 'person', 2: 'face', 3: 'plate' };

/** Labels of a clip: `frame,track,x,y,width,height,counts,class,visible` a line, frames from 1; what does not count is named `ignored`. */
export function parseClipLabels(text: string): (frame: number) => readonly Label[] {
  const frames = new Map<number, Label[]>();
  for (const line of text.trim().split('\n')) {
    const [frame = 0, track = 0, x = 0, y = 0, width = 0, height = 0, counts = 0, kind = 0] = line
      .split(',')
      .map(Number);
    const labels = frames.get(frame - 1) ?? [];
    frames.set(frame - 1, labels);
    labels.push({ name: counts === 0 ? 'ignored' : (clipNames[kind] ?? 'other'), box: { x, y, width, height }, track });
  }
  return (frame) => frames.get(frame) ?? [];
}

/** Reads a photo set of `dataDir`. */
export async function readPhotoSet(dataDir: string, set: string): Promise<LabelledPhoto[]> {
  const photos = parsePhotoLabels(await readFile(join(dataDir, set, 'gt.csv'), 'utf8'));
  return photos.map(({ file, labels }) => ({ file: join(dataDir, set, 'images', file), labels }));
}

/** Reads the labelled clips of a set of `dataDir`: one clip with `gt.txt`, or each with a `NAME.gt.txt`. */
export async function readClipSet(dataDir: string, set: string): Promise<LabelledClip[]> {
  const names = (await readdir(join(dataDir, set))).toSorted();
  const clips = names.filter((name) => /\.(mp4|gif)$/.test(name));
  const labelled = clips.flatMap((clip) => {
    const own = clip.replace(/\.\w+$/, '.gt.txt');
    const labels = names.includes(own) ? own : 'gt.txt';
    return names.includes(labels) ? [{ clip, labels }] : [];
  });
  return await Promise.all(
    labelled.map(async ({ clip, labels }) => ({
      file: join(dataDir, set, clip),
      labelsAt: parseClipLabels(await readFile(join(dataDir, set, labels), 'utf8')),
    })),
  );
}
