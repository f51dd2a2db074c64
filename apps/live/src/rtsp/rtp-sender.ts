import { randomBytes } from 'node:crypto';
import { packetizeH264, type RtpPayload } from '../rtp/packetize-h264.ts';
import { writeRtpHeader } from '../rtp/rtp-packet.ts';
import { writeBye, writeSenderReport } from '../rtp/write-rtcp.ts';
import type { HiddenPacket } from '../stream/hidden-packet.ts';
import { videoClockRate, videoPayloadType } from './write-sdp.ts';

/** Where RTP and RTCP packets go. */
export interface RtpPath {
  /** Sends one picture's packets: each a header of its own, then shared payload. */
  sendPackets(packets: readonly (readonly Uint8Array[])[]): void;
  sendControl(packet: Buffer): void;
}

const reportEveryMs = 5000;
/** Payloads of a packet are made once for all viewers. */
const payloadsOf = new WeakMap<HiddenPacket, readonly RtpPayload[]>();

/** One viewer's RTP stream of one mount: its own source, numbers and offset. */
export class RtpSender {
  readonly source: number = randomBytes(4).readUInt32BE();
  readonly #path: RtpPath;
  readonly #offset: number = randomBytes(4).readUInt32BE();
  #sequence = randomBytes(2).readUInt16BE();
  #packets = 0;
  #bytes = 0;
  #reportedMs = -Infinity;

  constructor(path: RtpPath) {
    this.#path = path;
  }

  /** The number that the next packet gets. */
  get nextSequence(): number {
    return this.#sequence;
  }

  /** The RTP timestamp of a moment of the mount's clock. */
  timestampOf(seconds: number): number {
    return (this.#offset + Math.round(seconds * videoClockRate)) >>> 0;
  }

  /** Sends one picture as shown at `seconds`. */
  send(packet: HiddenPacket, seconds: number): void {
    const payloads = payloadsOf.get(packet) ?? packetizeH264(packet.data);
    payloadsOf.set(packet, payloads);
    const timestamp = this.timestampOf(seconds);
    this.#report(timestamp);
    const packets = payloads.map((payload, index): readonly Uint8Array[] => {
      const header = Buffer.allocUnsafe(12);
      writeRtpHeader(header, {
        source: this.source,
        payloadType: videoPayloadType,
        sequence: this.#sequence,
        timestamp,
        isLast: index === payloads.length - 1,
      });
      this.#sequence = (this.#sequence + 1) & 0xffff;
      return [header, ...payload];
    });
    this.#packets += packets.length;
    this.#bytes += packet.data.byteLength;
    this.#path.sendPackets(packets);
  }

  /** Says good-bye. */
  end(): void {
    this.#path.sendControl(writeBye(this.source));
  }

  #report(timestamp: number): void {
    const nowMs = performance.now();
    if (nowMs - this.#reportedMs < reportEveryMs) return;
    this.#reportedMs = nowMs;
    this.#path.sendControl(
      writeSenderReport({
        source: this.source,
        wallSeconds: Date.now() / 1000,
        timestamp,
        packets: this.#packets,
        bytes: this.#bytes,
      }),
    );
  }
}
