import type { Mp4Pictures, PixelFormat } from '@passerby/engine';

/** What all pictures of one video are brought to: 8-bit planar 4:2:0, upright, of even size. */
export interface PictureForm extends Mp4Pictures {
  /** Pixels of the decoded pictures as they lie in the file. */
  readonly codedWidth: number;
  readonly codedHeight: number;
  /** Clockwise turn that brings them upright, then whether they are mirrored. */
  readonly rotation: 0 | 90 | 180 | 270;
  readonly isFlipped: boolean;
  /** How the engine reads the samples. */
  readonly format: PixelFormat;
  /** Whether the decoder gives planes of 4:2:0 that can be copied. */
  readonly isPlanar420: boolean;
  /** For the encoder. */
  readonly colorSpace: VideoColorSpaceInit;
}

/** What is known of the pictures of a file. */
export interface CodedPictures {
  readonly codedWidth: number;
  readonly codedHeight: number;
  readonly rotation: 0 | 90 | 180 | 270;
  readonly isFlipped: boolean;
  /** Width of one pixel by its height, as they lie in the file. */
  readonly pixelAspect: { readonly num: number; readonly den: number };
  /** Whether the planes can be copied as they are; else they are drawn, as BT.709. */
  readonly isPlanar420: boolean;
  readonly colorSpace: VideoColorSpaceInit;
}

const bt709: VideoColorSpaceInit = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false };

/** The form for pictures like these. */
export function choosePictureForm(coded: CodedPictures): PictureForm {
  const { codedWidth, codedHeight, rotation, isFlipped, pixelAspect } = coded;
  const isLying = rotation === 90 || rotation === 270;
  const [width, height] = isLying ? [codedHeight, codedWidth] : [codedWidth, codedHeight];
  const colorSpace = coded.isPlanar420 ? coded.colorSpace : bt709;
  return {
    codedWidth,
    codedHeight,
    rotation,
    isFlipped,
    width: width + (width % 2),
    height: height + (height % 2),
    pixelAspect: isLying ? { num: pixelAspect.den, den: pixelAspect.num } : pixelAspect,
    isPlanar420: coded.isPlanar420,
    colorSpace,
    color: colorCodes(colorSpace),
    format: {
      layout: 'yuv420',
      bitDepth: 8,
      range: colorSpace.fullRange ? 'full' : 'limited',
      matrix: chooseMatrix(colorSpace.matrix ?? undefined, Math.min(width, height)),
    },
  };
}

/** Where the matrix is not said, players go by the size, and so do we. */
function chooseMatrix(matrix: string | undefined, shorterSide: number): PixelFormat['matrix'] {
  if (matrix === 'bt2020-ncl') return 'bt2020';
  if (matrix === 'bt709' || (matrix === undefined && shorterSide >= 720)) return 'bt709';
  return 'bt601';
}

/** Codes of ITU-T H.273 for the names that WebCodecs has for them. */
const codes: Readonly<Record<'primaries' | 'transfer' | 'matrix', Readonly<Record<string, number>>>> = {
  primaries: { bt709: 1, bt470bg: 5, smpte170m: 6, bt2020: 9, smpte432: 12 },
  transfer: { bt709: 1, smpte170m: 6, linear: 8, 'iec61966-2-1': 13, pq: 16, hlg: 18 },
  matrix: { rgb: 0, bt709: 1, bt470bg: 5, smpte170m: 6, 'bt2020-ncl': 9 },
};
const unspecified = 2;

function colorCodes({ primaries, transfer, matrix, fullRange }: VideoColorSpaceInit): Mp4Pictures['color'] {
  if (!primaries && !transfer && !matrix) return undefined;
  return {
    primaries: codes.primaries[primaries ?? ''] ?? unspecified,
    transfer: codes.transfer[transfer ?? ''] ?? unspecified,
    matrix: codes.matrix[matrix ?? ''] ?? unspecified,
    isFullRange: fullRange ?? false,
  };
}
