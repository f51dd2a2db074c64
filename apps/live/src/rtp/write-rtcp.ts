/** Seconds from 1900, from where NTP counts, to 1970. */
const ntpOffsetSeconds = 2_208_988_800;

/** A sender report (RFC 3550): which moment of the wall clock an RTP timestamp stands for. */
export function writeSenderReport(report: {
  readonly source: number;
  readonly wallSeconds: number;
  readonly timestamp: number;
  readonly packets: number;
  readonly bytes: number;
}): Buffer {
  const rtcp = Buffer.alloc(28);
  rtcp.writeUInt8(0x80, 0);
  rtcp.writeUInt8(200, 1);
  rtcp.writeUInt16BE(6, 2);
  rtcp.writeUInt32BE(report.source >>> 0, 4);
  const seconds = Math.floor(report.wallSeconds);
  rtcp.writeUInt32BE((seconds + ntpOffsetSeconds) >>> 0, 8);
  rtcp.writeUInt32BE(Math.floor((report.wallSeconds - seconds) * 2 ** 32) >>> 0, 12);
  rtcp.writeUInt32BE(report.timestamp >>> 0, 16);
  rtcp.writeUInt32BE(report.packets >>> 0, 20);
  rtcp.writeUInt32BE(report.bytes >>> 0, 24);
  return rtcp;
}

/** Says that a source sends no more. */
export function writeBye(source: number): Buffer {
  const rtcp = Buffer.alloc(8);
  rtcp.writeUInt8(0x81, 0);
  rtcp.writeUInt8(203, 1);
  rtcp.writeUInt16BE(1, 2);
  rtcp.writeUInt32BE(source >>> 0, 4);
  return rtcp;
}
