import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freeInputSizes, parsePlan, type InferenceSession, type PlanTrack } from '@passerby/engine';
import { drawClip } from '@passerby/street';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OrtNodeSession } from '../../node/dist/inference/ort-node-session.js';
import {
  digestInput,
  lookAtDrawnPicture,
  planDrawnPictures,
  type DrawnPictures,
  type RecordedRuns,
} from './page/look-at-drawn.ts';
import { openTestPage, type TestPage } from './test-page.ts';

/** From this score on both runtimes must agree. */
const sureScore = 0.5;
const closePixels = 2;

let web: TestPage;
let node: OrtNodeSession;
let drawn: DrawnPictures;

/** Pictures on their way to the page. */
interface SentPictures extends Omit<DrawnPictures, 'pictures'> {
  readonly pictures: readonly string[];
}

function send({ pictures, ...rest }: DrawnPictures): SentPictures {
  return { ...rest, pictures: pictures.map((picture) => Buffer.from(picture).toString('base64')) };
}

async function readRetinaFace(): Promise<Uint8Array> {
  const folders = createRequire(import.meta.url).resolve.paths('retinaface') ?? [];
  const file = folders.map((folder) => join(folder, 'retinaface/mnet.25_v2.onnx')).find((path) => existsSync(path));
  if (file === undefined) throw new Error('Expected the package retinaface, received none.');
  return freeInputSizes(new Uint8Array(await readFile(file)));
}

beforeAll(async () => {
  const film = await drawClip({ seed: 'differential', width: 320, height: 192, fps: 10, seconds: 2 });
  const pictures = [...film.frames()].map(({ rgb }) => rgb.slice());
  drawn = { width: film.width, height: film.height, fps: film.fps, pictures };
  node = await OrtNodeSession.open('retinaface', await readRetinaFace());
  web = await openTestPage();
}, 300_000);

afterAll(async () => {
  await node?.[Symbol.asyncDispose]();
  await web?.[Symbol.asyncDispose]();
});

/** Each sure box of one runtime that the other has no sure box near. */
function missing(from: readonly PlanTrack[], other: readonly PlanTrack[]): readonly PlanTrack[] {
  return from.filter((track) => {
    const [sight] = track.keyframes;
    if (!sight || (sight.score ?? 0) < sureScore) return false;
    return !other.some(({ keyframes: [candidate] }) => {
      if (!candidate || (candidate.score ?? 0) < sureScore - 0.02) return false;
      const { x, y, width, height } = sight.box;
      const { box } = candidate;
      const apart = [x - box.x, y - box.y, x + width - box.x - box.width, y + height - box.y - box.height];
      return Math.max(...apart.map(Math.abs)) <= closePixels;
    });
  });
}

describe('the same planes in Node and in the browser', () => {
  it.each([1, 2])('give the same faces, with %d threads', async (threads) => {
    const inNode = await lookAtDrawnPicture(drawn, node);
    const inBrowser = await web.page.evaluate(
      async ({ sent, model, many }) => {
        const read = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
        const session = await globalThis.runtime.openSession('retinaface', read(model), many);
        return globalThis.runtime.lookAtDrawnPicture({ ...sent, pictures: sent.pictures.map(read) }, session);
      },
      {
        sent: send({ ...drawn, pictures: drawn.pictures.slice(0, 1) }),
        model: Buffer.from(await readRetinaFace()).toString('base64'),
        many: threads,
      },
    );
    expect(inNode.some(({ keyframes }) => (keyframes[0]?.score ?? 0) >= sureScore)).toBe(true);
    expect(missing(inNode, inBrowser)).toEqual([]);
    expect(missing(inBrowser, inNode)).toEqual([]);
  });

  it('give the same plan, byte for byte, from the same detections', async () => {
    const runs: RecordedRuns = {};
    const recording: InferenceSession = {
      model: node.model,
      async run(input, options) {
        const key = digestInput(input);
        const outputs = await node.run(input, options);
        runs[key] = Object.fromEntries(
          Object.entries(outputs).map(([name, { data, dims }]) => [name, { data: [...data], dims: [...dims] }]),
        );
        return outputs;
      },
    };
    const inNode = await planDrawnPictures(drawn, recording);
    const inBrowser = await web.page.evaluate(
      ({ sent, recorded }) => {
        const read = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
        const session = globalThis.runtime.replaySession('retinaface', recorded);
        return globalThis.runtime.planDrawnPictures({ ...sent, pictures: sent.pictures.map(read) }, session);
      },
      { sent: send(drawn), recorded: runs },
    );
    expect(parsePlan(inNode).tracks.length).toBeGreaterThan(0);
    expect(inBrowser).toBe(inNode);
  });
});
