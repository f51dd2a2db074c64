import { DamagedMediaError, UnsupportedMediaError } from '@passerby/engine';
import {
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV422P,
  AV_PIX_FMT_YUV444P,
  AV_PIX_FMT_YUVJ420P,
  AV_PIX_FMT_YUVJ422P,
  AV_PIX_FMT_YUVJ444P,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  avGetPixFmtName,
  FF_DECODER_H264,
  FF_DECODER_HEVC,
  FF_DECODER_JPEG2000,
  FF_DECODER_MJPEG,
  FFmpegError,
  Frame,
  type AVColorPrimaries,
  type AVColorSpace,
  type AVColorTransferCharacteristic,
  type AVPixelFormat,
  type FFVideoDecoder,
} from 'node-av';
import type { ColorCoding } from '../color-coding.ts';
import { convertFrame, decodePictures } from '../ffmpeg-frames.ts';
import { ByteReader } from '../read-boxes.ts';
import type { StoredPixels } from '../wrap-in-tiff.ts';
import type { HeifFile, HeifItem } from './parse-heif.ts';
import type { HeifPicture } from './plan-heif.ts';

/** FFmpeg's decoder for each kind of coded item. AV1 is libvips's. */
const decoders: Readonly<Record<string, FFVideoDecoder>> = {
  hvc1: FF_DECODER_HEVC,
  hev1: FF_DECODER_HEVC,
  avc1: FF_DECODER_H264,
  jpeg: FF_DECODER_MJPEG,
  j2k1: FF_DECODER_JPEG2000,
};

export interface DecodedHeif {
  /** Not turned yet. */
  readonly pixels: StoredPixels;
  /** As the file says, or else the coded picture itself. */
  readonly coding: ColorCoding;
  /** Whether tiles are missing. */
  readonly isDamaged: boolean;
}

/**
 * Decodes all tiles and puts them together.
 * @throws UnsupportedMediaError for codecs without a decoder, and where the tiles have more than `maxPixels` pixels.
 * @throws DamagedMediaError where no tile can be decoded or they do not fit together.
 */
export function decodeHeif(file: HeifFile, picture: HeifPicture, maxPixels: number): DecodedHeif {
  const decoder = decoders[picture.codec];
  if (!decoder) throw new UnsupportedMediaError(`HEIF pictures coded as "${picture.codec}" cannot be read.`);
  const { columns, rows, tiles, crop } = picture;
  let canvas: Frame | undefined;
  try {
    const missing = decodePictures(decoder, readPackets(file, tiles), maxPixels, (tile, index) => {
      canvas ??= makeCanvas(tile, columns, rows, picture, maxPixels);
      placeTile(canvas, tile, index % columns, Math.floor(index / columns), columns, rows);
    });
    if (!canvas) throw new DamagedMediaError('Nothing of the picture could be decoded.');
    const pixels = cropPixels(convertFrame(canvas), crop);
    return { pixels, coding: readCoding(canvas), isDamaged: missing.length > 0 };
  } finally {
    canvas?.free();
  }
}

function* readPackets(file: HeifFile, tiles: readonly HeifItem[]): Generator<Uint8Array> {
  for (const tile of tiles) yield readPacket(file, tile);
}

/** The item's bytes as its decoder wants them, with the parameter sets that HEIF keeps apart. */
function readPacket(file: HeifFile, item: HeifItem): Uint8Array {
  const data = file.read(item);
  const config = item.properties.find(({ type }) => type === 'hvcC' || type === 'avcC' || type === 'jpgC');
  if (!config) return data;
  if (config.type === 'jpgC') return Buffer.concat([config.payload, data]);
  const { lengthSize, sets } = config.type === 'hvcC' ? readHevcConfig(config.payload) : readAvcConfig(config.payload);
  const reader = new ByteReader(data);
  const units = [...sets];
  while (reader.rest.length >= lengthSize) {
    const length = Math.min(reader.uint(lengthSize), reader.rest.length);
    units.push(reader.rest.subarray(0, length));
    reader.skip(length);
  }
  return Buffer.concat(units.flatMap((unit) => [startCode, unit]));
}

const startCode = Uint8Array.of(0, 0, 0, 1);

interface ParameterSets {
  /** Bytes of the length before each unit. */
  readonly lengthSize: number;
  readonly sets: readonly Uint8Array[];
}

function readHevcConfig(payload: Uint8Array): ParameterSets {
  const reader = new ByteReader(payload);
  reader.skip(21);
  const lengthSize = (reader.uint(1) & 3) + 1;
  const arrays = reader.uint(1);
  const sets: Uint8Array[] = [];
  for (let array = 0; array < arrays; array++) {
    reader.skip(1);
    sets.push(...readUnits(reader, reader.uint(2)));
  }
  return { lengthSize, sets };
}

function readAvcConfig(payload: Uint8Array): ParameterSets {
  const reader = new ByteReader(payload);
  reader.skip(4);
  const lengthSize = (reader.uint(1) & 3) + 1;
  const sequences = readUnits(reader, reader.uint(1) & 31);
  return { lengthSize, sets: [...sequences, ...readUnits(reader, reader.uint(1))] };
}

function readUnits(reader: ByteReader, count: number): Uint8Array[] {
  return Array.from({ length: count }, () => {
    const length = reader.uint(2);
    const unit = reader.rest.subarray(0, length);
    reader.skip(length);
    return unit;
  });
}

