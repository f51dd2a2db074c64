import type { CodecParameters } from 'node-av';
import type { Address } from '../config/address.ts';
import type { RtspAccess } from '../config/live-config.ts';
import { splitAnnexB } from '../rtp/packetize-h264.ts';
import { RtspServer } from '../rtsp/rtsp-server.ts';
import { pullFile } from '../source/pull-file.ts';
import { Mount, type MountVideo } from '../stream/mount.ts';
import type { MountSubscription } from '../stream/mount-subscription.ts';

/** A clip that stands for a camera: H.264 in MP4 without B-frames. */
export interface ServedClip {
  readonly name: string;
  readonly path: string;
}

export interface ServeClipsOptions {
  readonly listen: Address;
  readonly access?: RtspAccess | undefined;
}

/** An RTSP server whose cameras are clips, shown in real time again and again, as they are. For the demo and for tests: nothing is hidden. */
export class ClipServer implements AsyncDisposable {
  readonly #server: RtspServer;
  readonly #mounts: readonly Mount[];
  readonly #stopped: AbortController;
  readonly #playing: Promise<unknown>;

  private constructor(
    server: RtspServer,
    mounts: readonly Mount[],
    stopped: AbortController,
    playing: Promise<unknown>,
  ) {
    this.#server = server;
    this.#mounts = mounts;
    this.#stopped = stopped;
    this.#playing = playing;
  }

  /** Starts to play. @throws SourceError where a clip cannot be read; OptionsError where the address is taken */
  static async start(clips: readonly ServedClip[], options: ServeClipsOptions): Promise<ClipServer> {
    const mounts = clips.map(({ name }) => new Mount(name));
    const stopped = new AbortController();
    const playing = Promise.all(clips.map(({ path }, index) => play(path, mounts[index] as Mount, stopped.signal)));
    const server = await RtspServer.start({ listen: options.listen, access: options.access }, () => mounts);
    const ready = AbortSignal.timeout(10_000);
    await Promise.race([playing, Promise.all(mounts.map((mount) => mount.whenReady(ready)))]);
    return new ClipServer(server, mounts, stopped, playing);
  }

  get address(): Address {
    return this.#server.address;
  }

  urlOf(name: string): string {
    return this.#server.urlOf(name);
  }

  /** What a clip's viewers get, for servers of others. The receiver disposes it. @throws TypeError for a name that it does not have */
  subscribe(name: string): MountSubscription {
    const mount = this.#mounts.find((one) => one.name === name);
    if (!mount) throw new TypeError(`Expected a clip, received ${JSON.stringify(name)}.`);
    return mount.subscribe({ fromNextKeyFrame: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    await this.#playing.catch(ignoreAbort);
    for (const mount of this.#mounts) mount.close();
    await this.#server[Symbol.asyncDispose]();
  }
}

async function play(path: string, mount: Mount, signal: AbortSignal): Promise<void> {
  let sets: readonly Uint8Array[] = [];
  await pullFile(
    { path, signal },
    {
      onStart(codec) {
        const video = describe(codec as CodecParameters);
        sets = [video.sequenceParameterSet, video.pictureParameterSet];
        mount.open(video);
      },
      onPicture({ data, isKeyFrame, cameraSeconds = 0 }) {
        const units = [...(isKeyFrame ? sets : []), ...splitLengths(data)];
        const start = Buffer.of(0, 0, 0, 1);
        mount.push({
          data: Buffer.concat(units.flatMap((unit) => [start, unit])),
          isKeyFrame,
          seconds: cameraSeconds,
          durationSeconds: 1 / (mount.video?.framesPerSecond ?? 25),
          receivedAtMs: Date.now(),
          isCard: false,
        });
      },
    },
  );
}

function describe(codec: CodecParameters): MountVideo {
  const [sequence, picture] = parameterSets(new Uint8Array(codec.extradata ?? []));
  const { num, den } = codec.frameRate;
  if (!sequence || !picture) throw new TypeError('Expected an H.264 clip in MP4, received something else.');
  return {
    width: codec.width,
    height: codec.height,
    framesPerSecond: num > 0 ? num / den : 25,
    sequenceParameterSet: sequence,
    pictureParameterSet: picture,
    codec: `avc1.${Buffer.from(sequence.subarray(1, 4)).toString('hex')}`,
  };
}

/** The parameter sets of an avcC, or of an Annex B header. */
function parameterSets(configuration: Uint8Array): readonly (Uint8Array | undefined)[] {
  const units = configuration[0] === 1 ? readAvcC(Buffer.from(configuration)) : [...splitAnnexB(configuration)];
  return [7, 8].map((type) => units.find((unit) => ((unit[0] ?? 0) & 0x1f) === type));
}

function readAvcC(bytes: Buffer): Uint8Array[] {
  const units: Uint8Array[] = [];
  let at = 6;
  while (at + 2 <= bytes.byteLength) {
    const length = bytes.readUInt16BE(at);
    units.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
    // The number of picture parameter sets stands between the two kinds.
    if (units.length === 1) at += 1;
  }
  return units;
}

/** Slices of a sample whose units have lengths of four bytes before them. */
function splitLengths(sample: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(sample);
  const units: Uint8Array[] = [];
  for (let at = 0; at + 4 <= bytes.byteLength;) {
    const length = bytes.readUInt32BE(at);
    const unit = bytes.subarray(at + 4, at + 4 + length);
    const type = (unit[0] ?? 0) & 0x1f;
    if (type === 1 || type === 5) units.push(unit);
    at += 4 + length;
  }
  return units;
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
