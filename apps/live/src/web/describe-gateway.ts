import type { LiveCamera } from '../camera/live-camera.ts';
import type { CameraDescription } from '../page/messages.ts';
import type { Mount } from '../stream/mount.ts';

/** What the page and `/healthz` tell of a camera. */
export function describeCamera({ name, status, health, counters, mount }: LiveCamera): CameraDescription {
  return {
    name,
    state: status.state,
    reason: status.reason,
    sinceMs: status.sinceMs,
    health: health?.state ?? 'ok',
    healthSinceMs: health?.sinceMs,
    framesPerSecond: counters.framesPerSecond,
    latencySeconds: counters.latencySeconds,
    looksPerSecond: counters.looksPerSecond,
    width: mount.video?.width,
    height: mount.video?.height,
    clockStartMs: findClockStart(mount),
  };
}

/** Whether the camera shows hidden pictures and nothing is wrong with them. */
export function isWell({ state, health }: Pick<CameraDescription, 'state' | 'health'>): boolean {
  return state === 'live' && health === 'ok';
}

function findClockStart(mount: Mount): number | undefined {
  const last = mount.currentGroup.findLast(({ receivedAtMs }) => receivedAtMs !== undefined);
  return last?.receivedAtMs === undefined ? undefined : last.receivedAtMs - last.seconds * 1000;
}
