import type { CameraCodec } from '../rtp/access-unit.ts';

/** The video of a session description, as far as it is needed. */
export interface SdpVideo {
  readonly codec: CameraCodec;
  readonly payloadType: number;
  readonly clockRate: number;
  readonly parameterSets: readonly Uint8Array[];
  /** The track's address as written: relative to the session's, or whole. */
  readonly control: string;
}

/** Finds the first video that we can take (RFC 8866); a sentence where there is none. */
export function readSdp(text: string): SdpVideo | { readonly fault: string } {
  const sections = text.split(/\r?\n(?=m=)/).slice(1);
  const videos = sections.filter((section) => section.startsWith('m=video'));
  if (videos.length === 0) return { fault: 'The camera offers no video.' };
  for (const section of videos) {
    const video = readVideo(section.split(/\r?\n/));
    if (video) return video;
  }
  return { fault: 'The camera offers video that is neither H.264 nor H.265.' };
}

function readVideo([media = '', ...lines]: readonly string[]): SdpVideo | undefined {
  const payloadType = Number(media.split(' ')[3]);
  const attribute = (name: string): string | undefined =>
    lines
      .find((line) => line.startsWith(`a=${name}:`))
      ?.slice(name.length + 3)
      .trim();
  const format = lines
    .map((line) => new RegExp(String.raw`^a=rtpmap:${payloadType} ([\w.-]+)/(\d+)`).exec(line))
    .find(Boolean);
  const codec = { H264: 'h264', H265: 'h265', HEVC: 'h265' }[format?.[1]?.toUpperCase() ?? ''] as
    | CameraCodec
    | undefined;
  if (!codec || !Number.isInteger(payloadType)) return undefined;
  return {
    codec,
    payloadType,
    clockRate: Number(format?.[2]) || 90_000,
    parameterSets: readParameterSets(attribute('fmtp') ?? ''),
    control: attribute('control') ?? '',
  };
}

function readParameterSets(fmtp: string): readonly Uint8Array[] {
  return ['sprop-vps', 'sprop-sps', 'sprop-pps', 'sprop-parameter-sets'].flatMap((name) => {
    const value = new RegExp(`${name}=([^;\\s]+)`).exec(fmtp)?.[1];
    return (value?.split(',') ?? []).map((part) => Buffer.from(part, 'base64')).filter((unit) => unit.byteLength > 1);
  });
}
