import type { Box } from '../frame/box.ts';
import { chromaSubsampling, samplesPerPixel, type FramePixels, type Plane } from '../frame/pixel-format.ts';
import { UnsupportedMediaError } from '../errors.ts';

/** One plane of a frame with what it takes to find a box in it. */
export interface PlaneLayer {
  readonly plane: Plane;
  /** Luma pixels per pixel of this plane. */
  readonly scaleX: 1 | 2;
  readonly scaleY: 1 | 2;
  /** Samples per pixel of this plane. */
  readonly samples: 1 | 3 | 4;
  /** Which of the layout's samples this plane starts with. */
  readonly firstSample: number;
}

/** A box in pixels of one plane: half open, whole numbers. */
export interface PlaneBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The frame's planes, checked: typed arrays ignore writes beyond their end, so a plane smaller than it says would leave pixels clear.
 * @throws UnsupportedMediaError where the planes do not hold the picture that they claim.
 */
export function layersOf({ width, height, format, planes }: FramePixels): readonly PlaneLayer[] {
  const samples = samplesPerPixel(format.layout);
  const isYuv = format.layout.startsWith('yuv');
  const chroma = chromaSubsampling(format.layout);
  const expectedPlanes = isYuv ? 3 : 1;
  if (planes.length !== expectedPlanes) {
    throw new UnsupportedMediaError(
      `Expected ${expectedPlanes} planes for a ${format.layout} frame, received ${planes.length}.`,
    );
  }
  const layers = planes.map((plane, index): PlaneLayer => {
    const isChroma = isYuv && index > 0;
    return { plane, scaleX: isChroma ? chroma.x : 1, scaleY: isChroma ? chroma.y : 1, samples, firstSample: index };
  });
  for (const layer of layers) checkLayer(layer, width, height, format.bitDepth);
  return layers;
}

/** The box in a plane's own pixels: every pixel that touches it. */
export function planeBox({ plane, scaleX, scaleY }: PlaneLayer, box: Box): PlaneBox {
  return {
    left: Math.max(0, Math.floor(box.x / scaleX)),
    top: Math.max(0, Math.floor(box.y / scaleY)),
    right: Math.min(plane.width, Math.ceil((box.x + box.width) / scaleX)),
    bottom: Math.min(plane.height, Math.ceil((box.y + box.height) / scaleY)),
  };
}

function checkLayer({ plane, scaleX, scaleY, samples }: PlaneLayer, width: number, height: number, bits: 8 | 10): void {
  const isSize = plane.width === Math.ceil(width / scaleX) && plane.height === Math.ceil(height / scaleY);
  const isType = bits === 8 ? plane.data instanceof Uint8Array : plane.data instanceof Uint16Array;
  const rowSamples = plane.width * samples;
  const isWhole = plane.stride >= rowSamples && plane.data.length >= plane.stride * (plane.height - 1) + rowSamples;
  if (!isSize || !isType || !isWhole) {
    throw new UnsupportedMediaError(
      `Expected a whole ${bits}-bit plane for a ${width} x ${height} frame, received ${plane.data.length} samples for ` +
        `${plane.width} x ${plane.height} in rows of ${plane.stride}.`,
    );
  }
}
