import type { Box, FramePixels, HiddenFrame, RawFrame } from '@passerby/engine';
import type { FrameRequest, ShownFrame } from '../job/studio-job.ts';

/** How a picture is cut and scaled. */
type Framing = Pick<FrameRequest, 'crop' | 'maxWidth' | 'maxHeight'>;

/** A hidden frame as a picture for the page. Borrows it. */
export function showHidden(frame: HiddenFrame, framing: Framing): Promise<ShownFrame> {
  return show(frame.pixels, frame.seconds, framing);
}

/** A clear frame as a picture: for comparing, in the reviewer's own page only. Borrows it. */
export function showClear(frame: RawFrame, framing: Framing): Promise<ShownFrame> {
  return show(frame.pixels, frame.seconds, framing);
}

async function show(pixels: FramePixels, seconds: number, framing: Framing): Promise<ShownFrame> {
  const { crop, width, height } = place(pixels, framing);
  const bitmap = await toBitmap(pixels);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new TypeError('Expected a canvas for a preview, received none.');
  context.imageSmoothingQuality = 'medium';
  context.drawImage(bitmap, crop.x, crop.y, crop.width, crop.height, 0, 0, width, height);
  bitmap.close();
  return { bitmap: canvas.transferToImageBitmap(), seconds };
}

/** The part that is shown, inside the picture, and its size in the page: at most as large as asked for, at least a pixel. */
function place(
  pixels: FramePixels,
  { crop: wanted, maxWidth = Infinity, maxHeight = Infinity }: Framing,
): { readonly crop: Box; readonly width: number; readonly height: number } {
  const whole = { x: 0, y: 0, width: pixels.width, height: pixels.height };
  const crop = wanted ? clamp(wanted, pixels) : whole;
  const scale = Math.min(1, maxWidth / crop.width, maxHeight / crop.height);
  return {
    crop,
    width: Math.max(1, Math.round(crop.width * scale)),
    height: Math.max(1, Math.round(crop.height * scale)),
  };
}

function clamp(box: Box, { width, height }: FramePixels): Box {
  const x = Math.min(Math.max(0, box.x), width - 1);
  const y = Math.min(Math.max(0, box.y), height - 1);
  return {
    x,
    y,
    width: Math.max(1, Math.min(box.x + box.width, width) - x),
    height: Math.max(1, Math.min(box.y + box.height, height) - y),
  };
}

async function toBitmap({ format, planes, width, height }: FramePixels): Promise<VideoFrame | ImageBitmap> {
  const [first] = planes;
  if (format.layout === 'rgba' && first?.data instanceof Uint8Array) {
    const { buffer, byteOffset, byteLength } = first.data as Uint8Array<ArrayBuffer>;
    return createImageBitmap(new ImageData(new Uint8ClampedArray(buffer, byteOffset, byteLength), width, height));
  }
  if (format.layout !== 'yuv420' || !first) throw new TypeError(`Expected pixels to show, received ${format.layout}.`);
  // The planes lie one after the other in one buffer.
  const all = new Uint8Array(first.data.buffer as ArrayBuffer, first.data.byteOffset, (width * height * 3) / 2);
  return new VideoFrame(all, {
    format: 'I420',
    codedWidth: width,
    codedHeight: height,
    timestamp: 0,
    colorSpace: { matrix: matrices[format.matrix], fullRange: format.range === 'full' } as VideoColorSpaceInit,
  });
}

/** In the names of WebCodecs. */
const matrices = { bt601: 'smpte170m', bt709: 'bt709', bt2020: 'bt2020-ncl' } as const;
