import type { AccessUnit, CameraCodec } from './access-unit.ts';
import { nalRules, type NalRules } from './nal-rules.ts';
import { readRtpPacket, type RtpPacket } from './rtp-packet.ts';

/** Largest picture taken; more is damage or an attack. */
const maxPictureBytes = 16 * 1024 * 1024;
const startCode = Buffer.of(0, 0, 0, 1);
/** Packets that came too early wait for those before them; more than so many, and those are lost. */
const maxEarly = 32;

/** What is known of the stream before its first packet. */
export interface RtpStream {
  readonly codec: CameraCodec;
  readonly payloadType: number;
  /** Ticks a second. */
  readonly clockRate: number;
  /** NAL units from the description; put before key frames that come without them. */
  readonly parameterSets: readonly Uint8Array[];
  /** Datagrams may overtake each other; packets of a TCP connection do not. */
  readonly mayReorder: boolean;
}

/** Puts pictures together from RTP packets (RFC 6184, RFC 7798). Lost and senseless packets mark the picture as damaged. */
export class RtpDepacketizer {
  readonly #stream: RtpStream;
  readonly #rules: NalRules;
  readonly #early = new Map<number, RtpPacket>();
  #expected: number | undefined;
  #ticks = 0;
  #lastTimestamp: number | undefined;
  #units: Uint8Array[] = [];
  #fragments: Uint8Array[] | undefined;
  #bytes = 0;
  #isDamaged = false;

  constructor(stream: RtpStream) {
    this.#stream = stream;
    this.#rules = nalRules[stream.codec];
  }

  /** Takes one packet; gives the pictures that it completes. Nothing of `data` is kept as a view. */
  add(data: Buffer): readonly AccessUnit[] {
    const packet = readRtpPacket(data);
    if (!packet || packet.payloadType !== this.#stream.payloadType) return [];
    const done: AccessUnit[] = [];
    for (const next of this.#inOrder(packet)) this.#take(next, done);
    return done;
  }

  *#inOrder(packet: RtpPacket): Generator<RtpPacket, void, undefined> {
    const ahead = this.#expected === undefined ? 0 : (packet.sequence - this.#expected) & 0xffff;
    if (!this.#stream.mayReorder || ahead === 0) yield* this.#accept(packet, ahead);
    // What comes long after its turn comes twice, or in vain.
    else if (ahead < 0x8000) this.#early.set(packet.sequence, { ...packet, payload: Buffer.from(packet.payload) });
    else if (ahead < 0x10000 - 512) yield* this.#accept(packet, ahead);
    while (this.#early.size > 0) {
      const next = this.#early.get(this.#expected as number);
      if (!next && this.#early.size <= maxEarly) return;
      const [first] = next ? [next] : this.#nearestEarly();
      if (!first) return;
      this.#early.delete(first.sequence);
      yield* this.#accept(first, (first.sequence - (this.#expected as number)) & 0xffff);
    }
  }

  #nearestEarly(): readonly RtpPacket[] {
    const distance = ({ sequence }: RtpPacket): number => (sequence - (this.#expected as number)) & 0xffff;
    return [...this.#early.values()].toSorted((a, b) => distance(a) - distance(b));
  }

  *#accept(packet: RtpPacket, ahead: number): Generator<RtpPacket, void, undefined> {
    if (ahead !== 0) this.#damage();
    this.#expected = (packet.sequence + 1) & 0xffff;
    yield packet;
  }

  #take(packet: RtpPacket, done: AccessUnit[]): void {
    if (this.#lastTimestamp !== undefined && packet.timestamp !== this.#lastTimestamp) {
      // The last packet of the picture before was lost, or had no mark.
      this.#finish(done);
      // 32 bits that wrap: the difference is what counts.
      this.#ticks += (packet.timestamp - this.#lastTimestamp) | 0;
    }
    this.#lastTimestamp = packet.timestamp;
    if (packet.payload.byteLength > 0) this.#unpack(packet.payload);
    if (packet.isLast) this.#finish(done);
  }

  #unpack(payload: Buffer): void {
    const piece = this.#rules.unpack(payload);
    switch (piece.kind) {
      case 'units':
        for (const unit of piece.units) this.#keep(Buffer.from(unit));
        break;
      case 'fragment':
        this.#unpackFragment(piece);
        break;
      case 'nonsense':
        this.#damage();
    }
  }

  #unpackFragment({
    isFirst,
    isLast,
    header,
    data,
  }: Extract<ReturnType<NalRules['unpack']>, { kind: 'fragment' }>): void {
    if (isFirst) this.#fragments = [Buffer.from(header)];
    if (!this.#fragments) return this.#damage();
    this.#fragments.push(Buffer.from(data));
    this.#bytes += data.byteLength;
    if (this.#bytes > maxPictureBytes) return this.#damage();
    if (!isLast) return;
    const unit = Buffer.concat(this.#fragments);
    this.#fragments = undefined;
    this.#bytes -= unit.byteLength - header.byteLength;
    this.#keep(unit);
  }

  #keep(unit: Buffer): void {
    if (unit.byteLength === 0) return;
    this.#units.push(unit);
    this.#bytes += unit.byteLength;
    if (this.#bytes > maxPictureBytes) this.#damage();
  }

  /** What was gathered of this picture is of no use. */
  #damage(): void {
    this.#isDamaged = true;
    this.#fragments = undefined;
    this.#units = [];
    this.#bytes = 0;
  }

  #finish(done: AccessUnit[]): void {
    if (this.#fragments) this.#damage();
    const units = this.#units;
    const isDamaged = this.#isDamaged;
    this.#units = [];
    this.#bytes = 0;
    this.#isDamaged = false;
    const kinds = units.map((unit) => this.#rules.kindOf(unit));
    if (!isDamaged && !kinds.includes('picture') && !kinds.includes('key picture')) {
      // Parameter sets and messages of their own belong to the picture that follows.
      this.#units = units;
      return;
    }
    const isKeyFrame = kinds.includes('key picture');
    const needsSets = isKeyFrame && !kinds.includes('parameter set');
    const parts = needsSets ? [...this.#stream.parameterSets, ...units] : units;
    done.push({
      data: Buffer.concat(parts.flatMap((unit) => [startCode, unit])),
      isKeyFrame,
      isDamaged,
      cameraSeconds: this.#ticks / this.#stream.clockRate,
    });
  }
}
