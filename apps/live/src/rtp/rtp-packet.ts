/** The parts of an RTP packet that matter here (RFC 3550). */
export interface RtpPacket {
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  /** The last packet of a picture. */
  readonly isLast: boolean;
  /** Borrowed view. */
  readonly payload: Buffer;
}

/** Reads an RTP packet; `undefined` where it is none. */
export function readRtpPacket(data: Buffer): RtpPacket | undefined {
  if (data.byteLength < 12 || data.readUInt8(0) >> 6 !== 2) return undefined;
  const first = data.readUInt8(0);
  let start = 12 + 4 * (first & 0x0f);
  if (first & 0x10) {
    if (data.byteLength < start + 4) return undefined;
    start += 4 + 4 * data.readUInt16BE(start + 2);
  }
  const padding = first & 0x20 ? data.readUInt8(data.byteLength - 1) : 0;
  const end = data.byteLength - padding;
  if (start > end) return undefined;
  const second = data.readUInt8(1);
  return {
    payloadType: second & 0x7f,
    sequence: data.readUInt16BE(2),
    timestamp: data.readUInt32BE(4),
    isLast: (second & 0x80) !== 0,
    payload: data.subarray(start, end),
  };
}

/** Writes the 12 bytes of an RTP header. */
export function writeRtpHeader(into: Buffer, packet: Omit<RtpPacket, 'payload'> & { readonly source: number }): void {
  into.writeUInt8(0x80, 0);
  into.writeUInt8((packet.isLast ? 0x80 : 0) | packet.payloadType, 1);
  into.writeUInt16BE(packet.sequence & 0xffff, 2);
  into.writeUInt32BE(packet.timestamp >>> 0, 4);
  into.writeUInt32BE(packet.source >>> 0, 8);
}
