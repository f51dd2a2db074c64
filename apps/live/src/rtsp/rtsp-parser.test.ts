import { describe, expect, it } from 'vitest';
import { RtspParser, RtspSyntaxError, type InterleavedPacket, type RtspMessage } from './rtsp-parser.ts';

function parse(parser: RtspParser, text: string | Buffer): (RtspMessage | InterleavedPacket)[] {
  return [...parser.parse(Buffer.from(text as string, 'latin1'))].map((piece) =>
    piece.kind === 'packet' ? { ...piece, data: Buffer.from(piece.data) } : { ...piece, body: Buffer.from(piece.body) },
  );
}

const packet = Buffer.of(0x24, 1, 0, 3, 7, 8, 9);
const request = 'OPTIONS rtsp://a/b RTSP/1.0\r\nCSeq: 1\r\nX: a\r\nX: b\r\n\r\n';

describe('RtspParser', () => {
  it('takes messages and packets apart, however the bytes are cut', () => {
    const bytes = Buffer.concat([
      Buffer.from(request),
      packet,
      Buffer.from('RTSP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi'),
      packet,
    ]);
    for (const size of [1, 2, 3, 7, 1000]) {
      const parser = new RtspParser();
      const pieces = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(...parse(parser, bytes.subarray(at, at + size)));
      expect(pieces).toHaveLength(4);
      expect(pieces[0]).toMatchObject({ startLine: 'OPTIONS rtsp://a/b RTSP/1.0' });
      expect((pieces[0] as RtspMessage).headers.get('x')).toEqual(['a', 'b']);
      expect(pieces[1]).toEqual({ kind: 'packet', channel: 1, data: Buffer.of(7, 8, 9) });
      expect((pieces[2] as RtspMessage).body.toString()).toBe('hi');
      expect(parser.waitingBytes).toBe(0);
    }
  });

  it.each([
    ['another protocol', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['endless headers', `OPTIONS * RTSP/1.0\r\nX: ${'a'.repeat(20_000)}`],
    ['many headers', `OPTIONS * RTSP/1.0\r\n${'X: a\r\n'.repeat(101)}\r\n`],
    ['a huge body', 'OPTIONS * RTSP/1.0\r\nContent-Length: 99999999\r\n\r\n'],
    ['a negative body', 'OPTIONS * RTSP/1.0\r\nContent-Length: -5\r\n\r\n'],
    ['a line without a colon', 'OPTIONS * RTSP/1.0\r\nhello\r\n\r\n'],
    ['rubbish that ends', 'abc\r\n\r\n'],
  ])('refuses %s', (_, text) => {
    expect(() => parse(new RtspParser(), text)).toThrow(RtspSyntaxError);
  });
});
