import type { OutputFormat } from '../job/studio-job.ts';

/** A video format, and the settings of the encoder that writes it here. */
export interface ChosenEncoder {
  readonly format: VideoFormat;
  readonly codec: 'h264' | 'vp9' | 'av1';
  readonly config: VideoEncoderConfig;
}

export type VideoFormat = Extract<OutputFormat, 'mp4-h264' | 'webm-vp9' | 'webm-av1'>;

/** What is to be encoded. */
export interface EncoderWanted {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
}

/** Bits for one pixel: about what x264 takes at crf 20 with its quicker presets. The encoders of browsers are no better. */
const bitsPerPixel = { h264: 0.14, vp9: 0.1, av1: 0.08 } as const;
const leastBitsPerSecond = 200_000;

/** Largest frames of H.264's levels, in macroblocks of 16 x 16 pixels, and the most of them a second (ITU-T H.264, table A-1). */
const h264Levels: readonly (readonly [code: string, frame: number, second: number])[] = [
  ['1e', 1_620, 40_500],
  ['1f', 3_600, 108_000],
  ['28', 8_192, 245_760],
  ['2a', 8_704, 522_240],
  ['32', 22_080, 589_824],
  ['33', 36_864, 983_040],
  ['34', 36_864, 2_073_600],
  ['3e', 139_264, 16_711_680],
];

/** The encoders that this browser has for pictures of this size, best first: H.264 plays everywhere, then VP9, then AV1. */
export async function listEncoders(wanted: EncoderWanted): Promise<readonly ChosenEncoder[]> {
  const candidates = [
    h264(wanted),
    webm('webm-vp9', 'vp9', 'vp09.00.51.08', wanted),
    webm('webm-av1', 'av1', 'av01.0.13M.08', wanted),
  ];
  const found: ChosenEncoder[] = [];
  for (const candidate of candidates) {
    if (candidate && (await isSupported(candidate.config))) found.push(candidate);
  }
  return found;
}

function h264(wanted: EncoderWanted): ChosenEncoder | undefined {
  const frame = Math.ceil(wanted.width / 16) * Math.ceil(wanted.height / 16);
  const level = h264Levels.find(([, most, second]) => frame <= most && frame * wanted.framesPerSecond <= second);
  if (!level) return undefined;
  // Main profile: Chromium's own encoder has no other, and everything plays it.
  const config = { ...configure(`avc1.4d00${level[0]}`, 'h264', wanted), avc: { format: 'avc' as const } };
  return { format: 'mp4-h264', codec: 'h264', config };
}

function webm(format: VideoFormat, codec: 'vp9' | 'av1', name: string, wanted: EncoderWanted): ChosenEncoder {
  return { format, codec, config: configure(name, codec, wanted) };
}

function configure(
  codec: string,
  kind: keyof typeof bitsPerPixel,
  { width, height, framesPerSecond }: EncoderWanted,
): VideoEncoderConfig {
  return {
    codec,
    width,
    height,
    // Without it encoders budget for 30 frames a second.
    framerate: framesPerSecond,
    bitrate: Math.max(leastBitsPerSecond, Math.round(width * height * framesPerSecond * bitsPerPixel[kind])),
    bitrateMode: 'variable',
    // Realtime drops frames.
    latencyMode: 'quality',
  };
}

async function isSupported(config: VideoEncoderConfig): Promise<boolean> {
  return (await VideoEncoder.isConfigSupported(config)).supported === true;
}
