import { RawFrame } from '@passerby/engine';
import type { AvPicture, FramePool, FrameScaler } from '@passerby/node/internal';
import type { Frame } from 'node-av';
import type { AccessUnit } from '../rtp/access-unit.ts';
import type { StreamCodec } from '../source/pull-listener.ts';
import { CameraClock } from './camera-clock.ts';
import { PictureDecoder } from './picture-decoder.ts';
import { PictureFitter, type MountForm } from './picture-fitter.ts';

/** A camera that is connected to anew may first send what it had cached: what comes in this long is not shown, as it may be old. */
const settlingSeconds = 0.3;
/** Pictures that are decoded this much after they came are more than this machine can do: up to the next key frame none is decoded. */
const overloadSeconds = 1.5;

export interface IntakeListener {
  /** The first decoded picture of a connection, borrowed: the mount's form may follow it. */
  formFor(frame: Frame): MountForm;
  /** Takes the picture. */
  onFrame(frame: RawFrame<AvPicture>): void;
  /** No picture of this connection is to be shown with those before: it is new. */
  onConnected(): void;
  /** Pictures are left out up to the next key frame, and why. */
  onLost(reason: string): void;
}

/** From access units to raw frames on the mount's clock, not more than the output takes: decodes, leaves out what is damaged, brings to one form. */
export class PictureIntake {
  readonly #now: () => number;
  readonly #pool: FramePool;
  readonly #scaler: FrameScaler;
  readonly #stepSeconds: number;
  readonly #listener: IntakeListener;
  readonly #clock = new CameraClock();
  readonly #arrivals = new Map<number, { readonly seconds: number; readonly arrivedMs: number }>();
  readonly #receivedAtMs = new Map<number, number>();
  #decoder: PictureDecoder | undefined;
  #fitter: PictureFitter | undefined;
  #form: MountForm | undefined;
  #needsKeyFrame = true;
  #settledSeconds = 0;
  #nextSeconds = 0;
  #tag = 0;
  #index = 0;
  #lastUnitSeconds = -Infinity;

  /** `now`: the mount's clock, in seconds. */
  constructor(now: () => number, pool: FramePool, scaler: FrameScaler, fps: number, listener: IntakeListener) {
    this.#now = now;
    this.#pool = pool;
    this.#scaler = scaler;
    this.#stepSeconds = 1 / fps;
    this.#listener = listener;
  }

  /** When the camera sent something last, on the mount's clock. */
  get lastUnitSeconds(): number {
    return this.#lastUnitSeconds;
  }

  /** When the picture of this frame came in, by the wall clock; once. */
  takeReceivedAtMs(index: number): number | undefined {
    const receivedAtMs = this.#receivedAtMs.get(index);
    for (const known of this.#receivedAtMs.keys()) if (known <= index) this.#receivedAtMs.delete(known);
    return receivedAtMs;
  }

  /** A new connection. */
  start(codec: StreamCodec): void {
    this.#decoder?.close();
    this.#decoder = new PictureDecoder(codec, this.#pool);
    this.#clock.reset();
    this.#arrivals.clear();
    this.#needsKeyFrame = true;
    this.#settledSeconds = 0;
    this.#listener.onConnected();
  }

  /** Borrows what came in just now. */
  add(unit: AccessUnit): void {
    const arrival = this.#now();
    this.#lastUnitSeconds = arrival;
    if (this.#settledSeconds === 0) this.#settledSeconds = arrival + settlingSeconds;
    if (unit.isDamaged) return this.#lose('Packets of the camera were lost or damaged.');
    const seconds = this.#clock.place(arrival, unit.cameraSeconds);
    if (this.#needsKeyFrame && !unit.isKeyFrame) return;
    if (arrival - seconds > overloadSeconds) return this.#lose('This machine cannot decode all that the camera sends.');
    this.#needsKeyFrame = false;
    this.#decode(unit, seconds);
  }

  close(): void {
    this.#decoder?.close();
    this.#fitter?.close();
    this.#decoder = undefined;
  }

  /** Memory for a card; `undefined` before the form is known. */
  blank(): AvPicture | undefined {
    return this.#fitter?.blank();
  }

  /** Sets the form, once. */
  useForm(form: MountForm): void {
    this.#form ??= form;
    this.#fitter ??= new PictureFitter(this.#form, this.#pool, this.#scaler);
  }

  #lose(reason: string): void {
    if (!this.#needsKeyFrame) this.#listener.onLost(reason);
    this.#needsKeyFrame = true;
    this.#arrivals.clear();
    this.#decoder?.flush();
  }

  #decode(unit: AccessUnit, seconds: number): void {
    const tag = this.#tag++;
    this.#arrivals.set(tag, { seconds, arrivedMs: Date.now() });
    let pictures;
    try {
      pictures = this.#decoder?.decode(unit.data, tag) ?? [];
    } catch {
      // Whatever FFmpeg complains about, its reference pictures cannot be trusted any more.
      return this.#lose('Pictures of the camera could not be decoded.');
    }
    for (const { frame, tag: of } of pictures) this.#give(frame, of);
  }

  /** Takes the frame. */
  #give(frame: Frame, tag: number): void {
    const arrival = this.#arrivals.get(tag);
    for (const known of this.#arrivals.keys()) if (known <= tag) this.#arrivals.delete(known);
    if (!arrival || !this.#isWanted(arrival.seconds)) return this.#pool.giveEmpty(frame);
    if (!this.#fitter) this.useForm(this.#listener.formFor(frame));
    const picture = this.#fitter?.fit(frame);
    if (!picture) return;
    const index = this.#index++;
    this.#receivedAtMs.set(index, arrival.arrivedMs);
    this.#listener.onFrame(new RawFrame(picture, index, arrival.seconds));
  }

  /** Whether the output takes a picture of this moment: not more than its rate, evenly. */
  #isWanted(seconds: number): boolean {
    if (seconds < this.#settledSeconds) return false;
    if (seconds < this.#nextSeconds - 0.3 * this.#stepSeconds) return false;
    this.#nextSeconds = Math.max(this.#nextSeconds + this.#stepSeconds, seconds + 0.5 * this.#stepSeconds);
    return true;
  }
}
