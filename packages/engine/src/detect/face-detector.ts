import { InferenceError, OptionsError } from '../errors.ts';
import type { PictureView } from '../frame/picture-view.ts';
import type { Detection } from './detection.ts';
import { detect, type DetectOptions, type Detector } from './detector.ts';
import type { FaceModel, ScoredBox } from './face-model.ts';
import type { InferenceSession } from './inference-session.ts';
import { retinaface } from './retinaface.ts';
import { chooseScale, fillTensor, planLooks, toPicture } from './scan-picture.ts';
import { uniteDuplicates } from './unite-duplicates.ts';
import { yunet } from './yunet.ts';

/** How a face detector looks. */
export interface FaceDetectorOptions {
  /** Longest sides, in pixels, to which the whole picture is scaled, one run each (tiles above 2 MP). 32 to 8192, at least one; larger finds smaller faces. */
  readonly inputSizes?: readonly number[];
  /** Least score of a box, 0 to 1. Lower hides more, also what is no face. */
  readonly scoreThreshold?: number;
  /** Most faces in one picture; more is an error, never a cut list. At least 1, default 5000. */
  readonly maxDetections?: number;
}

/** The face networks that the engine can read. */
export type FaceModelName = 'yunet' | 'retinaface';

const models: Readonly<Record<FaceModelName, FaceModel>> = { yunet, retinaface };

/** Settings for photos: everybody, whatever it takes. Tuned on real photos, see bench/README.md. */
export const photoFaceOptions: Readonly<Record<FaceModelName, FaceDetectorOptions>> = {
  yunet: { inputSizes: [640, 1280], scoreThreshold: 0.3 },
  retinaface: { inputSizes: [640, 1280, 1920], scoreThreshold: 0.1 },
};

/** Settings for the frames of videos, where the frames around help. */
export const videoFaceOptions: Readonly<Record<FaceModelName, FaceDetectorOptions>> = {
  yunet: { inputSizes: [640, 1280], scoreThreshold: 0.3 },
  retinaface: { inputSizes: [640, 1280], scoreThreshold: 0.2 },
};

/** Largest side, at the network's input, of boxes taken from a run that has a smaller run beside it: that one sees them better. */
const largestInFineRun = 192;
/** Largest side, at the network's input, of boxes below {@link strongScore}: larger weak ones are walls, cloth and tables. */
const largestWeak = 160;
const strongScore = 0.5;

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

async function detectFaces(
  session: InferenceSession,
  model: FaceModel,
  picture: PictureView,
  { inputSizes, scoreThreshold, maxDetections }: Required<FaceDetectorOptions>,
  { signal }: DetectOptions = {},
): Promise<readonly Detection[]> {
  const found: Detection[] = [];
  const scales = new Set(inputSizes.map((size) => chooseScale(picture, size)));
  const coarsest = Math.min(...scales);
  for (const scale of scales) {
    const limits = { maxInputPixels: 2_250_000, overlapPixels: largestInFineRun + 32 };
    for (const look of planLooks(picture, scale, limits)) {
      signal?.throwIfAborted();
      const rgb = picture.sample(look.crop, look.width, look.height);
      const outputs = await session.run(fillTensor(rgb, look, model.norm), { signal });
      for (const box of model.read(outputs, look.inputWidth, look.inputHeight, scoreThreshold)) {
        if (passesGate(box, scale === coarsest))
          found.push({ kind: 'face', box: toPicture(box, look), score: box.score });
      }
    }
  }
  const united = uniteDuplicates(found);
  if (united.length > maxDetections) {
    throw new InferenceError(
      `Expected at most ${maxDetections} faces in one picture from model "${session.model}", received ${united.length}.`,
    );
  }
  return united;
}

function passesGate(box: ScoredBox, isCoarsest: boolean): boolean {
  const side = Math.max(box.width, box.height);
  if (!isCoarsest && side > largestInFineRun) return false;
  return side <= largestWeak || box.score >= strongScore;
}

function resolveOptions(options: FaceDetectorOptions): Required<FaceDetectorOptions> {
  const { inputSizes = [], scoreThreshold = 0.3, maxDetections = 5000 } = options;
  if (inputSizes.length === 0 || !inputSizes.every((size) => size >= 32 && size <= 8192)) {
    throw new OptionsError(`Expected sizes of 32 to 8192 for inputSizes, received [${inputSizes.join(', ')}].`);
  }
  if (!(scoreThreshold > 0 && scoreThreshold <= 1)) {
    throw new OptionsError(`Expected a number above 0 and up to 1 for scoreThreshold, received ${scoreThreshold}.`);
  }
  if (!(maxDetections >= 1)) {
    throw new OptionsError(`Expected 1 or more for maxDetections, received ${maxDetections}.`);
  }
  return { inputSizes, scoreThreshold, maxDetections };
}
