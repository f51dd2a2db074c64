import { Secret } from './secret.ts';
import type { CameraConfig, LiveConfig } from './live-config.ts';

/** What a new configuration changes. Names of cameras, in the order of the configuration that has them. */
export interface ConfigChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Cameras of the same name with other settings. */
  readonly changed: readonly string[];
  /** Cameras that go on undisturbed. */
  readonly kept: readonly string[];
  /** The gateway would listen elsewhere. */
  readonly listen: boolean;
  /** Recorders would log in otherwise. */
  readonly access: boolean;
  readonly webhook: boolean;
}

/** Compares two configurations, secrets included. */
export function compareConfigs(before: LiveConfig, after: LiveConfig): ConfigChanges {
  const old = byName(before.cameras);
  const now = byName(after.cameras);
  const common = after.cameras.filter(({ name }) => old.has(name));
  const isKept = (camera: CameraConfig): boolean => isSame(camera, old.get(camera.name));
  return {
    added: namesOf(after.cameras.filter(({ name }) => !old.has(name))),
    removed: namesOf(before.cameras.filter(({ name }) => !now.has(name))),
    changed: namesOf(common.filter((camera) => !isKept(camera))),
    kept: namesOf(common.filter(isKept)),
    listen: !isSame(before.listen, after.listen),
    access: !isSame(before.access, after.access),
    webhook: !isSame(before.webhook, after.webhook),
  };
}

function byName(cameras: readonly CameraConfig[]): ReadonlyMap<string, CameraConfig> {
  return new Map(cameras.map((camera) => [camera.name, camera]));
}

function namesOf(cameras: readonly CameraConfig[]): string[] {
  return cameras.map(({ name }) => name);
}

/** Node's own deep equality does not look into a secret. */
function isSame(a: unknown, b: unknown): boolean {
  if (a instanceof Secret || b instanceof Secret) return a instanceof Secret && b instanceof Secret && a.equals(b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => isSame(a[key as keyof typeof a], b[key as keyof typeof b]));
}
