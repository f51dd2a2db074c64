import { InferenceError, OptionsError } from '../errors.ts';
import type { Box } from '../frame/box.ts';
import type { PictureView } from '../frame/picture-view.ts';
import type { Detection } from './detection.ts';
import { detect, type DetectOptions, type Detector } from './detector.ts';
import type { FaceModel, ScoredBox } from './face-model.ts';
import { memoryOf, type InferenceSession } from './inference-session.ts';
import { retinaface } from './retinaface.ts';
import { runLooks } from './run-looks.ts';
import {
  chooseScale,
  fillByteTensor,
  fillTensor,
  planAreaLooks,
  planLooks,
  toPicture,
  type Look,
} from './scan-picture.ts';
import { uniteDuplicates } from './unite-duplicates.ts';
import { yunet } from './yunet.ts';

/** One look at the whole picture. */
export interface FaceRun {
  /** Longest side to which the picture is scaled, in pixels (tiles above 1.3 MP). 32 to 8192; larger finds smaller faces. */
  readonly longestSide: number;
  /** Least score of a box, above 0 to 1. Lower hides more, also what is no face. */
  readonly scoreThreshold: number;
  /** Left out where it would enlarge the picture more often than this; 1 for a run that only shrinks. At least 1. Default: never left out, and small pictures are enlarged up to four times. */
  readonly mostEnlarged?: number;
}

/** How a face detector looks. */
export interface FaceDetectorOptions {
  /** At least one that is never left out. Default: {@link photoFaceOptions} of the model. */
  readonly runs?: readonly FaceRun[];
  /** Most faces in one picture; more is an error, never a cut list. At least 1, default 5000. */
  readonly maxDetections?: number;
}

/** The face networks that the engine can read. */
export type FaceModelName = 'yunet' | 'retinaface';

const models: Readonly<Record<FaceModelName, FaceModel>> = { yunet, retinaface };

/** Settings for photos: everybody, whatever it takes. Chosen on real photos with masks, crowds and caps: bench/README.md. */
export const photoFaceOptions: Readonly<Record<FaceModelName, FaceDetectorOptions>> = {
  yunet: {
    runs: [
      { longestSide: 320, scoreThreshold: 0.4 },
      { longestSide: 640, scoreThreshold: 0.3 },
      { longestSide: 960, scoreThreshold: 0.25 },
      { longestSide: 1600, scoreThreshold: 0.25 },
      { longestSide: 3200, scoreThreshold: 0.3, mostEnlarged: 1 },
    ],
  },
  retinaface: {
    runs: [
      { longestSide: 320, scoreThreshold: 0.35 },
      { longestSide: 480, scoreThreshold: 0.15 },
      { longestSide: 640, scoreThreshold: 0.1 },
      { longestSide: 960, scoreThreshold: 0.12 },
      { longestSide: 1280, scoreThreshold: 0.1 },
      { longestSide: 1920, scoreThreshold: 0.1 },
      { longestSide: 3200, scoreThreshold: 0.15, mostEnlarged: 1 },
    ],
  },
};

/**
 * Settings for the frames of videos, where the frames around help. Smaller sizes are quicker and lose people in the distance.
 */
export const videoFaceOptions: Readonly<Record<FaceModelName, FaceDetectorOptions>> = {
  yunet: {
    runs: [
      { longestSide: 640, scoreThreshold: 0.25 },
      { longestSide: 1120, scoreThreshold: 0.3 },
    ],
  },
  retinaface: {
    runs: [
      { longestSide: 480, scoreThreshold: 0.1 },
      { longestSide: 1280, scoreThreshold: 0.1 },
    ],
  },
};

/**
 * Settings for live cameras. What is found late has left already: so a finer run than for videos, and lower thresholds. Small pictures are not
 * enlarged, as looks come several times a second.
 */
export const liveFaceOptions: Readonly<Record<FaceModelName, FaceDetectorOptions>> = {
  yunet: {
    runs: [
      { longestSide: 640, scoreThreshold: 0.15 },
      { longestSide: 1440, scoreThreshold: 0.2, mostEnlarged: 1.5 },
    ],
  },
  retinaface: {
    runs: [
      { longestSide: 640, scoreThreshold: 0.1 },
      { longestSide: 1280, scoreThreshold: 0.1, mostEnlarged: 1.5 },
    ],
  },
};

/** Settings for checking what was hidden, where the same model hid it: another size, so that it does not repeat its own miss. */
export const checkFaceOptions: Readonly<Record<FaceModelName, FaceDetectorOptions>> = {
  yunet: { runs: [{ longestSide: 1120, scoreThreshold: 0.4 }] },
  retinaface: { runs: [{ longestSide: 800, scoreThreshold: 0.4 }] },
};

/** Largest side, at the network's input, of boxes from all runs but the coarsest, which sees large faces better. */
const largestInFineRun = 160;
/** Largest side, at the network's input, of boxes below {@link strongScore}: larger weak ones are walls, cloth and car fronts. */
const largestWeak = 96;
const strongScore = 0.6;
/** Regions grow by this share of a face box on each side and more, with either preset: what lies this far beyond a box is hidden with it. */
const slackRatio = 0.2;
const limits = { maxInputPixels: 1_300_000, overlapPixels: largestInFineRun + 32 };

