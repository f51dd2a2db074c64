import { randomBytes } from 'node:crypto';
import type * as Werift from 'werift';
import type { RTCPeerConnection, RTCRtpSender } from 'werift';
import { packetizeH264 } from '../../rtp/packetize-h264.ts';
import type { Mount } from '../../stream/mount.ts';

/** Viewers at once, at most; each costs some CPU for encryption. */
const maxSessions = 64;

/** A viewer that has not connected by then does not come. */
const connectTimeoutMs = 10_000;

/** RTP's clock for video. */
const clockRate = 90_000;

/** A viewer whose place cannot be had. */
export class WhepRefusal extends Error {
  readonly status: 400 | 503;

  constructor(status: 400 | 503, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WhepRefusal';
    this.status = status;
  }
}

/** Viewers by WebRTC (WHEP): all of it, media included, stays on loopback, and no server elsewhere is asked for addresses. */
export class WhepSessions implements AsyncDisposable {
  readonly #sessions = new Map<string, WhepSession>();

  /**
   * Answers a viewer's offer. Gives the answer and the session's id, a secret of its viewer.
   * @throws WhepRefusal where the offer is none for H.264, or too many watch.
   */
  async open(mount: Mount, offer: string): Promise<{ readonly id: string; readonly answer: string }> {
    if (this.#sessions.size >= maxSessions) throw new WhepRefusal(503, `Expected at most ${maxSessions} viewers.`);
    const id = randomBytes(16).toString('hex');
    // Only here: most gateways never need it.
    const session = new WhepSession(await import('werift'), mount, () => this.#sessions.delete(id));
    this.#sessions.set(id, session);
    try {
      return { id, answer: await session.answer(offer) };
    } catch (cause) {
      await session.end();
      throw new WhepRefusal(400, 'Expected an SDP offer to receive H.264.', { cause });
    }
  }

  /** Ends a session. Gives false where there is none of this id. */
  async end(id: string): Promise<boolean> {
    const session = this.#sessions.get(id);
    await session?.end();
    return session !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.end()));
  }
}

class WhepSession {
  readonly #werift: typeof Werift;
  readonly #mount: Mount;
  readonly #onEnd: () => void;
  readonly #ending = new AbortController();
  readonly #peer: RTCPeerConnection;
  readonly #sender: RTCRtpSender;
  #sequence = 0;

  constructor(werift: typeof Werift, mount: Mount, onEnd: () => void) {
    this.#werift = werift;
    this.#mount = mount;
    this.#onEnd = onEnd;
    this.#peer = new werift.RTCPeerConnection({
      codecs: {
        video: [
          new werift.RTCRtpCodecParameters({
            mimeType: 'video/H264',
            clockRate,
            parameters: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
          }),
        ],
      },
      iceServers: [],
      iceUseIpv4: false,
      iceUseIpv6: false,
      iceAdditionalHostAddresses: ['127.0.0.1'],
      iceInterfaceAddresses: { udp4: '127.0.0.1' },
    });
    const track = new werift.MediaStreamTrack({ kind: 'video' });
    this.#sender = this.#peer.addTransceiver(track, { direction: 'sendonly' }).sender;
  }

  async answer(offer: string): Promise<string> {
    await this.#peer.setRemoteDescription({ type: 'offer', sdp: comeFromHere(offer) });
    // Where no server is given that tells a peer its address in the internet, werift asks one of Google's. None is needed.
    for (const { connection } of this.#peer.iceTransports) delete connection.stunServer;
    await this.#peer.setLocalDescription(await this.#peer.createAnswer());
    const answer = this.#peer.localDescription?.sdp ?? '';
    if (!/^a=rtpmap:\d+ H264\//m.test(answer)) throw new Error('Expected H.264 among what is offered.');
    const deadline = setTimeout(() => void this.end(), connectTimeoutMs);
    this.#peer.connectionStateChange.subscribe((state) => {
      if (state === 'connected') {
        clearTimeout(deadline);
        void this.#send();
      }
      if (state === 'disconnected' || state === 'failed' || state === 'closed') void this.end();
    });
    this.#ending.signal.addEventListener('abort', () => clearTimeout(deadline));
    return answer;
  }

  /** Sends until the viewer or the stream is gone. */
  async #send(): Promise<void> {
    const { RtpHeader, RtpPacket } = this.#werift;
    // A group of pictures at once, with its old times, would be taken for a delay to keep.
    using subscription = this.#mount.subscribe({ fromNextKeyFrame: true });
    this.#ending.signal.addEventListener('abort', () => subscription[Symbol.dispose]());
    for await (const packet of subscription) {
      const payloads = packetizeH264(packet.data);
      const timestamp = Math.round(packet.seconds * clockRate) >>> 0;
      for (const [index, payload] of payloads.entries()) {
        const header = new RtpHeader({
          timestamp,
          sequenceNumber: this.#sequence,
          marker: index === payloads.length - 1,
        });
        this.#sequence = (this.#sequence + 1) & 0xffff;
        await this.#sender.sendRtp(new RtpPacket(header, Buffer.concat(payload)));
      }
    }
    await this.end();
  }

  async end(): Promise<void> {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    this.#onEnd();
    await this.#peer.close();
  }
}

/**
 * Browsers hide their addresses behind names that are asked for by multicast, and never try loopback themselves, but answer there. The viewer is on
 * this machine, as everything else is refused: so its addresses are here, and nothing has to leave the machine to find that out.
 */
function comeFromHere(offer: string): string {
  return offer.replace(/^a=candidate:.*\r?\n/gim, (line) => {
    const host = /^(a=candidate:\S+ \d+ udp \d+) \S+ (\d+ typ host.*\r?\n)$/i.exec(line);
    return host ? `${host[1]} 127.0.0.1 ${host[2]}` : '';
  });
}
