import { StudioFailure } from '../job/job-failure.ts';
import type { SoundTrack } from '../media/moving-source.ts';

/** A coded piece of sound. */
export interface CodedSound {
  readonly bytes: Uint8Array;
  readonly seconds: number;
  readonly durationSeconds: number;
  /** With the first one: what decoders need to know. */
  readonly decoderConfig?: AudioDecoderConfig | undefined;
}

const bitsPerChannel = 64_000;
const mostChannels = 2;

/** Encodes the sound of one video anew, as Opus: the one codec for sound that all browsers encode. */
export class SoundEncoder {
  readonly #encoder: AudioEncoder;
  readonly #samples: AsyncIterator<AudioData>;
  readonly #coded: CodedSound[] = [];
  #failure: StudioFailure | undefined;
  /** How far the sound was read. */
  #seconds = 0;
  #isOver = false;

  private constructor(config: AudioEncoderConfig, samples: AsyncIterable<AudioData>) {
    this.#samples = samples[Symbol.asyncIterator]();
    this.#encoder = new AudioEncoder({
      output: (chunk, metadata) => this.#receive(chunk, metadata),
      error: (error) => {
        this.#failure = new StudioFailure('unsupported-codec', "This browser's sound encoder failed.", String(error));
      },
    });
    this.#encoder.configure(config);
  }

  /** @throws StudioFailure where this browser cannot encode this sound. */
  static async open(track: SoundTrack, signal: AbortSignal): Promise<SoundEncoder> {
    const { sampleRate, channels } = track;
    if (channels > mostChannels) {
      throw new StudioFailure(
        'unsupported-codec',
        `Expected sound of one or two channels, received ${channels}: the command line can keep it.`,
      );
    }
    const config: AudioEncoderConfig = {
      codec: 'opus',
      sampleRate,
      numberOfChannels: channels,
      bitrate: channels * bitsPerChannel,
    };
    const { supported } = await AudioEncoder.isConfigSupported(config);
    if (supported !== true) {
      throw new StudioFailure(
        'unsupported-codec',
        'This browser cannot encode this sound: the command line can keep it.',
      );
    }
    return new SoundEncoder(config, track.samples(signal));
  }

  /** Gives what is coded of the sound up to this moment. */
  async encodeUntil(seconds: number): Promise<readonly CodedSound[]> {
    while (!this.#isOver && this.#seconds < seconds) {
      const next = await this.#samples.next();
      this.#check();
      if (next.done === true) {
        this.#isOver = true;
        break;
      }
      const data = next.value;
      this.#seconds = (data.timestamp + data.duration) / 1e6;
      this.#encoder.encode(data);
      data.close();
    }
    return this.#coded.splice(0);
  }

  /** The video ends here: gives the rest. */
  async finish(seconds: number): Promise<readonly CodedSound[]> {
    const coded = [...(await this.encodeUntil(seconds))];
    await this.#encoder.flush();
    this.#check();
    return [...coded, ...this.#coded.splice(0)];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#encoder.state !== 'closed') this.#encoder.close();
    await this.#samples.return?.();
  }

  #check(): void {
    if (this.#failure) throw this.#failure;
  }

  #receive(chunk: EncodedAudioChunk, metadata: EncodedAudioChunkMetadata | undefined): void {
    const bytes = new Uint8Array(chunk.byteLength);
    chunk.copyTo(bytes);
    this.#coded.push({
      bytes,
      seconds: Math.max(0, chunk.timestamp / 1e6),
      durationSeconds: (chunk.duration ?? 0) / 1e6,
      decoderConfig: metadata?.decoderConfig,
    });
  }
}
