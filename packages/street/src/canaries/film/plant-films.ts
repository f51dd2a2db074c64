import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { ClipEncoder } from '../../film/clip-encoder.ts';
import { drawClip } from '../../draw-clip.ts';
import { join, middleOf, text, u32 } from '../bytes.ts';
import { secretColor, secretPosition, secretText, secretTime, type Canary, type Color } from '../canary.ts';
import { buildXmp } from '../photo/build-xmp.ts';
import { drawPortrait, drawPortraitPixels } from '../photo/draw-portrait.ts';
import type { Planted } from '../photo/plant-jpeg.ts';
import { positionNeedles, timeNeedles } from '../spell.ts';
import { box, buildMp4, pictureTrack, type Mp4Film, type Mp4Track } from './build-mp4.ts';
import { buildMatroska } from './build-matroska.ts';
import {
  chapterTrack,
  soundTrack,
  subtitleTrack,
  telemetryNeedles,
  telemetryTrack,
  timecodeTrack,
} from './other-tracks.ts';
import { readCodedFrames, type CodedFilm } from './read-coded-frames.ts';
import {
  internationalText,
  itemList,
  keyedMetadata,
  neroChapters,
  privateBox,
  threeGppPlace,
  threeGppText,
} from './user-data.ts';

const SIZE = { width: 320, height: 192 };
const FPS = 10;
/** From 1904, where QuickTime's time starts, to 1970. */
const SECONDS_BEFORE_1970 = 2_082_844_800;
const XMP_UUID = 'be7acfcb97a942e89c71999491e3afac';
const PRIVATE_UUID = '57524e4341524d50000000000000c0de';
/** Main pitch of the planted voice, and of mains hum, in hertz. */
const VOICE_HERTZ = 697;
const MAINS_HERTZ = 150;

function textCanary(name: string, place: string): Canary {
  return { name, place, needles: [secretText(name)] };
}

/** Frames to encode, one after the other. */
type Frames = Iterable<Uint8Array>;

