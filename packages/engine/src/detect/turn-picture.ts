import type { Box } from '../frame/box.ts';
import type { PictureView } from '../frame/picture-view.ts';
import type { Point } from './text-map.ts';

/** A view of a picture turned about its middle, and the way back. */
export interface TurnedPicture extends PictureView {
  /** Where a point of the turned picture lies in the upright one. */
  toUpright(point: Point): Point;
}

/** What shows beyond the picture's borders. */
const outside = 128;

/** Turns a view clockwise by some degrees; the turned picture is as large as it needs to be, gray beyond the borders. */
export function turnPicture(picture: PictureView, degrees: number): TurnedPicture {
  if (degrees === 0) return keepUpright(picture);
  const angle = (degrees * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const width = Math.ceil(picture.width * Math.abs(cos) + picture.height * Math.abs(sin));
  const height = Math.ceil(picture.width * Math.abs(sin) + picture.height * Math.abs(cos));
  const toUpright = ({ x, y }: Point): Point => {
    const dx = x - width / 2;
    const dy = y - height / 2;
    return { x: picture.width / 2 + dx * cos + dy * sin, y: picture.height / 2 - dx * sin + dy * cos };
  };
  return {
    width,
    height,
    toUpright,
    sample(crop, sampleWidth, sampleHeight) {
      const result = new Uint8Array(3 * sampleWidth * sampleHeight).fill(outside);
      const part = uprightPart(picture, crop, toUpright);
      if (!part) return result;
      const stepX = crop.width / sampleWidth;
      const stepY = crop.height / sampleHeight;
      const partWidth = Math.max(1, Math.round(part.width / stepX));
      const partHeight = Math.max(1, Math.round(part.height / stepY));
      const pixels = picture.sample(part, partWidth, partHeight);
      const scaleX = partWidth / part.width;
      const scaleY = partHeight / part.height;
      for (let y = 0; y < sampleHeight; y++) {
        // Along a row, the place in the part moves by the same step from pixel to pixel.
        const first = toUpright({ x: crop.x + 0.5 * stepX, y: crop.y + (y + 0.5) * stepY });
        let fromX = (first.x - part.x) * scaleX - 0.5;
        let fromY = (first.y - part.y) * scaleY - 0.5;
        for (let at = y * sampleWidth; at < (y + 1) * sampleWidth; at++) {
          if (fromX >= -0.5 && fromY >= -0.5 && fromX <= partWidth - 0.5 && fromY <= partHeight - 0.5) {
            blendPixel(pixels, partWidth, partHeight, fromX, fromY, result, at);
          }
          fromX += cos * stepX * scaleX;
          fromY -= sin * stepX * scaleY;
        }
      }
      return result;
    },
  };
}

function keepUpright(picture: PictureView): TurnedPicture {
  return {
    width: picture.width,
    height: picture.height,
    sample: (crop, width, height) => picture.sample(crop, width, height),
    toUpright: (point) => point,
  };
}

/** The upright part of the picture that a turned crop shows, in whole pixels; `undefined` where it shows none. */
function uprightPart(picture: PictureView, crop: Box, toUpright: TurnedPicture['toUpright']): Box | undefined {
  const corners = [0, 1, 2, 3].map((i) =>
    toUpright({ x: crop.x + (i % 2) * crop.width, y: crop.y + Math.floor(i / 2) * crop.height }),
  );
  const left = Math.max(0, Math.floor(Math.min(...corners.map(({ x }) => x))));
  const top = Math.max(0, Math.floor(Math.min(...corners.map(({ y }) => y))));
  const right = Math.min(picture.width, Math.ceil(Math.max(...corners.map(({ x }) => x))));
  const bottom = Math.min(picture.height, Math.ceil(Math.max(...corners.map(({ y }) => y))));
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : undefined;
}

/** Writes the linear blend of the four pixels around a place into all three planes of `result`. */
function blendPixel(
  pixels: Uint8Array,
  width: number,
  height: number,
  x: number,
  y: number,
  result: Uint8Array,
  at: number,
): void {
  const left = Math.max(0, Math.floor(x));
  const top = Math.max(0, Math.floor(y));
  const right = Math.min(width - 1, left + 1);
  const bottom = Math.min(height - 1, top + 1);
  const shareX = Math.max(0, x - left);
  const shareY = Math.max(0, y - top);
  const planeSize = width * height;
  const resultSize = result.length / 3;
  for (let plane = 0; plane < 3; plane++) {
    const from = plane * planeSize;
    const upper = pixels[from + top * width + left]! * (1 - shareX) + pixels[from + top * width + right]! * shareX;
    const lower =
      pixels[from + bottom * width + left]! * (1 - shareX) + pixels[from + bottom * width + right]! * shareX;
    result[plane * resultSize + at] = Math.round(upper * (1 - shareY) + lower * shareY);
  }
}
