import {
  createFaceDetector,
  lookAtFrames,
  lookAtPicture,
  RawFrame,
  serializePlan,
  viewPixels,
  type FramePixels,
  type InferenceSession,
  type PlanTrack,
  type Tensor,
} from '@passerby/engine';

/** Pictures of one size: red, green, blue, row by row. */
export interface DrawnPictures {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly pictures: readonly Uint8Array[];
}

function pixelsOf({ width, height }: DrawnPictures, data: Uint8Array): FramePixels {
  return {
    width,
    height,
    format: { layout: 'rgb', bitDepth: 8, range: 'full', matrix: 'bt709' },
    planes: [{ data, stride: width * 3, width, height }],
  };
}

/** Ids that both runtimes give alike. */
function countIds(): () => string {
  let count = 0;
  return () => (count++).toString(16).padStart(16, '0');
}

/** Looks at the first picture as at a photo. */
export function lookAtDrawnPicture(drawn: DrawnPictures, session: InferenceSession): Promise<readonly PlanTrack[]> {
  const [first] = drawn.pictures;
  if (!first) throw new RangeError('Expected a picture, received none.');
  const faces = createFaceDetector(session);
  return lookAtPicture(viewPixels(pixelsOf(drawn, first)), { faces }, { randomId: countIds() });
}

/** Looks at all pictures as at a video; gives the plan's text. */
export async function planDrawnPictures(drawn: DrawnPictures, session: InferenceSession): Promise<string> {
  const { width, height, fps, pictures } = drawn;
  const faces = createFaceDetector(session, { runs: [{ longestSide: 320, scoreThreshold: 0.3 }] });
  const { tracks, frameCount } = await lookAtFrames(frames(drawn), { faces }, { randomId: countIds(), concurrency: 1 });
  const media = { width, height, frameCount, durationSeconds: pictures.length / fps, sha256: '0'.repeat(64) };
  return serializePlan({
    format: 'passerby-plan',
    version: 1,
    media,
    settings: { preset: 'head', text: 'none' },
    models: [],
    tracks: [...tracks],
  });
}

async function* frames(drawn: DrawnPictures): AsyncGenerator<RawFrame> {
  for (const [index, data] of drawn.pictures.entries()) {
    const pixels = pixelsOf(drawn, data);
    const view = viewPixels(pixels);
    yield new RawFrame(
      { native: undefined, pixels, view, writable: () => pixels, free: () => {} },
      index,
      index / drawn.fps,
    );
  }
}

/** What a model was given, in short: the same for the same numbers. */
export function digestInput({ data, dims }: Tensor): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return `${dims.join('x')} ${hash.toString(16)}`;
}

/** Outputs of a model by what it was given, as plain numbers. */
export type RecordedRuns = Record<
  string,
  Record<string, { readonly data: readonly number[]; readonly dims: readonly number[] }>
>;

/** A model that answers what was recorded. @throws where it is given anything else: then the runtimes prepare pictures differently. */
export function replaySession(model: string, runs: RecordedRuns): InferenceSession {
  return {
    model,
    async run(input) {
      const outputs = runs[digestInput(input)];
      if (!outputs)
        throw new Error(`Expected an input that the other runtime gave too, received ${digestInput(input)}.`);
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { data, dims }]) => [name, { data: Float32Array.from(data), dims }]),
      );
    },
  };
}
