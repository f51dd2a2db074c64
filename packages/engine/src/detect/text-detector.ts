import { InferenceError, OptionsError } from '../errors.ts';
import type { PictureView } from '../frame/picture-view.ts';
import type { Detection } from './detection.ts';
import { detect, type DetectOptions, type Detector } from './detector.ts';
import { groupText, growTextGroup, toTextGroup, type TextGroup } from './group-text.ts';
import { memoryOf, type InferenceSession } from './inference-session.ts';
import { checkScore, readOutput } from './read-output.ts';
import { runLooks, type Outputs } from './run-looks.ts';
import {
  chooseScale,
  fillTensor,
  planAreaLooks,
  planLooks,
  toPicture,
  type InputNorm,
  type Look,
} from './scan-picture.ts';
import { readTextMap, type Point, type TextQuad } from './text-map.ts';
import { turnPicture, type TurnedPicture } from './turn-picture.ts';
import { uniteDuplicates } from './unite-duplicates.ts';

/** One look at the whole picture. */
export interface TextRun {
  /** Longest side to which the picture is scaled, in pixels (tiles above 1.3 MP). 32 to 8192; larger finds smaller text. */
  readonly longestSide: number;
  /** How far the picture is turned for this look, clockwise, in degrees; plates on leaning motorcycles need it. -180 to 180, default 0. */
  readonly turnedDegrees?: number;
}

/** How a text detector looks. */
export interface TextDetectorOptions {
  /** `all`: whatever looks like writing. `plates`: what can be a plate by its shape and size. Default `all`. */
  readonly text?: 'all' | 'plates';
  /** At least one. Default: {@link photoTextOptions}. */
  readonly runs?: readonly TextRun[];
  /** `region`: lines joined and grown to what is to be hidden. `line`: each line as it was found, for checks of what is left. Default `region`. */
  readonly boxes?: 'region' | 'line';
  /** Most groups of text in one picture; more is an error, never a cut list. At least 1, default 5000. */
  readonly maxDetections?: number;
}

/** Settings for photos. Chosen on photos of plates of three countries: bench/README.md. */
export const photoTextOptions: TextDetectorOptions = {
  runs: [
    { longestSide: 640 },
    { longestSide: 960 },
    { longestSide: 1920 },
    { longestSide: 960, turnedDegrees: -20 },
    { longestSide: 960, turnedDegrees: 20 },
  ],
};

/** Settings for the frames of videos. */
export const videoTextOptions: TextDetectorOptions = { runs: [{ longestSide: 640 }, { longestSide: 1280 }] };

/** Settings for live cameras: one run. */
export const liveTextOptions: TextDetectorOptions = { runs: [{ longestSide: 960 }] };

/**
 * Settings for checks of an output beside its original: another size than those that hid it. What is found is to be confirmed with `confirmText`.
 */
export const checkTextOptions: TextDetectorOptions = { runs: [{ longestSide: 960 }], boxes: 'line' };

/** Settings for checks of an output without its original: the size at which fills did not make the network read windows as text. */
export const checkTextAloneOptions: TextDetectorOptions = { runs: [{ longestSide: 640 }], boxes: 'line' };

/** As the network was trained (ImageNet's figures, times 255). Colour order makes no difference. */
const norm: InputNorm = {
  channels: [0, 1, 2],
  mean: [123.675, 116.28, 103.53],
  deviation: [58.395, 57.12, 57.375],
};
const outputName = 'sigmoid_0.tmp_0';
/** Tallest line, in pixels of the network's input, from all scales but the coarsest, which sees large text better: there, larger ones are walls, car fronts and wheels. */
const tallestInFineRun = 112;
/** Tiles above 1.3 MP: the network takes about 250 MB a megapixel. */
const limits = { maxInputPixels: 1_300_000, overlapPixels: 128 };

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

/** One run of the network: a part of the picture, upright or turned. */
interface TextLook {
  readonly picture: TurnedPicture;
  readonly look: Look;
  /** Tallest line that counts, in pixels of the picture. */
  readonly tallest: number;
  /** Where the lines of its scale are collected. */
  readonly lines: TextQuad[];
}

