/** Largest RTP payload: fits a datagram on Ethernet with some room for tunnels. */
const maxPayloadBytes = 1380;
const fuA = 28;

/** One RTP payload: to be joined; views of the packet that it was made from. */
export type RtpPayload = readonly Uint8Array[];

/** Cuts an Annex B access unit into RTP payloads (RFC 6184, packetization mode 1). The last one carries the mark. */
export function packetizeH264(accessUnit: Uint8Array): readonly RtpPayload[] {
  return [...splitAnnexB(accessUnit)].flatMap(packetizeUnit);
}

function packetizeUnit(unit: Uint8Array): RtpPayload[] {
  if (unit.byteLength <= maxPayloadBytes) return [[unit]];
  const header = unit[0] ?? 0;
  const payloads: RtpPayload[] = [];
  const room = maxPayloadBytes - 2;
  for (let at = 1; at < unit.byteLength; at += room) {
    const isFirst = at === 1;
    const isLast = at + room >= unit.byteLength;
    const fragment = (isFirst ? 0x80 : 0) | (isLast ? 0x40 : 0) | (header & 0x1f);
    payloads.push([Uint8Array.of((header & 0xe0) | fuA, fragment), unit.subarray(at, at + room)]);
  }
  return payloads;
}

/** The NAL units of an Annex B stream, without start codes; views. */
export function* splitAnnexB(stream: Uint8Array): Generator<Uint8Array, void, undefined> {
  const bytes = Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength);
  let at = nextStart(bytes, 0);
  while (at < bytes.byteLength) {
    const begin = at + 3;
    const next = nextStart(bytes, begin);
    let end = next;
    // The first zero of a start code of four bytes, and what pads a unit.
    while (end > begin && next < bytes.byteLength && bytes[end - 1] === 0) end--;
    if (end > begin) yield stream.subarray(begin, end);
    at = next;
  }
}

const startCode = Buffer.of(0, 0, 1);

function nextStart(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(startCode, from);
  return at < 0 ? bytes.byteLength : at;
}