/** Encodes frames as the street's clips are encoded. */
async function encode(frames: Frames): Promise<CodedFilm> {
  const folder = await mkdtemp(joinPath(tmpdir(), 'canary-'));
  try {
    const file = joinPath(folder, 'clip.mp4');
    const encoder = new ClipEncoder(file, { ...SIZE, fps: FPS, sound: false, crf: 20 });
    try {
      for (const frame of frames) encoder.write(frame);
      encoder.finish();
    } finally {
      encoder.close();
    }
    return await readCodedFrames(file, FPS);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function drawStreet(seconds: number): Promise<Uint8Array[]> {
  const film = await drawClip({ seed: 'canaries', ...SIZE, fps: FPS, seconds });
  return [...film.frames()].map(({ rgb }) => rgb.slice());
}

async function drawFace(color: Color, count: number): Promise<Uint8Array[]> {
  const pixels = await drawPortraitPixels(color, SIZE.width, SIZE.height);
  return Array.from({ length: count }, () => pixels);
}

function mainTrack(film: CodedFilm, changes: Partial<Mp4Track> = {}): Mp4Track {
  return { ...pictureTrack(film, { ...SIZE, fps: FPS, handlerName: 'VideoHandler', compressorName: '' }), ...changes };
}

function buildFilm(tracks: readonly Mp4Track[], changes: Partial<Mp4Film> = {}): Buffer {
  return buildMp4({ tracks, creationTime: 0, index: [], after: [], unclaimed: Buffer.alloc(0), ...changes });
}

/** A supplemental unit with a text, as encoders and cameras put it into streams. */
function supplemental(payloadType: number, head: Buffer, value: string): Buffer {
  const payload = join(head, text(value));
  const unit = join(Buffer.from([6, payloadType, payload.length]), payload, Buffer.from([0x80]));
  return join(u32(unit.length), unit);
}

function withUnits(film: CodedFilm, units: Buffer): CodedFilm {
  const [first, ...rest] = film.frames;
  if (first === undefined) throw new Error('Expected a clip with frames.');
  return { ...film, frames: [{ ...first, data: join(units, first.data) }, ...rest] };
}

function iso6709({ latitude, longitude }: { latitude: number; longitude: number }): string {
  return `+${latitude.toFixed(5).padStart(8, '0')}+${longitude.toFixed(5).padStart(9, '0')}/`;
}

/** A clip whose index, names and stream say who, where and when. */
export async function plantMp4Metadata(): Promise<Planted> {
  const film = await encode(await drawStreet(2));
  const cover = await drawPortrait(secretColor(0), 150);
  const created = secretTime('mp4-creation-time');
  const udtaPlace = secretPosition('mp4-udta-xyz');
  const loci = secretPosition('mp4-udta-loci');
  const keyed = secretPosition('mp4-keyed-location');
  const units = join(
    supplemental(5, Buffer.from('0123456789abcdef0123456789abcdef', 'hex'), secretText('h264-sei-user-data')),
    supplemental(4, Buffer.from([0xb5, 0, 0x31]), secretText('h264-sei-t35')),
  );
  const track = pictureTrack(withUnits(film, units), {
    ...SIZE,
    fps: FPS,
    handlerName: secretText('mp4-handler-name'),
    compressorName: secretText('mp4-compressor').slice(0, 31),
  });
  const udta = box(
    'udta',
    internationalText('\xa9nam', secretText('mp4-udta-title')),
    internationalText('\xa9xyz', iso6709(udtaPlace)),
    internationalText('\xa9mod', secretText('mp4-udta-model')),
    threeGppText('auth', secretText('mp4-udta-author')),
    threeGppText('cprt', secretText('mp4-udta-copyright')),
    threeGppPlace(secretText('mp4-udta-loci-name'), loci),
    neroChapters(secretText('mp4-nero-chapter')),
    itemList({ '\xa9ART': secretText('mp4-item-artist'), '\xa9cmt': secretText('mp4-item-comment'), covr: cover }),
    box('XMP_', buildXmp({ creator: secretText('mp4-udta-xmp') })),
  );
  const bytes = buildFilm(
    [{ ...track, more: [box('udta', internationalText('\xa9nam', secretText('mp4-track-title')))] }],
    {
      creationTime: created + SECONDS_BEFORE_1970,
      index: [
        udta,
        keyedMetadata({
          'com.apple.quicktime.location.ISO6709': iso6709(keyed),
          'com.apple.quicktime.author': secretText('mp4-keyed-author'),
        }),
      ],
      after: [
        privateBox(XMP_UUID, buildXmp({ creator: secretText('mp4-uuid-xmp') })),
        privateBox(PRIVATE_UUID, text(secretText('mp4-uuid-private'))),
        box('free', text(secretText('mp4-free'))),
        box('skip', text(secretText('mp4-skip'))),
        box('wren', text(secretText('mp4-unknown-box'))),
      ],
      unclaimed: text(secretText('mp4-unclaimed-media-data')),
    },
  );
  return {
    bytes,
    canaries: [
      textCanary('h264-sei-user-data', 'text in the video stream (SEI)'),
      textCanary('h264-sei-t35', 'registered data in the video stream (SEI)'),
      textCanary('mp4-handler-name', 'name of the track'),
      { name: 'mp4-compressor', place: 'name of the encoder', needles: [secretText('mp4-compressor').slice(0, 31)] },
      textCanary('mp4-udta-title', 'title (QuickTime)'),
      textCanary('mp4-udta-model', 'camera model (QuickTime)'),
      { name: 'mp4-udta-xyz', place: 'position (QuickTime)', needles: positionNeedles(udtaPlace) },
      textCanary('mp4-udta-author', 'author (3GPP)'),
      textCanary('mp4-udta-copyright', 'copyright (3GPP)'),
      textCanary('mp4-udta-loci-name', 'name of the place (3GPP)'),
      {
        name: 'mp4-udta-loci',
        place: 'position (3GPP)',
        needles: [u32(Math.round(loci.longitude * 65536), Math.round(loci.latitude * 65536))],
      },
      textCanary('mp4-nero-chapter', "chapter title (Nero's)"),
      textCanary('mp4-item-artist', 'artist (iTunes)'),
      textCanary('mp4-item-comment', 'comment (iTunes)'),
      { name: 'mp4-cover', place: 'face in the cover picture', needles: [middleOf(cover)], color: secretColor(0) },
      textCanary('mp4-udta-xmp', 'XMP in user data'),
      textCanary('mp4-track-title', 'title of the track'),
      { name: 'mp4-keyed-location', place: "position (Apple's keys)", needles: positionNeedles(keyed) },
      textCanary('mp4-keyed-author', "author (Apple's keys)"),
      textCanary('mp4-uuid-xmp', 'XMP in a private box'),
      textCanary('mp4-uuid-private', 'private box'),
      textCanary('mp4-free', 'free space'),
      textCanary('mp4-skip', 'skipped space'),
      textCanary('mp4-unknown-box', 'unknown box'),
      textCanary('mp4-unclaimed-media-data', 'media data of no sample'),
      {
        name: 'mp4-creation-time',
        place: 'creation times',
        needles: [...timeNeedles(created), u32(created + SECONDS_BEFORE_1970)],
      },
    ],
  };
}

/** A clip with tracks that no player shows unless asked: film, subtitles, chapters, telemetry, timecode. */
export async function plantMp4Tracks(): Promise<Planted> {
  const main = await encode(await drawStreet(2));
  const second = await encode(await drawFace(secretColor(1), 20));
  const telemetry = secretPosition('mp4-telemetry-gps');
  const bytes = buildFilm([
    mainTrack(main, { reference: ['chap', 4] }),
    mainTrack(second, { isEnabled: false }),
    subtitleTrack(secretText('mp4-subtitle')),
    chapterTrack(secretText('mp4-chapter-track')),
    telemetryTrack(secretText('mp4-telemetry-device'), telemetry),
    timecodeTrack(secretText('mp4-timecode-reel'), FPS),
  ]);
  return {
    bytes,
    canaries: [
      {
        name: 'mp4-second-video',
        place: 'face in a second video track',
        needles: [middleOf(second.frames[0]!.data)],
        color: secretColor(1),
      },
      textCanary('mp4-subtitle', 'subtitle'),
      textCanary('mp4-chapter-track', 'chapter title (track)'),
      textCanary('mp4-telemetry-device', "camera's name in telemetry (GPMF)"),
      {
        name: 'mp4-telemetry-gps',
        place: 'position in telemetry (GPMF)',
        needles: [...telemetryNeedles(telemetry), ...positionNeedles(telemetry)],
      },
      textCanary('mp4-timecode-reel', 'name of the reel in a timecode track'),
    ],
  };
}

/** A clip with sound: a voice, and the hum of the mains, which dates and places it. */
export async function plantSound(): Promise<Planted> {
  const film = await encode(await drawStreet(2));
  return {
    bytes: buildFilm([mainTrack(film), soundTrack(2, [VOICE_HERTZ, MAINS_HERTZ])]),
    canaries: [
      {
        name: 'sound-voice',
        place: 'voice in the sound (a tone of 697 Hz stands for it)',
        needles: [],
        toneHertz: VOICE_HERTZ,
      },
      { name: 'sound-mains-hum', place: 'mains hum in the sound (150 Hz)', needles: [], toneHertz: MAINS_HERTZ },
    ],
  };
}

/** A text behind the last box of a clip. */
export async function plantMp4Tail(): Promise<Planted> {
  const film = await encode(await drawStreet(1));
  return {
    bytes: join(buildFilm([mainTrack(film)]), text(`....${secretText('mp4-tail')}`)),
    canaries: [textCanary('mp4-tail', 'text behind the last box')],
  };
}

/** A clip whose first second an edit list hides: the face in it is in the file, but no player shows it. */
export async function plantHiddenFrames(): Promise<Planted> {
  const film = await encode([...(await drawFace(secretColor(2), FPS)), ...(await drawStreet(2))]);
  const track = mainTrack(film);
  const hidden = { ...track, hiddenTicks: track.timescale };
  return {
    bytes: buildFilm([hidden]),
    canaries: [
      {
        name: 'mp4-hidden-frames',
        place: 'face in frames that an edit list hides',
        needles: [middleOf(film.frames[0]!.data)],
        color: secretColor(2),
      },
    ],
  };
}

/** A short film of a face, as phones put it behind a photo. */
export async function plantMotionFilm(): Promise<Planted> {
  const film = await encode(await drawFace(secretColor(3), FPS));
  const note = secretText('motion-film-title');
  return {
    bytes: buildFilm([mainTrack(film)], { index: [box('udta', internationalText('\xa9nam', note))] }),
    canaries: [
      {
        name: 'motion-film',
        place: 'face in the film behind a motion photo',
        needles: [middleOf(film.frames[0]!.data)],
        color: secretColor(3),
      },
      { name: 'motion-film-title', place: 'title of the film behind a motion photo', needles: [note] },
    ],
  };
}

/** A Matroska film with attachments, tags, chapters, a title and subtitles. */
export async function plantMatroska(): Promise<Planted> {
  const film = await encode(await drawStreet(2));
  const attachment = await drawPortrait(secretColor(4), 150);
  const created = secretTime('mkv-date');
  const bytes = buildMatroska({
    film,
    ...SIZE,
    fps: FPS,
    title: secretText('mkv-title'),
    trackName: secretText('mkv-track-name'),
    createdSeconds: created,
    tags: { ARTIST: secretText('mkv-tag') },
    chapter: secretText('mkv-chapter'),
    subtitle: secretText('mkv-subtitle'),
    attachments: [
      { name: `${secretText('mkv-attachment-name')}.jpg`, type: 'image/jpeg', data: attachment },
      { name: 'note.txt', type: 'text/plain', data: text(secretText('mkv-attachment')) },
    ],
  });
  return {
    bytes,
    canaries: [
      textCanary('mkv-title', 'title'),
      textCanary('mkv-track-name', 'name of the track'),
      { name: 'mkv-date', place: 'date', needles: timeNeedles(created) },
      textCanary('mkv-tag', 'tag'),
      textCanary('mkv-chapter', 'chapter title'),
      textCanary('mkv-subtitle', 'subtitle'),
      textCanary('mkv-attachment-name', 'name of an attached file'),
      textCanary('mkv-attachment', 'attached text'),
      {
        name: 'mkv-attached-picture',
        place: 'face in an attached picture',
        needles: [middleOf(attachment)],
        color: secretColor(4),
      },
    ],
  };
}
