import type { MountVideo } from '../stream/mount.ts';

/** Payload type of our video. */
export const videoPayloadType = 96;
export const videoClockRate = 90_000;
/** The track's address under the mount's. */
export const trackControl = 'track1';

/** Describes a mount's one video (RFC 8866). Nothing of the camera is in it. */
export function writeSdp(video: MountVideo): string {
  const { sequenceParameterSet: sps, pictureParameterSet: pps } = video;
  const profile = Buffer.from(sps.subarray(1, 4)).toString('hex');
  return [
    'v=0',
    'o=- 0 0 IN IP4 0.0.0.0',
    's=Passerby',
    'c=IN IP4 0.0.0.0',
    't=0 0',
    'a=control:*',
    'a=range:npt=now-',
    `m=video 0 RTP/AVP ${videoPayloadType}`,
    `a=rtpmap:${videoPayloadType} H264/${videoClockRate}`,
    `a=fmtp:${videoPayloadType} packetization-mode=1;profile-level-id=${profile};sprop-parameter-sets=${toBase64(sps)},${toBase64(pps)}`,
    `a=framerate:${video.framesPerSecond}`,
    `a=x-dimensions:${video.width},${video.height}`,
    `a=control:${trackControl}`,
    '',
  ].join('\r\n');
}

function toBase64(unit: Uint8Array): string {
  return Buffer.from(unit).toString('base64');
}
