import type { FormatContext, Stream } from 'node-av';
import { Codec } from 'node-av';
import {
  AV_DISPOSITION_ATTACHED_PIC,
  AV_DISPOSITION_DEFAULT,
  AV_DISPOSITION_STILL_IMAGE,
  AV_DISPOSITION_TIMED_THUMBNAILS,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants';

/** Cover pictures and thumbnails are video streams to FFmpeg. */
const noVideo = [AV_DISPOSITION_ATTACHED_PIC, AV_DISPOSITION_TIMED_THUMBNAILS, AV_DISPOSITION_STILL_IMAGE];

/** All streams of moving pictures, in the order of the file. */
export function videoStreams(input: FormatContext): readonly Stream[] {
  return input.streams.filter(
    (stream) =>
      stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO &&
      !noVideo.some((disposition) => stream.hasDisposition(disposition)),
  );
}

/** The stream that players show: the first marked as default that can be decoded, else the first that can be decoded. */
export function chooseVideoStream(input: FormatContext): Stream | undefined {
  const decodable = videoStreams(input).filter((stream) => Codec.findDecoder(stream.codecpar.codecId));
  return decodable.find((stream) => stream.hasDisposition(AV_DISPOSITION_DEFAULT)) ?? decodable[0];
}

/** The first sound track, as players choose it. */
export function chooseSoundStream(input: FormatContext): Stream | undefined {
  const sounds = input.streams.filter((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO);
  return sounds.find((stream) => stream.hasDisposition(AV_DISPOSITION_DEFAULT)) ?? sounds[0];
}
