import { RawFrame, viewPixels, type FramePixels } from '@passerby/engine';

/** A decoded picture in memory: upright sRGB, 8 bits, interleaved R, G, B and with 4 channels straight alpha; rows follow each other without gaps. */
export interface PhotoPixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/** Gives a frame over `photo`, which it takes: hiding draws into `photo.data` itself. `seconds` is when it is shown, from the first frame. */
export function toPhotoFrame(photo: PhotoPixels, index: number = 0, seconds: number = 0): RawFrame<PhotoPixels> {
  const { data, width, height, channels } = photo;
  const pixels: FramePixels = {
    width,
    height,
    format: { layout: channels === 4 ? 'rgba' : 'rgb', bitDepth: 8, range: 'full', matrix: 'bt709' },
    planes: [{ data, stride: width * channels, width, height }],
  };
  // The memory belongs to the JavaScript heap: there is nothing to free by hand.
  const memory = { native: photo, pixels, writable: () => pixels, view: viewPixels(pixels), free: () => {} };
  return new RawFrame<PhotoPixels>(memory, index, seconds);
}

/**
 * Wipes the colours of pixels that are fully transparent, in place: nobody sees them, some editors leave a picture there,
 * and formats that keep them would carry it along.
 */
export function clearTransparentPixels({ data, channels }: PhotoPixels): void {
  if (channels !== 4) return;
  for (let alpha = 3; alpha < data.length; alpha += 4) {
    if (data[alpha] === 0) data.fill(0, alpha - 3, alpha);
  }
}
