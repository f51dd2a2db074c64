import { describe, expect, it } from 'vitest';
import { readSdp } from './read-sdp.ts';
import { writeSdp } from './write-sdp.ts';

const head = 'v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=x\r\nt=0 0\r\n';

describe('readSdp', () => {
  it('reads what we write', () => {
    const video = {
      width: 640,
      height: 360,
      framesPerSecond: 15,
      sequenceParameterSet: Uint8Array.of(0x67, 0x64, 0, 0x1f),
      pictureParameterSet: Uint8Array.of(0x68, 9),
      codec: 'avc1.64001f',
    };
    expect(readSdp(writeSdp(video))).toMatchObject({
      codec: 'h264',
      payloadType: 96,
      clockRate: 90_000,
      control: 'track1',
      parameterSets: [Buffer.from(video.sequenceParameterSet), Buffer.from(video.pictureParameterSet)],
    });
  });

  it('chooses the video that it knows, and leaves sound alone', () => {
    const sdp = `${head}m=audio 0 RTP/AVP 8\r\na=control:track0\r\nm=video 0 RTP/AVP 26\r\na=control:jpeg\r\nm=video 0 RTP/AVP 98\r\na=rtpmap:98 H265/90000\r\na=fmtp:98 sprop-vps=QAE=;sprop-sps=QgE=;sprop-pps=RAE=\r\na=control:rtsp://cam/track2\r\n`;
    expect(readSdp(sdp)).toMatchObject({ codec: 'h265', payloadType: 98, control: 'rtsp://cam/track2' });
  });

  it('says what is missing', () => {
    expect(readSdp(head)).toEqual({ fault: 'The camera offers no video.' });
    expect(readSdp(`${head}m=video 0 RTP/AVP 26\r\n`)).toEqual({
      fault: 'The camera offers video that is neither H.264 nor H.265.',
    });
  });
});
