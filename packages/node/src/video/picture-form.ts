import { UnsupportedMediaError, type PixelFormat } from '@passerby/engine';
import { avGetPixFmtName, type Frame, type Stream } from 'node-av';
import {
  AV_FRAME_DATA_DISPLAYMATRIX,
  AV_FRAME_FLAG_INTERLACED,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ420P,
  AV_PKT_DATA_DOVI_CONF,
  AVCHROMA_LOC_UNSPECIFIED,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT2020_CL,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_BT709,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_BT709,
  AVCOL_TRC_SMPTE2084,
  type AVPixelFormat,
} from 'node-av/constants';
import { uprightFilters } from './upright-filters.ts';
import type { ColorTags, Ratio } from './video-facts.ts';

/** What all pictures of one video are brought to: yuv420p, 8 bits, and what follows from its first picture. */
export interface PictureForm {
  /** Pixels, even, upright. */
  readonly width: number;
  readonly height: number;
  readonly color: ColorTags;
  readonly sampleAspectRatio: Ratio;
  /** FFmpeg filters that turn the picture upright. */
  readonly turn: readonly string[];
  /** What was changed, one sentence each. */
  readonly notes: readonly string[];
}

/** The form for a video that starts with this picture. */
export function choosePictureForm(first: Frame, stream: Stream): PictureForm {
  const turn = uprightFilters(first.getSideData(AV_FRAME_DATA_DISPLAYMATRIX));
  const isLying = turn.some((filter) => filter.startsWith('transpose'));
  const [width, height] = isLying ? [first.height, first.width] : [first.width, first.height];
  const aspect = sampleAspectRatioOf(first, stream);
  const notes: string[] = [];
  if (turn.length > 0) notes.push('The rotation that the file asks for was applied.');
  if (width % 2 || height % 2) {
    notes.push(`Odd size ${width}x${height}: the last ${oddSides(width, height)} repeated.`);
  }
  if (isHdr(first)) notes.push('HDR: tone-mapped to standard dynamic range.');
  refuseBareDolbyVision(stream);
  return {
    width: width + (width % 2),
    height: height + (height % 2),
    color: colorTagsOf(first),
    sampleAspectRatio: isLying ? { num: aspect.den, den: aspect.num } : aspect,
    turn,
    notes,
  };
}

/** How the engine reads samples with these tags. Where the matrix is not tagged players go by the size, and so do we. */
export function pixelFormatOf(form: PictureForm): PixelFormat {
  const { matrix, range } = form.color;
  const isBt2020 = matrix === AVCOL_SPC_BT2020_NCL || matrix === AVCOL_SPC_BT2020_CL;
  const isBt709 =
    matrix === AVCOL_SPC_BT709 || (matrix === AVCOL_SPC_UNSPECIFIED && Math.min(form.width, form.height) >= 720);
  return {
    layout: 'yuv420',
    bitDepth: 8,
    range: range === AVCOL_RANGE_JPEG ? 'full' : 'limited',
    matrix: isBt2020 ? 'bt2020' : isBt709 ? 'bt709' : 'bt601',
  };
}

/** The filters that bring a picture like this one to the form; none where it has it already. */
export function filtersFor(frame: Frame, form: PictureForm, hasFields: boolean): readonly string[] {
  const { width, height } = uprightSize(frame, form);
  const hasForm =
    isPlain(frame.format as AVPixelFormat) && !isHdr(frame) && width === form.width && height === form.height;
  if (hasForm && form.turn.length === 0 && !hasFields) return [];
  const filters: string[] = [];
  if (hasFields) filters.push('bwdif=mode=send_frame:deint=interlaced');
  if (isHdr(frame)) filters.push('tonemapx=tonemap=mobius:desat=2:t=bt709:m=bt709:p=bt709:r=tv:format=yuv420p');
  const name = pixelFormatName(frame);
  if (hasAlpha(name)) filters.push(`format=${isRgb(name) ? 'gbrap' : 'yuva444p'}`, 'premultiply=inplace=1');
  if (isRgb(name)) filters.push('scale=out_color_matrix=bt709:out_range=limited', 'format=yuv444p');
  filters.push(...form.turn);
  if (width !== form.width || height !== form.height) {
    if (width + (width % 2) === form.width && height + (height % 2) === form.height) {
      filters.push('format=yuv444p|yuvj444p', `pad=${form.width}:${form.height}`);
      filters.push(`fillborders=right=${form.width - width}:bottom=${form.height - height}:mode=smear`);
    } else {
      filters.push(`scale=${form.width}:${form.height}`);
    }
  }
  filters.push('format=yuv420p|yuvj420p');
  return filters;
}

