import { DamagedMediaError, UnsupportedMediaError } from '@passerby/engine';
import type { ColorCoding } from '../color-coding.ts';
import { ByteReader } from '../read-boxes.ts';
import { joinOrientation, type Orientation, type OrientationStep } from './orientation.ts';
import type { HeifFile, HeifItem } from './parse-heif.ts';

/** What must be decoded and put together to show the primary picture. */
export interface HeifPicture {
  /** Four letters of the coded items: `hvc1`, `av01`, … */
  readonly codec: string;
  /** Row by row; one where the picture is not a grid. */
  readonly tiles: readonly HeifItem[];
  readonly columns: number;
  readonly rows: number;
  /** Part of the joined tiles that is shown, before turning. */
  readonly crop: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly orientation: Orientation;
  /** The colour profile inside the file. */
  readonly icc: Uint8Array | undefined;
  /** How colours are coded where the file says so in numbers (ITU-T H.273). */
  readonly coding: ColorCoding | undefined;
}

/**
 * Finds out what the primary picture is made of.
 * @throws UnsupportedMediaError for kinds of pictures that are not put together here.
 * @throws DamagedMediaError where pieces are missing or do not fit.
 */
export function planHeif(file: HeifFile): HeifPicture {
  const steps: OrientationStep[] = [];
  let item = file.primary;
  for (let depth = 0; item.type === 'iden'; depth++) {
    const inner = file.items.get(item.madeFrom[0] ?? -1);
    if (!inner || depth > 8) throw new DamagedMediaError('The HEIF file does not hold the picture that it names.');
    steps.unshift(...readSteps(item));
    item = inner;
  }
  steps.unshift(...readSteps(item));
  const size = readProperty(item, 'ispe', (reader) => {
    reader.skip(4);
    return { width: reader.uint(4), height: reader.uint(4) };
  });
  const grid = item.type === 'grid' ? readGrid(file.read(item)) : undefined;
  const tiles = grid ? item.madeFrom.map((id) => file.items.get(id)) : [item];
  const first = tiles[0];
  const shown = grid ?? size;
  if (
    !first ||
    !shown ||
    tiles.length !== (grid?.rows ?? 1) * (grid?.columns ?? 1) ||
    !tiles.every((tile) => tile?.type === first.type)
  ) {
    throw new DamagedMediaError('The tiles of the HEIF picture are not all there.');
  }
  if (['iovl', 'tmap', 'grid', 'iden'].includes(first.type)) {
    throw new UnsupportedMediaError('The HEIF picture is laid together from others in a way that cannot be read.');
  }
  const described = [item, first].flatMap((owner) => owner.properties.filter(({ type }) => type === 'colr'));
  const colors = described.map(({ payload }) => readColor(payload));
  return {
    codec: first.type,
    tiles: tiles as readonly HeifItem[],
    columns: grid?.columns ?? 1,
    rows: grid?.rows ?? 1,
    crop: readCrop(item, shown.width, shown.height),
    orientation: joinOrientation(steps),
    icc: colors.find((color) => color instanceof Uint8Array),
    coding: colors.find((color): color is ColorCoding => color !== undefined && !(color instanceof Uint8Array)),
  };
}

function readProperty<T>(item: HeifItem, type: string, read: (reader: ByteReader) => T): T | undefined {
  const box = item.properties.find((property) => property.type === type);
  return box && read(new ByteReader(box.payload));
}

/** Turning and mirroring in the order in which the file names them. */
function readSteps(item: HeifItem): OrientationStep[] {
  return item.properties.flatMap(({ type, payload }): OrientationStep[] => {
    // `irot` counts quarter turns the other way round.
    if (type === 'irot') return [(4 - ((payload[0] ?? 0) & 3)) % 4];
    // Axis 1 exchanges left and right, axis 0 top and bottom.
    if (type === 'imir') return ((payload[0] ?? 0) & 1) === 1 ? ['mirror'] : [2, 'mirror'];
    return [];
  });
}

function readGrid(payload: Uint8Array): { rows: number; columns: number; width: number; height: number } {
  const reader = new ByteReader(payload);
  reader.skip(1);
  const sizeBytes = (reader.uint(1) & 1) === 1 ? 4 : 2;
  return {
    rows: reader.uint(1) + 1,
    columns: reader.uint(1) + 1,
    width: reader.uint(sizeBytes),
    height: reader.uint(sizeBytes),
  };
}

/** The clean aperture, in whole pixels. */
function readCrop(item: HeifItem, width: number, height: number): HeifPicture['crop'] {
  const aperture = readProperty(item, 'clap', (reader) => {
    const [w, h, x, y] = [0, 0, 0, 0].map(() => reader.int32() / Math.max(1, reader.uint(4))) as [
      number,
      number,
      number,
      number,
    ];
    return {
      x: Math.round((width - w) / 2 + x),
      y: Math.round((height - h) / 2 + y),
      width: Math.round(w),
      height: Math.round(h),
    };
  });
  const crop = aperture ?? { x: 0, y: 0, width, height };
  const fits =
    crop.x >= 0 &&
    crop.y >= 0 &&
    crop.width > 0 &&
    crop.height > 0 &&
    crop.x + crop.width <= width &&
    crop.y + crop.height <= height;
  if (!fits) throw new DamagedMediaError('The part of the HEIF picture that is to be shown lies outside of it.');
  return crop;
}

function readColor(payload: Uint8Array): Uint8Array | ColorCoding | undefined {
  const reader = new ByteReader(payload);
  const kind = reader.letters();
  if (kind === 'prof' || kind === 'rICC') return reader.rest;
  if (kind !== 'nclx') return undefined;
  const [primaries, transfer, matrix] = [reader.uint(2), reader.uint(2), reader.uint(2)];
  return { primaries, transfer, matrix, isFullRange: reader.uint(1) >= 128 };
}
