import { InferenceError, OptionsError } from '../errors.ts';
import type { PictureView } from '../frame/picture-view.ts';
import type { Detection } from './detection.ts';
import { detect, type DetectOptions, type Detector } from './detector.ts';
import { groupText, growTextGroup, type TextGroup } from './group-text.ts';
import type { InferenceSession } from './inference-session.ts';
import { checkScore, readOutput } from './read-output.ts';
import { chooseScale, fillTensor, planLooks, toPicture, type InputNorm, type Look } from './scan-picture.ts';
import { readTextMap, type Point, type TextQuad } from './text-map.ts';
import { uniteDuplicates } from './unite-duplicates.ts';

/** How a text detector looks. */
export interface TextDetectorOptions {
  /** `all`: whatever looks like writing. `plates`: what can be a plate by its shape and size. Default `all`. */
  readonly text?: 'all' | 'plates';
  /** Longest sides, in pixels, to which the whole picture is scaled, one run each (tiles above 2 MP). 32 to 8192, at least one. */
  readonly inputSizes?: readonly number[];
  /** Most groups of text in one picture; more is an error, never a cut list. At least 1, default 5000. */
  readonly maxDetections?: number;
}

/** Settings for photos. Tuned on real photos, see bench/README.md. */
export const photoTextOptions: TextDetectorOptions = { inputSizes: [640, 1280, 1920] };

/** Settings for the frames of videos. */
export const videoTextOptions: TextDetectorOptions = { inputSizes: [640, 1280] };

/** As the network was trained (ImageNet's figures, times 255). Colour order makes no difference. */
const norm: InputNorm = {
  channels: [0, 1, 2],
  mean: [123.675, 116.28, 103.53],
  deviation: [58.395, 57.12, 57.375],
};
const outputName = 'sigmoid_0.tmp_0';
const limits = { maxInputPixels: 2_250_000, overlapPixels: 128 };

/**
 * Finds text: several input sizes of the whole picture, neighbouring lines joined and grown, all of them united. Text is found, never read.
 * @throws OptionsError where an option is out of range.
 */
export function createTextDetector(session: InferenceSession, options: TextDetectorOptions = {}): Detector {
  const resolved = resolveOptions({ ...photoTextOptions, ...options });
  return {
    kind: 'text',
    model: session.model,
    [detect]: (picture, detectOptions) => detectText(session, picture, resolved, detectOptions),
  };
}

async function detectText(
  session: InferenceSession,
  picture: PictureView,
  { text, inputSizes, maxDetections }: Required<TextDetectorOptions>,
  { signal }: DetectOptions = {},
): Promise<readonly Detection[]> {
  const groups: TextGroup[] = [];
  for (const scale of new Set(inputSizes.map((size) => chooseScale(picture, size)))) {
    const quads: TextQuad[] = [];
    for (const look of planLooks(picture, scale, limits)) {
      signal?.throwIfAborted();
      quads.push(...(await lookForText(session, picture, look, signal)));
    }
    // Grouped per scale: a line that a tile's seam cut is near its other half.
    groups.push(...groupText(quads));
  }
  const kept = text === 'plates' ? groups.filter(canBePlate) : groups;
  const united = uniteDuplicates(kept.map(growTextGroup), 0);
  if (united.length > maxDetections) {
    throw new InferenceError(
      `Expected at most ${maxDetections} texts in one picture from model "${session.model}", received ${united.length}.`,
    );
  }
  return united;
}

async function lookForText(
  session: InferenceSession,
  picture: PictureView,
  look: Look,
  signal: DetectOptions['signal'],
): Promise<TextQuad[]> {
  const { inputWidth, inputHeight } = look;
  const rgb = picture.sample(look.crop, look.width, look.height);
  const outputs = await session.run(fillTensor(rgb, look, norm), { signal });
  const map = readOutput(outputs, session.model, outputName, [1, 1, inputHeight, inputWidth]);
  const scale = look.crop.width / look.width;
  return readTextMap(map, inputWidth, inputHeight).map(({ corners, textHeight, score }) => {
    const [a, b, c, d] = corners;
    return {
      corners: [place(a, look), place(b, look), place(c, look), place(d, look)],
      textHeight: textHeight * scale,
      score: checkScore(score, session.model),
    };
  });
}

function place({ x, y }: Point, look: Look): Point {
  return toPicture({ x, y, width: 0, height: 0 }, look);
}

/** Plates of all countries are between square (two lines) and nine times as wide as tall; a tilt makes the hull taller. */
function canBePlate({ box }: TextGroup): boolean {
  const ratio = box.width / box.height;
  return ratio >= 0.5 && ratio <= 12;
}

function resolveOptions(options: TextDetectorOptions): Required<TextDetectorOptions> {
  const { text = 'all', inputSizes = [], maxDetections = 5000 } = options;
  if (text !== 'all' && text !== 'plates') {
    throw new OptionsError(`Expected "all" or "plates" for text, received "${String(text)}".`);
  }
  if (inputSizes.length === 0 || !inputSizes.every((size) => size >= 32 && size <= 8192)) {
    throw new OptionsError(`Expected sizes of 32 to 8192 for inputSizes, received [${inputSizes.join(', ')}].`);
  }
  if (!(maxDetections >= 1)) {
    throw new OptionsError(`Expected 1 or more for maxDetections, received ${maxDetections}.`);
  }
  return { text, inputSizes, maxDetections };
}