/** Whether fields of two moments are woven into the picture. */
export function isInterlaced(frame: Frame): boolean {
  return (frame.flags & AV_FRAME_FLAG_INTERLACED) !== 0;
}

function isPlain(format: AVPixelFormat): boolean {
  return format === AV_PIX_FMT_YUV420P || format === AV_PIX_FMT_YUVJ420P;
}

function isHdr(frame: Frame): boolean {
  return frame.colorTrc === AVCOL_TRC_SMPTE2084 || frame.colorTrc === AVCOL_TRC_ARIB_STD_B67;
}

function uprightSize(frame: Frame, form: PictureForm): { width: number; height: number } {
  const isLying = form.turn.some((filter) => filter.startsWith('transpose'));
  return isLying ? { width: frame.height, height: frame.width } : { width: frame.width, height: frame.height };
}

function pixelFormatName(frame: Frame): string {
  return avGetPixFmtName(frame.format as AVPixelFormat) ?? 'unknown';
}

function isRgb(name: string): boolean {
  return /^(0?rgb|0?bgr|argb|abgr|x2rgb|x2bgr|gbr|pal8|bayer)/.test(name);
}

/** Transparent pixels may hold what was never shown: such pictures are put on black. */
function hasAlpha(name: string): boolean {
  return /^(rgba|bgra|argb|abgr|gbrap|yuva|ya8|ya16|ayuv|vuya|pal8)/.test(name);
}

function colorTagsOf(frame: Frame): ColorTags {
  if (isHdr(frame) || isRgb(pixelFormatName(frame))) {
    return {
      range: AVCOL_RANGE_MPEG,
      primaries: AVCOL_PRI_BT709,
      transfer: AVCOL_TRC_BT709,
      matrix: AVCOL_SPC_BT709,
      chromaLocation: AVCHROMA_LOC_UNSPECIFIED,
    };
  }
  const isFull = frame.colorRange === AVCOL_RANGE_JPEG || pixelFormatName(frame).startsWith('yuvj');
  return {
    range: isFull ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG,
    primaries: frame.colorPrimaries,
    transfer: frame.colorTrc,
    matrix: frame.colorSpace,
    chromaLocation: frame.chromaLocation,
  };
}

/** The container's word counts more than the codec's; 1:1 where neither says anything. */
function sampleAspectRatioOf(frame: Frame, stream: Stream): Ratio {
  for (const { num, den } of [stream.sampleAspectRatio, frame.sampleAspectRatio]) {
    if (num > 0 && den > 0) return { num, den };
  }
  return { num: 1, den: 1 };
}

function oddSides(width: number, height: number): string {
  if (width % 2 && height % 2) return 'row and column were';
  return width % 2 ? 'column was' : 'row was';
}

/** Profile 5 of Dolby Vision has colours of its own that only its decoder reads; shown as they are they turn purple and green. */
function refuseBareDolbyVision(stream: Stream): void {
  const profile = stream.codecpar.getCodedSideData(AV_PKT_DATA_DOVI_CONF)?.[2];
  if (profile !== 5) return;
  throw new UnsupportedMediaError(
    'Dolby Vision profile 5 is not supported: only its own decoder can read its colours.',
  );
}
