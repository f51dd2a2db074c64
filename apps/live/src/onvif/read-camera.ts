import onvif, { type Cam } from 'onvif';
import type { Secret } from '../config/secret.ts';
import type { FoundDevice } from './find-devices.ts';

/** One of the streams that a camera offers. */
export interface CameraProfile {
  readonly name: string;
  /** `H264`, `H265`, `JPEG`, as the camera says it; empty where it does not. */
  readonly encoding: string;
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** RTSP URL without credentials; at the camera itself. */
  readonly url: string;
}

/** What a camera says of itself. */
export interface FoundCamera {
  readonly host: string;
  readonly name: string;
  /** Largest picture first. Empty where `trouble` says why. */
  readonly profiles: readonly CameraProfile[];
  /** One sentence; empty where all went well. */
  readonly trouble: string;
}

/** How to log in. */
export interface CameraLogin {
  readonly user: string;
  readonly password: Secret;
}

/** Asks a camera for its streams. Never rejects for what the camera does: what went wrong is in `trouble`. */
export async function readCamera(
  device: FoundDevice,
  login: CameraLogin | undefined,
  timeoutMs: number = 5000,
): Promise<FoundCamera> {
  const cam = new onvif.Cam({
    hostname: device.host,
    port: device.port,
    path: device.path,
    timeout: timeoutMs,
    autoconnect: false,
    // Whatever addresses it names: only the one that answered is asked.
    preserveAddress: true,
    ...(login && { username: login.user, password: login.password.reveal() }),
  });
  // What is refused after the greeting comes as a warning.
  let warning = '';
  cam.on('warning', (text: unknown) => (warning = String(text)));
  const none = { host: device.host, name: device.name, profiles: [] };
  try {
    await call((done) => cam.connect(done));
    if (warning !== '') throw new Error(warning);
    const tokens = listProfiles(cam);
    const profiles: CameraProfile[] = [];
    for (const { token, ...about } of tokens) {
      const stream = await call<{ uri?: unknown }>((done) =>
        cam.getStreamUri({ protocol: 'RTSP', profileToken: token }, done),
      );
      const url = cleanUrl(stream?.uri, device.host);
      if (url !== undefined) profiles.push({ ...about, url });
    }
    const area = ({ width = 0, height = 0 }: CameraProfile): number => width * height;
    const trouble = profiles.length === 0 ? 'It named no stream at its own address.' : '';
    return { ...none, profiles: profiles.toSorted((a, b) => area(b) - area(a)), trouble };
  } catch (error) {
    return { ...none, trouble: explain(error, login !== undefined) };
  }
}

interface ListedProfile extends Omit<CameraProfile, 'url'> {
  readonly token: string;
}

function listProfiles(cam: Cam): ListedProfile[] {
  // The library types what cameras leave out at will.
  const profiles = (cam.profiles ?? []) as unknown as readonly {
    readonly $?: { readonly token?: string };
    readonly name?: unknown;
    readonly videoEncoderConfiguration?: {
      readonly encoding?: unknown;
      readonly resolution?: { readonly width?: unknown; readonly height?: unknown };
    };
  }[];
  return profiles.flatMap(({ $, name, videoEncoderConfiguration: video }) => {
    const token = $?.token;
    if (token === undefined) return [];
    return [
      {
        token,
        name: typeof name === 'string' ? name : token,
        encoding: typeof video?.encoding === 'string' ? video.encoding : '',
        width: sizeOf(video?.resolution?.width),
        height: sizeOf(video?.resolution?.height),
      },
    ];
  });
}

function sizeOf(value: unknown): number | undefined {
  const size = Number(value);
  return Number.isInteger(size) && size > 0 && size < 100_000 ? size : undefined;
}

/** Without credentials that the camera may have put in; `undefined` where it is no RTSP or leads to another host. */
function cleanUrl(uri: unknown, host: string): string | undefined {
  const url = typeof uri === 'string' && URL.canParse(uri) ? new URL(uri) : undefined;
  if (!url || (url.protocol !== 'rtsp:' && url.protocol !== 'rtsps:') || url.hostname !== host) return undefined;
  url.username = '';
  url.password = '';
  return url.href;
}

function explain(error: unknown, hasLogin: boolean): string {
  const said = error instanceof Error ? error.message : '';
  if (/not authorized|authentication|unauthorized|\b401\b/i.test(said)) {
    return hasLogin ? 'It did not take the user and the password.' : 'It asks for a user and a password.';
  }
  return /timeout|ECONNREFUSED|ECONNRESET|EHOSTUNREACH/i.test(said)
    ? 'It did not answer in time.'
    : 'It answered with something else than ONVIF describes.';
}

/** One call of the library, whose callbacks come from inside its own parser. */
function call<Result>(
  start: (done: (error: Error | null, result?: Result) => void) => void,
): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    start((error, result) => (error ? reject(error) : resolve(result)));
  });
}
