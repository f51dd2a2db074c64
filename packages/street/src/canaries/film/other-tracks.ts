import { join, text, u16, u32 } from '../bytes.ts';
import { box, fullBox, type Mp4Track } from './build-mp4.ts';

const NULL_HEADER = fullBox('nmhd', 0, 0);
const GENERIC_HEADER = box(
  'gmhd',
  fullBox('gmin', 0, 0, u16(0x40, 0x8000, 0x8000, 0x8000, 0, 0)),
  box('text', Buffer.alloc(36)),
);

/** Samples of one second each. */
function seconds(...data: readonly Buffer[]): Mp4Track['samples'] {
  return data.map((bytes) => ({ data: bytes, ticks: 1000 }));
}

/** Subtitles as 3GPP timed text. */
export function subtitleTrack(line: string): Mp4Track {
  const style = join(u16(0, 0, 1), Buffer.from([0, 18, 255, 255, 255, 255]));
  const description = box(
    'tx3g',
    u32(0),
    u16(0, 1),
    u32(0),
    Buffer.from([1, 0xff]),
    u32(0),
    Buffer.alloc(8),
    style,
    box('ftab', u16(1, 1), Buffer.from([5]), text('Serif')),
  );
  return {
    handler: 'sbtl',
    handlerName: 'Subtitles',
    description,
    kindHeader: NULL_HEADER,
    timescale: 1000,
    samples: seconds(join(u16(line.length), text(line))),
  };
}

/** Chapter titles as a QuickTime text track. Another track refers to it by `chap`. */
export function chapterTrack(title: string): Mp4Track {
  const description = box(
    'text',
    u32(0),
    u16(0, 1),
    u32(1, 1),
    Buffer.alloc(6),
    Buffer.alloc(16),
    u16(0),
    Buffer.alloc(11),
  );
  return {
    handler: 'text',
    handlerName: 'Chapters',
    description,
    kindHeader: GENERIC_HEADER,
    timescale: 1000,
    isEnabled: false,
    samples: seconds(join(u16(title.length), text(title), box('encd', u32(0x100)))),
  };
}

function item(key: string, type: string, size: number, repeat: number, data: Buffer): Buffer {
  return join(text(key), text(type), Buffer.from([size]), u16(repeat), data, Buffer.alloc((4 - (data.length % 4)) % 4));
}

/** A camera's telemetry (GPMF): a name and positions. */
export function telemetryTrack(
  device: string,
  position: { readonly latitude: number; readonly longitude: number },
): Mp4Track {
  const degrees = [position.latitude, position.longitude].map((angle) => Math.round(angle * 1e7));
  const stream = join(
    item('SCAL', 'l', 4, 5, u32(10_000_000, 10_000_000, 1000, 1000, 100)),
    item('GPS5', 'l', 20, 1, u32(degrees[0]!, degrees[1]!, 30_000, 1000, 100)),
  );
  const payload = item('DEVC', '\0', 1, 0, Buffer.alloc(0));
  const body = join(item('DVNM', 'c', 1, device.length, text(device)), item('STRM', '\0', 1, stream.length, stream));
  payload.writeUInt16BE(body.length, 6);
  return {
    handler: 'meta',
    handlerName: 'GoPro MET',
    description: box('gpmd', u32(0), u16(0, 1), u32(0)),
    kindHeader: NULL_HEADER,
    timescale: 1000,
    samples: seconds(join(payload, body)),
  };
}

/** How positions stand in telemetry. */
export function telemetryNeedles(position: { readonly latitude: number; readonly longitude: number }): Buffer[] {
  return [u32(Math.round(position.latitude * 1e7), Math.round(position.longitude * 1e7))];
}

/** A timecode track that names the reel. */
export function timecodeTrack(reel: string, fps: number): Mp4Track {
  const name = box('name', u16(reel.length, 0), text(reel));
  const description = box('tmcd', u32(0), u16(0, 1), u32(0, 0, fps * 1000, 1000), Buffer.from([fps, 0]), name);
  const header = box(
    'gmhd',
    fullBox('gmin', 0, 0, u16(0x40, 0x8000, 0x8000, 0x8000, 0, 0)),
    box('tmcd', fullBox('tcmi', 0, 0, u16(0, 0, 12, 0), Buffer.alloc(12), Buffer.from([0]))),
  );
  return {
    handler: 'tmcd',
    handlerName: 'Timecode',
    description,
    kindHeader: header,
    timescale: 1000,
    samples: seconds(u32(3600 * fps)),
  };
}

const SOUND_RATE = 8000;

/** Uncompressed sound of some pitches. Hertz. */
export function soundTrack(durationSeconds: number, pitches: readonly number[]): Mp4Track {
  const count = Math.round(durationSeconds * SOUND_RATE);
  const data = Buffer.alloc(2 * count);
  for (let i = 0; i < count; i += 1) {
    const value =
      pitches.reduce((sum, hertz) => sum + Math.sin((2 * Math.PI * hertz * i) / SOUND_RATE), 0) / pitches.length;
    data.writeInt16LE(Math.round(value * 9000), 2 * i);
  }
  const description = box('sowt', u32(0), u16(0, 1), Buffer.alloc(8), u16(1, 16, 0, 0), u32(SOUND_RATE * 0x10000));
  return {
    handler: 'soun',
    handlerName: 'Sound',
    description,
    kindHeader: fullBox('smhd', 0, 0, Buffer.alloc(4)),
    timescale: SOUND_RATE,
    bytesPerSample: 2,
    samples: [{ data, ticks: count }],
  };
}