async function detectText(
  session: InferenceSession,
  picture: PictureView,
  { text, runs, boxes, maxDetections }: Required<TextDetectorOptions>,
  { signal, areas }: DetectOptions = {},
): Promise<readonly Detection[]> {
  const scales = scaleRuns(picture, runs);
  const coarsest = Math.min(...scales.map(({ scale }) => scale));
  const found: TextQuad[][] = scales.map(() => []);
  function* looks(): Generator<TextLook> {
    for (const [i, { scale, turnedDegrees }] of scales.entries()) {
      const tallest = scale === coarsest ? Infinity : tallestInFineRun / scale;
      const turned = turnPicture(picture, turnedDegrees);
      // Areas are those of the upright picture.
      const isWhole = !areas || turnedDegrees !== 0;
      const planned = isWhole ? planLooks(turned, scale, limits) : planAreaLooks(turned, scale, areas, limits);
      for (const look of planned) yield { picture: turned, look, tallest, lines: found[i]! };
    }
  }
  await runLooks(session, looks(), {
    prepare: ({ picture: turned, look }) => {
      const rgb = turned.sample(look.crop, look.width, look.height);
      return fillTensor(rgb, look, norm, memoryOf(session));
    },
    read: (outputs, look) => look.lines.push(...readLines(outputs, session.model, look)),
    signal,
  });
  // Grouped per run: a line that a tile's seam cut is near its other half.
  const groups = found.flatMap((quads) => (boxes === 'line' ? quads.map(toTextGroup) : groupText(quads)));
  const kept = text === 'plates' ? groups.filter(canBePlate) : groups;
  const detections = kept.map((group) => (boxes === 'line' ? toDetection(group) : growTextGroup(group)));
  const united = uniteDuplicates(detections, 0);
  if (united.length > maxDetections) {
    throw new InferenceError(
      `Expected at most ${maxDetections} texts in one picture from model "${session.model}", received ${united.length}.`,
    );
  }
  return united;
}

/** Scales and turns to look at: small pictures make runs coincide, and one of them is enough. */
function scaleRuns(picture: PictureView, runs: readonly TextRun[]): { scale: number; turnedDegrees: number }[] {
  const scaled = runs.map(({ longestSide, turnedDegrees = 0 }) => ({
    scale: chooseScale(picture, longestSide),
    turnedDegrees,
  }));
  return scaled.filter(
    (run, i) =>
      scaled.findIndex((other) => other.scale === run.scale && other.turnedDegrees === run.turnedDegrees) === i,
  );
}

function readLines(outputs: Outputs, model: string, { picture, look, tallest }: TextLook): TextQuad[] {
  const { inputWidth, inputHeight } = look;
  const map = readOutput(outputs, model, outputName, [1, 1, inputHeight, inputWidth]);
  const place = ({ x, y }: Point): Point => picture.toUpright(toPicture({ x, y, width: 0, height: 0 }, look));
  return readTextMap(map, inputWidth, inputHeight)
    .map(({ corners: [a, b, c, d], textHeight, score }): TextQuad => ({
      corners: [place(a), place(b), place(c), place(d)],
      textHeight: (textHeight * look.crop.width) / look.width,
      score: checkScore(score, model),
    }))
    .filter(({ textHeight }) => textHeight <= tallest);
}

function toDetection({ box, score }: TextGroup): Detection {
  return { kind: 'text', box, score };
}

/** Plates of all countries are between square (two lines) and nine times as wide as tall; a tilt makes the hull taller. */
function canBePlate({ box }: TextGroup): boolean {
  const ratio = box.width / box.height;
  return ratio >= 0.5 && ratio <= 12;
}

function resolveOptions(options: TextDetectorOptions): Required<TextDetectorOptions> {
  const { text = 'all', runs = [], boxes = 'region', maxDetections = 5000 } = options;
  if (text !== 'all' && text !== 'plates') {
    throw new OptionsError(`Expected "all" or "plates" for text, received "${String(text)}".`);
  }
  if (runs.length === 0) throw new OptionsError('Expected at least one run in runs, received none.');
  for (const [i, { longestSide, turnedDegrees = 0 }] of runs.entries()) {
    if (!(longestSide >= 32 && longestSide <= 8192)) {
      throw new OptionsError(`Expected 32 to 8192 for runs[${i}].longestSide, received ${longestSide}.`);
    }
    if (!(Math.abs(turnedDegrees) <= 180)) {
      throw new OptionsError(`Expected -180 to 180 for runs[${i}].turnedDegrees, received ${turnedDegrees}.`);
    }
  }
  if (!(maxDetections >= 1)) {
    throw new OptionsError(`Expected 1 or more for maxDetections, received ${maxDetections}.`);
  }
  return { text, runs, boxes, maxDetections };
}
