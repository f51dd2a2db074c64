import type { CameraDescription, CameraState, PictureHealthState } from './messages.ts';

const stateWords: Readonly<Record<CameraState, string>> = { live: 'live', carded: 'card', offline: 'offline' };

const healthWords: Readonly<Record<PictureHealthState, string>> = {
  ok: '',
  frozen: 'picture frozen',
  covered: 'lens covered',
  dark: 'picture dark',
  defocused: 'out of focus',
  moved: 'camera moved',
};

/** How a camera looks at a glance. */
export type Tone = 'well' | 'warn' | 'gone';

export interface CameraWords {
  readonly tone: Tone;
  /** One or two words. */
  readonly state: string;
  /** Why, and since when; empty where all is well. */
  readonly reason: string;
}

/** A camera's state in words. `formatTime` words a moment, in milliseconds since 1970. */
export function wordCamera(camera: CameraDescription, formatTime: (ms: number) => string): CameraWords {
  const { state, reason, sinceMs, health, healthSinceMs } = camera;
  if (state !== 'live') {
    const why = reason.replace(/\.$/, '');
    return {
      tone: state === 'offline' ? 'gone' : 'warn',
      state: stateWords[state],
      reason: `${why === '' ? '' : `${why}, `}since ${formatTime(sinceMs)}`,
    };
  }
  if (health === 'ok') return { tone: 'well', state: stateWords.live, reason: '' };
  const since = healthSinceMs === undefined ? '' : `since ${formatTime(healthSinceMs)}`;
  return { tone: 'warn', state: healthWords[health], reason: since };
}

/** All cameras in one line. */
export function wordSummary(cameras: readonly CameraDescription[]): string {
  const count = (isCounted: (camera: CameraDescription) => boolean): number => cameras.filter(isCounted).length;
  const offline = count(({ state }) => state === 'offline');
  const carded = count(({ state }) => state === 'carded');
  const unwell = count(({ state, health }) => state === 'live' && health !== 'ok');
  const parts = [
    offline > 0 ? `${offline} offline` : '',
    carded > 0 ? `${carded} showing a card` : '',
    unwell > 0 ? `${unwell} to look after` : '',
  ].filter((part) => part !== '');
  const cameraWord = cameras.length === 1 ? 'camera' : 'cameras';
  return `${cameras.length} ${cameraWord}, ${parts.length === 0 ? 'all well' : parts.join(', ')}`;
}

/** `0.4 s`; a dash where it is not known. */
export function wordLatency(seconds: number | undefined): string {
  return seconds === undefined ? '–' : `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
}
