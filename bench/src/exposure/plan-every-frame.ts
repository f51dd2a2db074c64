import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import {
  createFaceDetector,
  lookAtFrames,
  RawFrame,
  serializePlan,
  videoFaceOptions,
  viewPixels,
  type Detector,
  type FramePixels,
  type InferenceSession,
  type PlanTrack,
} from '@passerby/engine';
import { listModels } from '@passerby/node';
import { readRgbFrames, type RgbFrame } from '@passerby/street';

/** Frames a second of all drawn clips. */
const framesPerSecond = 25;

/**
 * "Detection on every frame, no tracking", as most tools do it: the very detector that hides by default looks at every frame, and what it finds is
 * hidden in that frame and no other. Gives a function that writes such a plan for a clip and tells its path.
 */
export async function planEveryFrame(): Promise<(input: string, target: string) => Promise<string>> {
  const faces = await openDetector();
  return async (input, target) => {
    const tracks: PlanTrack[] = [];
    let [width, height, frameCount] = [0, 0, 0];
    for (const frame of readRgbFrames(input)) {
      ({ width, height } = frame);
      tracks.push(...(await findIn(frame, faces, frameCount / framesPerSecond)));
      frameCount += 1;
    }
    const planFile = `${target}.plan.json`;
    const sha256 = createHash('sha256')
      .update(await readFile(input))
      .digest('hex');
    const media = { width, height, frameCount, durationSeconds: frameCount / framesPerSecond, sha256 };
    const plan = {
      format: 'passerby-plan',
      version: 1,
      media,
      settings: { preset: 'head', text: 'none' },
      models: [],
      tracks,
    } as const;
    await writeFile(planFile, serializePlan({ ...plan, models: [] }));
    return planFile;
  };
}

/** A look at one frame as if it were a clip of its own. */
async function findIn(frame: RgbFrame, faces: Detector, seconds: number): Promise<readonly PlanTrack[]> {
  const { tracks } = await lookAtFrames(oneFrame(frame), { faces }, { randomId });
  return tracks.map(({ keyframes, ...track }) => ({
    ...track,
    fromSeconds: seconds,
    throughSeconds: seconds,
    keyframes: keyframes.slice(0, 1).map((keyframe) => ({ ...keyframe, seconds })),
  }));
}

async function* oneFrame({ width, height, rgb }: RgbFrame): AsyncGenerator<RawFrame> {
  const pixels: FramePixels = {
    width,
    height,
    format: { layout: 'rgb', bitDepth: 8, range: 'full', matrix: 'bt709' },
    planes: [{ data: rgb, stride: width * 3, width, height }],
  };
  yield new RawFrame(
    { native: undefined, pixels, writable: () => pixels, view: viewPixels(pixels), free: () => {} },
    0,
    0,
  );
}

async function openDetector(): Promise<Detector> {
  const model = (await listModels()).find(({ manifest }) => manifest.name === 'yunet');
  if (model?.path === undefined) throw new Error('Expected the model yunet for the row without tracking, found none.');
  // Read when the library is loaded, and never again.
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  const { InferenceSession: Ort, Tensor } = await import('onnxruntime-node');
  const ort = await Ort.create(await readFile(model.path), {
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
    extra: { session: { intra_op: { allow_spinning: '0' }, set_denormal_as_zero: '1' } },
  });
  const session: InferenceSession = {
    model: 'yunet',
    run: async ({ data, dims }) => {
      const results = await ort.run({
        [ort.inputNames[0] as string]: new Tensor('float32', data as Float32Array, dims),
      });
      return Object.fromEntries(
        Object.entries(results).map(([name, { data: values, dims: sizes }]) => [
          name,
          { data: new Float32Array(values as Float32Array), dims: [...sizes] },
        ]),
      );
    },
  };
  return createFaceDetector(session, videoFaceOptions.yunet);
}

function randomId(): string {
  return randomBytes(8).toString('hex');
}
