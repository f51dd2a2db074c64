import type { NormalizedBox } from '@passerby/engine';
import { parseAddress, type Address } from './address.ts';
import { parseCameraSource, type CameraSource } from './camera-source.ts';
import type { CheckedConfig } from './config-schema.ts';
import { Secret } from './secret.ts';

type CheckedCamera = CheckedConfig['cameras'][number];

/** One camera's settings, all defaults filled in. What each means and may be: `config-schema.ts`. */
export interface CameraConfig extends Pick<
  CheckedCamera,
  | 'name'
  | 'transport'
  | 'preset'
  | 'text'
  | 'effect'
  | 'holdBackSeconds'
  | 'looksPerSecond'
  | 'lookWithinSeconds'
  | 'output'
> {
  readonly source: CameraSource;
  readonly hide: readonly NormalizedBox[];
  readonly push: CameraSource | undefined;
}

/** What recorders log in with. */
export interface RtspAccess {
  readonly user: string;
  readonly password: Secret;
}

/** Where the state of cameras is posted to. */
export interface WebhookConfig {
  readonly url: Secret;
  /** For people and logs. */
  readonly label: string;
}

/** Everything that `passerby.yaml` says, taken apart. Secrets in it print as `[secret]`. */
export interface LiveConfig {
  readonly listen: { readonly web: Address; readonly rtsp: Address };
  readonly cameras: readonly CameraConfig[];
  readonly access: { readonly rtsp: RtspAccess | undefined };
  readonly webhook: WebhookConfig | undefined;
}

/** Takes a checked configuration apart; paths in it are relative to `folder`. */
export function takeApart(config: CheckedConfig, folder: string): LiveConfig {
  const { rtsp } = config.access;
  return {
    listen: { web: parseAddress(config.listen.web), rtsp: parseAddress(config.listen.rtsp) },
    cameras: config.cameras.map((camera) => takeCameraApart(camera, folder)),
    access: { rtsp: rtsp && { user: rtsp.user, password: new Secret(rtsp.password) } },
    webhook: config.webhook && { url: new Secret(config.webhook.url), label: new URL(config.webhook.url).origin },
  };
}

function takeCameraApart(camera: CheckedCamera, folder: string): CameraConfig {
  return {
    ...camera,
    source: parseCameraSource(camera.source, folder),
    hide: camera.hide.map(({ x, y, width, height }) => ({
      left: x,
      top: y,
      right: Math.min(1, x + width),
      bottom: Math.min(1, y + height),
    })),
    push: camera.push === undefined ? undefined : parseCameraSource(camera.push, folder),
  };
}
