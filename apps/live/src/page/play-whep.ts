import type { Player, PlayerEvents } from './player.ts';

/** A viewer that sees nothing by then will not. Longer than a group of pictures, as it begins with one. */
const firstPictureTimeoutMs = 6000;

/** From the first address found to the offer: the others of this machine come right after it. */
const gatherMs = 200;

/** Pictures that fail to come for so long are gone: cards come at least twice a second. */
const silenceMs = 4000;

/** RTP's clock for video; it wraps after 13 hours. */
const clockRate = 90_000;
const clockWrap = 2 ** 32;

export interface WhepOptions extends PlayerEvents {
  /** Wall clock at the beginning of the stream's clock, milliseconds since 1970; `undefined` while unknown. */
  readonly clockStartMs: () => number | undefined;
}

/** Plays a camera by WebRTC. `onEnd` is called where that does not work here, however it fails. */
export function playWhep(video: HTMLVideoElement, name: string, options: WhepOptions): Player {
  const player = new WhepPlayer(video, name, options);
  return { stop: () => player.stop() };
}

class WhepPlayer {
  readonly #video: HTMLVideoElement;
  readonly #options: WhepOptions;
  readonly #peer = new RTCPeerConnection({ iceServers: [] });
  #session: string | undefined;
  #isStopped = false;
  #deadline: number;

  constructor(video: HTMLVideoElement, name: string, options: WhepOptions) {
    this.#video = video;
    this.#options = options;
    this.#deadline = setTimeout(this.#end, firstPictureTimeoutMs);
    this.#peer.addTransceiver('video', { direction: 'recvonly' });
    this.#peer.addEventListener('track', ({ track, receiver }) => {
      // No pictures are held back for smoothness: the gateway has done that.
      if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = 0;
      video.srcObject = new MediaStream([track]);
      video.play().catch(this.#end);
    });
    this.#peer.addEventListener('connectionstatechange', () => {
      if (this.#peer.connectionState === 'failed' || this.#peer.connectionState === 'disconnected') this.#end();
    });
    this.#watchPictures();
    this.#connect(name).catch(this.#end);
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearTimeout(this.#deadline);
    this.#peer.close();
    this.#video.srcObject = null;
    // The gateway finds out by itself too; this is quicker.
    if (this.#session !== undefined) void fetch(this.#session, { method: 'DELETE', keepalive: true });
  }

  readonly #end = (): void => {
    if (this.#isStopped) return;
    this.stop();
    this.#options.onEnd();
  };

  async #connect(name: string): Promise<void> {
    const gathered = this.#gatherCandidates();
    await this.#peer.setLocalDescription(await this.#peer.createOffer());
    await gathered;
    const response = await fetch(`/cameras/${name}/whep`, {
      method: 'POST',
      headers: { 'content-type': 'application/sdp' },
      body: this.#peer.localDescription?.sdp ?? '',
    });
    if (!response.ok) throw new Error(`Expected an answer, received ${response.status}.`);
    this.#session = response.headers.get('location') ?? undefined;
    const sdp = await response.text();
    if (!this.#isStopped) await this.#peer.setRemoteDescription({ type: 'answer', sdp });
  }

  /** Resolves with the candidates that are there soon: the end of gathering is only said after seconds. */
  #gatherCandidates(): Promise<void> {
    return new Promise((resolve) => {
      this.#peer.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate) setTimeout(resolve, gatherMs);
        else resolve();
      });
    });
  }

  #watchPictures(): void {
    this.#video.requestVideoFrameCallback((nowMs, { expectedDisplayTime, rtpTimestamp }) => {
      if (this.#isStopped) return;
      clearTimeout(this.#deadline);
      this.#deadline = setTimeout(this.#end, silenceMs);
      this.#options.onPicture(
        this.#latency(performance.timeOrigin + Math.max(nowMs, expectedDisplayTime), rtpTimestamp),
      );
      this.#watchPictures();
    });
  }

  /** The stream's clock is RTP's, from 0 on. */
  #latency(shownAtMs: number, rtpTimestamp: number | undefined): number | undefined {
    const startMs = this.#options.clockStartMs();
    if (startMs === undefined || rtpTimestamp === undefined) return undefined;
    const ticks = ((shownAtMs - startMs) / 1000) * clockRate - rtpTimestamp;
    const latency = (((ticks % clockWrap) + clockWrap) % clockWrap) / clockRate;
    return latency < 60 ? latency : undefined;
  }
}
