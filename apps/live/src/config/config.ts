import { z } from 'zod';

const hostAndPort = z.string().regex(/^[^\s/@]+:\d{1,5}$/, 'expected HOST:PORT');
const share = z.number().min(0).max(1);

/** A part of the picture that is always hidden, in shares of its width and height. */
const fixedRegionSchema = z.strictObject({ x: share, y: share, width: share, height: share });

const outputSchema = z.strictObject({
  /** Pixels. Default: the camera's at its first connection. */
  width: z.int().min(64).max(7680).optional(),
  height: z.int().min(64).max(4320).optional(),
  /** Most pictures a second, default 15. */
  fps: z.number().min(1).max(60).default(15),
  /** Most kilobits a second, default: as the picture needs. */
  bitrateKbps: z.int().min(100).max(100_000).optional(),
  /** x264's preset, default superfast. */
  preset: z.enum(['ultrafast', 'superfast', 'veryfast']).default('superfast'),
});

const cameraSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected letters, digits, - or _'),
  /** `rtsp://`, `rtsps://`, `http://` or `https://` (MJPEG), `v4l2:/dev/video0`, `file:PATH`. */
  source: z.string().min(1),
  transport: z.enum(['tcp', 'udp']).default('tcp'),
  preset: z.enum(['face', 'head']).default('head'),
  text: z.enum(['all', 'plates', 'none']).default('all'),
  effect: z.enum(['solid', 'mosaic', 'blur']).default('solid'),
  holdBackSeconds: z.number().min(0).max(3).default(0.3),
  hide: z.array(fixedRegionSchema).default([]),
  output: outputSchema.prefault({}),
  /** The user's own RTSP server, pushed to as well. */
  push: z.string().optional(),
});

/** Schema of `passerby.yaml`. */
export const configSchema = z.strictObject({
  listen: z
    .strictObject({ web: hostAndPort.default('127.0.0.1:8555'), rtsp: hostAndPort.default('127.0.0.1:8554') })
    .prefault({}),
  cameras: z.array(cameraSchema).min(1),
  access: z
    .strictObject({ rtsp: z.strictObject({ user: z.string().min(1), password: z.string().min(1) }).optional() })
    .prefault({}),
});

/** The gateway's configuration, defaults filled in, secrets replaced: holds credentials, never logged. */
export type Config = z.output<typeof configSchema>;
export type CameraConfig = Config['cameras'][number];
