import { setTimeout as delay } from 'node:timers/promises';
import { pullFile } from './pull-file.ts';
import { pullMjpeg } from './pull-mjpeg.ts';
import { pullRtsp } from './pull-rtsp.ts';
import type { PullListener } from './pull-listener.ts';
import { pullWebcam } from './pull-webcam.ts';
import { SourceError } from './source-error.ts';

/** A camera's source, credentials included. */
export interface SourceSettings {
  readonly kind: 'rtsp' | 'mjpeg' | 'webcam' | 'file';
  readonly url: string;
  readonly transport: 'tcp' | 'udp';
}

export interface SourceListener extends PullListener {
  /** The connection is over; another will be tried. */
  onBreak(error: SourceError): void;
}

const firstWaitMs = 250;
/** An outage that is over is noticed within this and a quarter more. */
const longestWaitMs = 2500;
/** Cameras lock accounts after a few wrong passwords. */
const lastingWaitMs = 20_000;
/** A connection that held so long was a good one: waiting begins anew. */
const goodMs = 5000;

/** Pulls from a camera, and again after every break, until `signal` aborts. */
export async function runSource(
  settings: SourceSettings,
  signal: AbortSignal,
  listener: SourceListener,
): Promise<void> {
  let waitMs = firstWaitMs;
  while (!signal.aborted) {
    const startedMs = performance.now();
    try {
      await pull(settings, signal, listener);
    } catch (error) {
      if (signal.aborted) return;
      const known =
        error instanceof SourceError ? error : new SourceError('Reading from the camera failed.', { cause: error });
      listener.onBreak(known);
      if (performance.now() - startedMs > goodMs) waitMs = firstWaitMs;
      // Gateways that restart together must not come back together.
      const jitter = 0.75 + Math.random() * 0.5;
      await delay((known.isLasting ? lastingWaitMs : waitMs) * jitter, undefined, { signal }).catch(ignoreAbort);
      waitMs = Math.min(longestWaitMs, waitMs * 2);
    }
  }
}

function pull({ kind, url, transport }: SourceSettings, signal: AbortSignal, listener: PullListener): Promise<never> {
  switch (kind) {
    case 'rtsp':
      return pullRtsp({ url, transport, signal }, listener);
    case 'mjpeg':
      return pullMjpeg({ url, signal }, listener);
    case 'webcam':
      return pullWebcam({ device: url, signal }, listener);
    case 'file':
      return pullFile({ path: url, signal }, listener);
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
