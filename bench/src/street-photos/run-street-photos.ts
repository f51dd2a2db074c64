import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createWorkerPool, hideFile, type WorkerPool } from '@passerby/node';
import { findHiddenPixels, writePhoto, type Box, type FrameTruth, type PhotoOptions } from '@passerby/street';
import { readPhoto } from '../recall/read-photo.ts';

const faceModels = ['retinaface', 'yunet'] as const;

/** Least height of a face that counts, in pixels; least share of it that is seen. */
const counted = { facePixels: 14, visible: 0.9 };
/** Covered: this share of the face box's inner 80 %, as in the recall bench. */
const coveredShare = 0.9;
const growth = 0.6;

interface StreetRow {
  readonly faceModel: string;
  readonly street: 'people' | 'nobody';
  readonly photos: number;
  readonly frontalFaces: number;
  readonly covered: number;
  /** Mean share of a picture that is hidden outside heads, plates and texts grown by 60 % per side. */
  readonly hiddenWithoutNeed: number;
}

/** Draws photos, hides them as by default and scores the outputs from pixels against the drawn truth. */
export async function runStreetPhotos(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      photos: { type: 'string', default: '50' },
      'face-model': { type: 'string', multiple: true, default: [...faceModels] },
      out: { type: 'string', default: 'bench/results/street-photos.json' },
    },
  });
  await using pool = createWorkerPool();
  const rows: StreetRow[] = [];
  for (const faceModel of values['face-model']) {
    if (faceModel !== 'yunet' && faceModel !== 'retinaface')
      throw new RangeError(`Expected yunet or retinaface, received ${faceModel}.`);
    rows.push(await runRow(pool, faceModel, 'people', Number(values.photos)));
    rows.push(await runRow(pool, faceModel, 'nobody', Math.ceil(Number(values.photos) / 2)));
  }
  await mkdir(dirname(values.out), { recursive: true });
  await writeFile(values.out, `${JSON.stringify({ counted, coveredShare, rows }, null, 2)}\n`);
  process.stdout.write(`${streetPhotosTable(rows)}\n`);
}

/** The rows as a markdown table. */
export function streetPhotosTable(rows: readonly StreetRow[]): string {
  const lines = rows.map(({ faceModel, street, photos, frontalFaces, covered, hiddenWithoutNeed }) => {
    const share = frontalFaces === 0 ? '–' : `${((100 * covered) / frontalFaces).toFixed(1)} % of ${frontalFaces}`;
    return `| ${street} | ${faceModel} | ${photos} | ${share} | ${(100 * hiddenWithoutNeed).toFixed(2)} % |`;
  });
  return [
    '| street | face model | photos | frontal faces ≥ 14 px hidden | hidden without need |',
    '|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

async function runRow(
  pool: WorkerPool,
  faceModel: 'yunet' | 'retinaface',
  street: StreetRow['street'],
  photos: number,
): Promise<StreetRow> {
  const folder = await mkdtemp(join(tmpdir(), 'passerby-street-photos-'));
  const sums = { frontalFaces: 0, covered: 0, without: 0 };
  const empty: Partial<PhotoOptions> = street === 'nobody' ? { people: 0, vehicles: 0, signs: 0 } : {};
  const queue = Array.from({ length: photos }, (_, index) => index);
  const work = async (): Promise<void> => {
    for (let seed = queue.shift(); seed !== undefined; seed = queue.shift()) {
      const photo = join(folder, `${seed}.jpg`);
      const truth = await writePhoto(photo, { seed: `photo-${seed}`, ...empty });
      const { output } = await hideFile(photo, join(folder, `${seed}.hidden.jpg`), { faceModel, pool });
      const input = await readPhoto(photo);
      const score = scoreStreet(truth, findHiddenPixels(input, await readPhoto(output)), input.width, input.height);
      sums.frontalFaces += score.frontalFaces;
      sums.covered += score.covered;
      sums.without += score.hiddenWithoutNeed;
    }
  };
  try {
    await Promise.all(Array.from({ length: pool.size }, work));
  } finally {
    await rm(folder, { recursive: true });
  }
  return {
    faceModel,
    street,
    photos,
    frontalFaces: sums.frontalFaces,
    covered: sums.covered,
    hiddenWithoutNeed: sums.without / photos,
  };
}

/** Compares what is hidden in one photo with its truth. */
export function scoreStreet(
  truth: FrameTruth,
  hidden: Uint8Array,
  width: number,
  height: number,
): { readonly frontalFaces: number; readonly covered: number; readonly hiddenWithoutNeed: number } {
  const faces = truth.people.flatMap(({ face, pose, faceVisible }) =>
    face !== 'behind' && pose === 'frontal' && face.height >= counted.facePixels && faceVisible >= counted.visible
      ? [face]
      : [],
  );
  const needed = new Uint8Array(width * height);
  const texts = truth.texts.map(({ quad }) => hullOf(quad));
  for (const box of [...truth.people.map(({ head }) => head), ...texts])
    mark(needed, shrink(box, -growth), width, height);
  let without = 0;
  for (let at = 0; at < needed.length; at++) if (hidden[at] === 1 && needed[at] === 0) without += 1;
  return {
    frontalFaces: faces.length,
    covered: faces.filter((face) => shareOf(shrink(face, 0.1), hidden, width, height) >= coveredShare).length,
    hiddenWithoutNeed: without / needed.length,
  };
}

function hullOf(quad: readonly { readonly x: number; readonly y: number }[]): Box {
  const xs = quad.map(({ x }) => x);
  const ys = quad.map(({ y }) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** By this share of its size per side; negative shares grow it. */
function shrink({ x, y, width, height }: Box, share: number): Box {
  return {
    x: x + width * share,
    y: y + height * share,
    width: width * (1 - 2 * share),
    height: height * (1 - 2 * share),
  };
}

interface Span {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function spanOf(box: Box, width: number, height: number): Span {
  const left = Math.max(0, Math.round(box.x));
  const top = Math.max(0, Math.round(box.y));
  return {
    left,
    top,
    right: Math.max(left, Math.min(width, Math.round(box.x + box.width))),
    bottom: Math.max(top, Math.min(height, Math.round(box.y + box.height))),
  };
}

function mark(pixels: Uint8Array, box: Box, width: number, height: number): void {
  const { left, right, top, bottom } = spanOf(box, width, height);
  for (let y = top; y < bottom; y++) pixels.fill(1, y * width + left, y * width + right);
}

function shareOf(box: Box, hidden: Uint8Array, width: number, height: number): number {
  const { left, right, top, bottom } = spanOf(box, width, height);
  let sum = 0;
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += hidden[y * width + x] ?? 0;
  return sum / Math.max(1, (right - left) * (bottom - top));
}