/** A frame for all tiles, in the format of the first: black until they are placed. */
function makeCanvas(tile: Frame, columns: number, rows: number, picture: HeifPicture, maxPixels: number): Frame {
  const width = tile.width * columns;
  const height = tile.height * rows;
  const { crop, coding } = picture;
  if (width * height > maxPixels * 1.2) {
    throw new UnsupportedMediaError(
      `The tiles of the HEIF picture have more than ${Math.round(maxPixels / 1e6)} million pixels.`,
    );
  }
  if (crop.x + crop.width > width || crop.y + crop.height > height) {
    throw new DamagedMediaError('The tiles of the HEIF picture do not cover it.');
  }
  const canvas = new Frame();
  canvas.alloc();
  canvas.width = width;
  canvas.height = height;
  canvas.format = plainFormat(tile);
  const { primaries, transfer, matrix, isFullRange } = coding ?? readCoding(tile);
  canvas.colorPrimaries = primaries as AVColorPrimaries;
  canvas.colorTrc = transfer as AVColorTransferCharacteristic;
  canvas.colorSpace = matrix as AVColorSpace;
  canvas.colorRange = isFullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  FFmpegError.throwIfError(canvas.allocBuffer(), 'allocate the picture');
  const { neutralChroma } = readLayout(tile);
  for (const [i, plane] of (canvas.data ?? []).entries()) {
    if (i === 0) plane.fill(0);
    else plane.fill(neutralChroma);
  }
  return canvas;
}

/** FFmpeg counts colour codings as H.273 does. */
function readCoding(frame: Frame): ColorCoding {
  return {
    primaries: frame.colorPrimaries,
    transfer: frame.colorTrc,
    matrix: frame.colorSpace,
    isFullRange: frame.colorRange === AVCOL_RANGE_JPEG,
  };
}

/** Copies a tile's planes to its place. */
function placeTile(canvas: Frame, tile: Frame, column: number, row: number, columns: number, rows: number): void {
  if (
    plainFormat(tile) !== canvas.format ||
    tile.width * columns !== canvas.width ||
    tile.height * rows !== canvas.height
  ) {
    throw new DamagedMediaError('The tiles of the HEIF picture do not fit together.');
  }
  const { sampleBytes, subX, subY, planes } = readLayout(tile);
  if ((tile.width % subX !== 0 && columns > 1) || (tile.height % subY !== 0 && rows > 1)) {
    throw new UnsupportedMediaError('HEIF pictures with tiles of odd size cannot be read.');
  }
  for (let i = 0; i < planes; i++) {
    const from = tile.data?.[i];
    const to = canvas.data?.[i];
    const fromStride = tile.linesize[i] ?? 0;
    const toStride = canvas.linesize[i] ?? 0;
    if (!from || !to) throw new DamagedMediaError('Nothing of the picture could be decoded.');
    const rowBytes = Math.ceil(tile.width / (i === 0 ? 1 : subX)) * sampleBytes;
    const height = Math.ceil(tile.height / (i === 0 ? 1 : subY));
    for (let y = 0; y < height; y++) {
      const at = (row * height + y) * toStride + column * rowBytes;
      to.set(from.subarray(y * fromStride, y * fromStride + rowBytes), at);
    }
  }
}

/** The frame's sample format without FFmpeg's old names that mean full range: the file's word on the range counts. */
function plainFormat(frame: Frame): Frame['format'] {
  const plain: Readonly<Record<number, AVPixelFormat>> = {
    [AV_PIX_FMT_YUVJ420P]: AV_PIX_FMT_YUV420P,
    [AV_PIX_FMT_YUVJ422P]: AV_PIX_FMT_YUV422P,
    [AV_PIX_FMT_YUVJ444P]: AV_PIX_FMT_YUV444P,
  };
  return plain[frame.format] ?? frame.format;
}

interface SampleLayout {
  readonly sampleBytes: 1 | 2;
  readonly subX: 1 | 2;
  readonly subY: 1 | 2;
  readonly planes: 1 | 3;
  /** One chroma sample of no colour. */
  readonly neutralChroma: Uint8Array;
}

function readLayout(frame: Frame): SampleLayout {
  const name = avGetPixFmtName(frame.format as never) ?? '';
  const match = /^(?:yuvj?(420|422|444)p|gray)(?:(\d+)le)?$/.exec(name);
  if (!match) throw new UnsupportedMediaError(`HEIF pictures with "${name}" samples cannot be read.`);
  const [, layout, bits] = match;
  const neutral = 2 ** (Number(bits ?? 8) - 1);
  return {
    sampleBytes: bits ? 2 : 1,
    subX: layout === '420' || layout === '422' ? 2 : 1,
    subY: layout === '420' ? 2 : 1,
    planes: layout ? 3 : 1,
    neutralChroma: bits ? Uint8Array.of(neutral & 0xff, neutral >> 8) : Uint8Array.of(neutral),
  };
}

function cropPixels(pixels: StoredPixels, crop: HeifPicture['crop']): StoredPixels {
  const { width, height, channels } = pixels;
  if (crop.width === width && crop.height === height) return pixels;
  const data = new Uint8Array(crop.width * crop.height * channels);
  for (let y = 0; y < crop.height; y++) {
    const from = ((crop.y + y) * width + crop.x) * channels;
    data.set(pixels.data.subarray(from, from + crop.width * channels), y * crop.width * channels);
  }
  return { data, width: crop.width, height: crop.height, channels };
}
