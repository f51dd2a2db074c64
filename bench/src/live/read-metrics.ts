import type { LiveGateway } from './live-gateway.ts';

/** What the gateway says of itself, over all cameras. */
export interface LiveMetrics {
  /** Hidden pictures that left. */
  readonly pictures: number;
  /** Seconds of cards. */
  readonly carded: number;
  /** Looks a second. */
  readonly looks: number;
  /** Median from arriving to leaving, the mean over the cameras. */
  readonly latencySeconds: number;
}

/** Reads `/metrics` of the gateway. */
export async function readMetrics(gateway: LiveGateway): Promise<LiveMetrics> {
  const web = String(gateway.events.find(({ event }) => event === 'ready')?.['web']);
  const text = await (await fetch(new URL('/metrics', web))).text();
  const values = (name: string): readonly number[] =>
    [...text.matchAll(new RegExp(String.raw`^passerby_camera_${name}\{[^}]*\} (\S+)$`, 'gm'))].map(([, value]) =>
      Number(value),
    );
  const sum = (name: string): number => values(name).reduce((all, value) => all + value, 0);
  return {
    pictures: sum('pictures_total'),
    carded: sum('carded_seconds_total'),
    looks: sum('looks_per_second'),
    latencySeconds: sum('latency_seconds') / values('latency_seconds').length,
  };
}
