import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorkerPool, hideFile, verifyFile } from '@passerby/node';
import { drawSpecimens } from '@passerby/street';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder = '';
let server: Server;
let connections = 0;
/** The file that no other may lead to, as FFmpeg and XML would name it. */
let planted = '';
let address = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-references-'));
  planted = join(folder, 'planted.mp4');
  const specimens = await drawSpecimens(folder);
  await writeFile(planted, specimens.find(({ name }) => name === 'h264.mp4')!.bytes);
  server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

/** Files that are nothing but a way to other files or hosts. */
const references: readonly [name: string, text: () => string][] = [
  ['list.m3u8', () => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${planted}\n#EXT-X-ENDLIST\n`],
  ['list.mp4', () => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:${planted}\n#EXT-X-ENDLIST\n`],
  ['remote.m3u8', () => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://${address}/a.ts\n#EXT-X-ENDLIST\n`],
  [
    'data.m3u8',
    () =>
      `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-KEY:METHOD=AES-128,URI="http://${address}/key"\n#EXTINF:1,\ndata:video/mp4;base64,AAAA\n#EXT-X-ENDLIST\n`,
  ],
  ['list.ffconcat', () => `ffconcat version 1.0\nfile 'planted.mp4'\n`],
  ['concat.mkv', () => `ffconcat version 1.0\nfile 'concat:${planted}|${planted}'\n`],
  ['remote.ffconcat', () => `ffconcat version 1.0\nfile 'http://${address}/a.mp4'\n`],
  [
    'session.sdp',
    () =>
      `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video ${address.split(':')[1]} RTP/AVP 96\na=rtpmap:96 H264/90000\n`,
  ],
  ['stream.rtsp.mp4', () => `rtsp://${address}/a\n`],
  [
    'manifest.mpd',
    () =>
      `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>http://${address}/a.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>`,
  ],
  [
    'picture.svg',
    () =>
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><image width="9" height="9" xlink:href="http://${address}/a.png"/></svg>`,
  ],
  ['movie.mov', () => `RTSPtext\nrtsp://${address}/a\n`],
  ['redirect.asx', () => `<asx version="3"><entry><ref href="http://${address}/a.wmv"/></entry></asx>`],
  ['redirect.wmv', () => `[Reference]\nRef1=http://${address}/a.wmv\n`],
  ['script.avs', () => `AviSource("${planted}")`],
  ['images.vob', () => `IMG %03d.png ${planted}`],
];

describe('files that lead elsewhere', () => {
  it('are refused in one sentence, reading no other file and calling no host', async () => {
    await using pool = createWorkerPool({ size: 1, stallTimeoutMs: 30_000 });
    const options = { pool, text: 'none', verify: false } as const;
    const ends: string[] = [];
    for (const [name, text] of references) {
      const file = join(folder, name);
      await writeFile(file, text());
      const work = hideFile(file, (extension) => join(folder, `out${extension}`), options);
      const failure = await work.then(
        () => ({ code: 'hidden', message: '' }),
        (error: unknown) => error as { readonly code: string; readonly message: string },
      );
      if (failure.code !== 'unsupported-media' || !/^[A-Z][^\n]+\.$/.test(failure.message)) {
        ends.push(`${name}: ${failure.code} ${failure.message}`);
      }
      await expect(verifyFile(file, { pool, text: 'none' })).rejects.toMatchObject({ code: 'unsupported-media' });
    }
    expect(ends).toEqual([]);
    expect(connections).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('are not meant by names that look like addresses', async () => {
    await using pool = createWorkerPool({ size: 1, stallTimeoutMs: 30_000 });
    const options = { pool, text: 'none', verify: false } as const;
    const movie = await readFile(planted);
    const names = [
      'concat:a|b.mp4',
      `http:${address}.mp4`,
      'pipe:0.mp4',
      '%03d.mp4',
      '-i.mp4',
      `a'b"c\n#?.mp4`,
      '👩‍👧.mp4',
    ];
    for (const [index, name] of names.entries()) {
      await writeFile(join(folder, name), movie);
      const { media } = await hideFile(join(folder, name), join(folder, `${index}.hidden.mp4`), options);
      expect(media).toBe('video');
    }
    expect(connections).toBe(0);
  });

  it('are not followed out of a QuickTime movie whose frames lie in another file', async () => {
    const file = join(folder, 'elsewhere.mov');
    await writeFile(file, moveFramesElsewhere(await readFile(planted), planted));
    await using pool = createWorkerPool({ size: 1, stallTimeoutMs: 30_000 });
    const hiding = hideFile(file, join(folder, 'elsewhere.hidden.mp4'), { pool, text: 'none', verify: false });
    await expect(hiding).rejects.toMatchObject({ code: 'damaged-media' });
  });
});

/** Puts the path of another file (an alias, as QuickTime writes it) in place of "the samples are in this file". */
function moveFramesElsewhere(movie: Buffer, path: string): Buffer {
  const data = movie.indexOf('mdat', 0, 'latin1');
  const index = movie.indexOf('moov', data, 'latin1');
  // Its tables count from the start of the file: what stands before the index must keep its place.
  expect(data).toBeGreaterThan(0);
  expect(index).toBeGreaterThan(data);
  const entry = movie.indexOf('url ', index, 'latin1') - 4;
  const place = Buffer.from(path, 'latin1');
  const alias = Buffer.concat([
    Buffer.alloc(12 + 150),
    Buffer.alloc(4),
    place,
    Buffer.alloc(place.length % 2),
    Buffer.alloc(4),
  ]);
  alias.writeUInt32BE(alias.length, 0);
  alias.write('alis', 4, 'latin1');
  alias.writeUInt16BE(1, 12 + 130); // levels to go up and down
  alias.writeUInt16BE(1, 12 + 132);
  alias.writeUInt16BE(2, 12 + 150); // an absolute path
  alias.writeUInt16BE(place.length, 12 + 152);
  alias.writeInt16BE(-1, alias.length - 4);
  const moved = Buffer.concat([movie.subarray(0, entry), alias, movie.subarray(entry + 12)]);
  for (const type of ['moov', 'trak', 'mdia', 'minf', 'dinf', 'dref']) {
    const at = moved.indexOf(type, index, 'latin1') - 4;
    moved.writeUInt32BE(moved.readUInt32BE(at) + alias.length - 12, at);
  }
  return moved;
}