/**
 * Finds faces: several input sizes of the whole picture, all raw boxes over the threshold united, none suppressed.
 * @throws OptionsError where `session.model` is neither `yunet` nor `retinaface`, or an option is out of range.
 */
export function createFaceDetector(session: InferenceSession, options: FaceDetectorOptions = {}): Detector {
  const name = session.model;
  if (name !== 'yunet' && name !== 'retinaface') {
    throw new OptionsError(`Expected "yunet" or "retinaface" for the face model, received "${name}".`);
  }
  const model = models[name];
  const resolved = resolveOptions({ ...photoFaceOptions[name], ...options });
  return {
    kind: 'face',
    model: name,
    [detect]: (picture, detectOptions) => detectFaces(session, model, picture, resolved, detectOptions),
  };
}

/** One run of the network. */
interface FaceLook {
  readonly look: Look;
  readonly scoreThreshold: number;
  readonly isCoarsest: boolean;
}

async function detectFaces(
  session: InferenceSession,
  model: FaceModel,
  picture: PictureView,
  { runs, maxDetections }: Required<FaceDetectorOptions>,
  { signal, areas, largestPixels = Infinity, isBoundByAreas = false }: DetectOptions = {},
): Promise<readonly Detection[]> {
  const found: Detection[] = [];
  const scaled = scaleRuns(picture, runs);
  const coarsest = Math.min(...scaled.keys());
  const finest = Math.max(...scaled.keys());
  const canHoldLarge = ({ width, height }: Box): boolean => Math.min(width, height) * finest > largestWeak;
  function* looks(): Generator<FaceLook> {
    for (const [scale, scoreThreshold] of scaled) {
      const isCoarsest = scale === coarsest;
      // Finer runs see all of what is so small.
      if (isCoarsest && scale < finest && largestPixels * finest <= largestWeak) continue;
      // The coarsest run finds the large faces, for which areas are small; and it costs little.
      const isForLarge = isCoarsest && scaled.size > 1;
      const asked = isForLarge ? (isBoundByAreas ? areas?.filter(canHoldLarge) : undefined) : areas;
      const planned = asked ? planAreaLooks(picture, scale, asked, limits) : planLooks(picture, scale, limits);
      for (const look of planned) yield { look, scoreThreshold, isCoarsest };
    }
  }
  await runLooks(session, looks(), {
    prepare: ({ look }) => {
      const rgb = picture.sample(look.crop, look.width, look.height);
      return session.takesBytes
        ? fillByteTensor(rgb, look, model.norm.channels, memoryOf(session))
        : fillTensor(rgb, look, model.norm, memoryOf(session));
    },
    read: (outputs, { look, scoreThreshold, isCoarsest }) => {
      for (const box of model.read(outputs, look.inputWidth, look.inputHeight, scoreThreshold)) {
        if (passesGate(box, isCoarsest))
          found.push({ kind: 'face', box: toPicture(box, look), score: box.score, facing: box.facing });
      }
    },
    signal,
  });
  const united = uniteDuplicates(found, slackRatio);
  if (united.length > maxDetections) {
    throw new InferenceError(
      `Expected at most ${maxDetections} faces in one picture from model "${session.model}", received ${united.length}.`,
    );
  }
  return united;
}

/** Scales to look at, each with its threshold: small pictures make runs coincide, and the lower threshold counts. */
function scaleRuns(picture: PictureView, runs: readonly FaceRun[]): Map<number, number> {
  const scaled = new Map<number, number>();
  for (const { longestSide, scoreThreshold, mostEnlarged = Infinity } of runs) {
    const scale = chooseScale(picture, longestSide);
    if (scale > mostEnlarged) continue;
    scaled.set(scale, Math.min(scoreThreshold, scaled.get(scale) ?? 1));
  }
  return scaled;
}

function passesGate(box: ScoredBox, isCoarsest: boolean): boolean {
  const side = Math.max(box.width, box.height);
  if (!isCoarsest && side > largestInFineRun) return false;
  return side <= largestWeak || box.score >= strongScore;
}

function resolveOptions({ runs = [], maxDetections = 5000 }: FaceDetectorOptions): Required<FaceDetectorOptions> {
  if (!runs.some(({ mostEnlarged }) => mostEnlarged === undefined)) {
    throw new OptionsError(
      `Expected at least one run for any picture in runs, received ${runs.length} that are left out for some.`,
    );
  }
  for (const [i, { longestSide, scoreThreshold }] of runs.entries()) {
    if (!(longestSide >= 32 && longestSide <= 8192)) {
      throw new OptionsError(`Expected 32 to 8192 for runs[${i}].longestSide, received ${longestSide}.`);
    }
    if (!(scoreThreshold > 0 && scoreThreshold <= 1)) {
      throw new OptionsError(
        `Expected a number above 0 and up to 1 for runs[${i}].scoreThreshold, received ${scoreThreshold}.`,
      );
    }
  }
  if (!(maxDetections >= 1)) {
    throw new OptionsError(`Expected 1 or more for maxDetections, received ${maxDetections}.`);
  }
  return { runs, maxDetections };
}
