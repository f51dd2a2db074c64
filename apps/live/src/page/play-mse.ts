import { followEdge } from './follow-edge.ts';
import type { FragmentHeaderBytes, StreamMessage } from './messages.ts';
import type { Player, PlayerEvents } from './player.ts';

const headerBytes: FragmentHeaderBytes = 17;

/** What was shown is kept for so long at least, in seconds: nobody looks back here. */
const keepSeconds = 4;

/** Pictures come, and none is shown for so long, in milliseconds: the player is stuck, and starts anew. */
const stuckMs = 6000;

/** Pictures whose arrival is remembered, to tell the latency. */
const rememberedPictures = 256;

/** Plays fragmented MP4 from a WebSocket through Media Source Extensions. */
export function playMse(video: HTMLVideoElement, name: string, events: PlayerEvents): Player {
  const player = new MsePlayer(video, name, events);
  return { stop: () => player.stop() };
}

class MsePlayer {
  readonly #video: HTMLVideoElement;
  readonly #events: PlayerEvents;
  readonly #socket: WebSocket;
  readonly #source = new MediaSource();
  readonly #sourceUrl = URL.createObjectURL(this.#source);
  #buffer: SourceBuffer | undefined;
  #waiting: ArrayBuffer[] = [];
  /** Stream time of the newest picture. */
  #edge = -1;
  /** Stream times of buffered pictures at which decoding can begin. */
  #keyFrames: number[] = [];
  #shownAtMs = performance.now();
  /** The first binary message is the initialization segment. */
  #isInitialized = false;
  #arrivals: { readonly seconds: number; readonly receivedAtMs: number }[] = [];
  #isStopped = false;

  constructor(video: HTMLVideoElement, name: string, events: PlayerEvents) {
    this.#video = video;
    this.#events = events;
    this.#socket = new WebSocket(`ws://${location.host}/cameras/${name}/live`);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.addEventListener('message', ({ data }) => this.#receive(data));
    this.#socket.addEventListener('close', () => this.#end());
    video.addEventListener('error', this.#end);
    video.src = this.#sourceUrl;
    this.#watchPictures();
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#socket.close();
    this.#video.removeEventListener('error', this.#end);
    this.#video.removeAttribute('src');
    this.#video.load();
    URL.revokeObjectURL(this.#sourceUrl);
  }

  readonly #end = (): void => {
    if (this.#isStopped) return;
    this.stop();
    this.#events.onEnd();
  };

  #receive(data: string | ArrayBuffer): void {
    if (this.#isStopped) return;
    if (typeof data === 'string') return this.#open(JSON.parse(data) as StreamMessage);
    if (this.#isInitialized) this.#take(data);
    else this.#waiting.push(data);
    this.#isInitialized = true;
    this.#append();
    if (performance.now() - this.#shownAtMs > stuckMs) this.#end();
  }

  #take(data: ArrayBuffer): void {
    const header = new DataView(data, 0, headerBytes);
    const seconds = header.getFloat64(0);
    this.#edge = seconds;
    if (header.getUint8(16) === 1) this.#keyFrames.push(seconds);
    this.#arrivals.push({ seconds, receivedAtMs: header.getFloat64(8) });
    if (this.#arrivals.length > rememberedPictures) this.#arrivals.shift();
    this.#waiting.push(data.slice(headerBytes));
  }

  #open({ type }: StreamMessage): void {
    if (!MediaSource.isTypeSupported(type)) return this.#end();
    const open = (): void => {
      if (this.#isStopped) return;
      this.#buffer = this.#source.addSourceBuffer(type);
      this.#buffer.addEventListener('updateend', () => this.#append());
      this.#append();
    };
    if (this.#source.readyState === 'open') open();
    else this.#source.addEventListener('sourceopen', open, { once: true });
  }

  /** Hands over what waits, all at once, and clears away what was shown. */
  #append(): void {
    const buffer = this.#buffer;
    if (!buffer || buffer.updating || this.#isStopped || this.#source.readyState !== 'open') return;
    if (this.#waiting.length > 0) {
      buffer.appendBuffer(join(this.#waiting));
      this.#waiting = [];
      return;
    }
    this.#followEdge(buffer);
    this.#clearAway(buffer);
  }

  /** Whole groups of pictures only: without its key frame, what is left of one is thrown away by the browser, also what is still to come. */
  #clearAway(buffer: SourceBuffer): void {
    const { currentTime } = this.#video;
    const beginning = this.#keyFrames.findLast((seconds) => seconds <= currentTime - keepSeconds);
    if (beginning === undefined || beginning === this.#keyFrames[0]) return;
    this.#keyFrames = this.#keyFrames.filter((seconds) => seconds >= beginning);
    buffer.remove(0, beginning);
  }

  #followEdge(buffer: SourceBuffer): void {
    const video = this.#video;
    if (buffer.buffered.length === 0 || this.#edge < 0 || video.seeking) return;
    const step = followEdge(video.currentTime, this.#edge);
    if ('seekTo' in step) {
      // The newest stretch may begin after that: at its key frame.
      video.currentTime = Math.max(step.seekTo, buffer.buffered.start(buffer.buffered.length - 1));
    } else if (video.playbackRate !== step.rate) {
      video.playbackRate = step.rate;
    }
    if (video.paused) video.play().catch(this.#onPlayRefused);
  }

  /** `play` is refused while a page was never looked at, or when `stop` came first; the next picture asks again. */
  readonly #onPlayRefused = (error: unknown): void => {
    const isExpected =
      error instanceof DOMException && (error.name === 'AbortError' || error.name === 'NotAllowedError');
    if (!isExpected) throw error;
  };

  #watchPictures(): void {
    this.#video.requestVideoFrameCallback((nowMs, { mediaTime, expectedDisplayTime }) => {
      if (this.#isStopped) return;
      this.#shownAtMs = performance.now();
      const arrival = this.#arrivals.findLast(({ seconds }) => seconds <= mediaTime + 0.001);
      const shownAtMs = performance.timeOrigin + Math.max(nowMs, expectedDisplayTime);
      if (arrival) {
        const isCard = Number.isNaN(arrival.receivedAtMs);
        this.#events.onPicture(isCard ? undefined : Math.max(0, shownAtMs - arrival.receivedAtMs) / 1000);
      }
      this.#watchPictures();
    });
  }
}

function join(parts: readonly ArrayBuffer[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return whole;
}
