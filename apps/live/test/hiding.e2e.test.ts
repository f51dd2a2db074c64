import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ClipServer, parseConfig, startGateway } from '@passerby/live';
import { findClearFaces, findFilledPixels, readRgbFrames } from '@passerby/street';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filmStreet } from './film-street.ts';
import { ensureGstreamer, GstreamerCamera } from './gstreamer-camera.ts';
import { HiddenRecording } from './hidden-recording.ts';
import { ensureFfmpeg, goFirst } from './test-tools.ts';

let folder: string;

beforeAll(async () => {
  await ensureFfmpeg();
  await ensureGstreamer();
  goFirst();
  folder = await mkdtemp(join(tmpdir(), 'passerby-hiding-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a street that GStreamer serves and FFmpeg watches', () => {
  it.each(['live 0', 'live 1', 'live 3'])('shows no face that a look finds: %s', async (seed) => {
    const { path, truth } = await filmStreet(folder, seed, { seconds: 8 });
    await using clips = await ClipServer.start([{ name: 'cam', path }], { listen: { host: '127.0.0.1', port: 0 } });
    await using camera = await GstreamerCamera.start(clips, 'cam', 'dahlia-42');
    const config = parseConfig(
      `listen: { web: "127.0.0.1:0", rtsp: "127.0.0.1:0" }\ncameras: [{ name: gate, source: "${camera.url}", text: none }]`,
      { environment: {}, fileName: 'passerby.yaml', folder },
    );
    await using gateway = await startGateway(config);
    await using recording = new HiddenRecording(gateway.rtspUrls['gate'] ?? '', truth);
    for (let waited = 0; waited < 200 && !recording.frames.some(({ index }) => index !== undefined); waited++)
      await delay(100);
    const fromMs = performance.now() + 1000;
    await delay(11_000);
    const frames = recording.between(fromMs, performance.now());
    const pictures = frames.filter(({ index }) => index !== undefined);
    expect(pictures.length).toBeGreaterThan(0.95 * frames.length);
    expect(pictures.length).toBeGreaterThan(100);
    const clear = new Set(pictures.flatMap(({ index, clear: tracks }) => tracks.map((track) => `${index} ${track}`)));
    // The guard bites: these are the faces that the clip itself shows.
    const shown = [...readRgbFrames(path)].flatMap((frame, index) => {
      const drawn = truth.frames[index];
      return drawn ? findClearFaces(drawn, findFilledPixels(frame, [128, 128, 128]), truth.width) : [];
    });
    expect(shown.length).toBeGreaterThan(80);
    expect(clear.size).toBeLessThanOrEqual(0.01 * shown.length);
  });
});
