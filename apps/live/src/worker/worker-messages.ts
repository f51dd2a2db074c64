import type { DetectionKind } from '../looks/look-turn-queue.ts';
import type { CameraCounters, CameraState } from '../camera/camera-state.ts';
import type { CameraConfig } from '../config/live-config.ts';
import type { PictureHealth } from '../health/picture-health.ts';
import type { HiddenPacket } from '../stream/hidden-packet.ts';
import type { MountVideo } from '../stream/mount.ts';
import type { MountForm } from './picture-fitter.ts';

/** What a camera's worker process is started with. Goes through the pipe between the processes only: it holds credentials. */
export interface WorkerStart {
  readonly kind: 'start';
  readonly name: string;
  readonly source: {
    readonly kind: CameraConfig['source']['kind'];
    readonly url: string;
    readonly transport: CameraConfig['transport'];
  };
  readonly settings: Pick<
    CameraConfig,
    'preset' | 'text' | 'effect' | 'holdBackSeconds' | 'looksPerSecond' | 'lookWithinSeconds' | 'hide' | 'output'
  >;
  readonly modelsDir: string | undefined;
  /** Value of the system's monotonic clock at which the mount's clock is 0, in nanoseconds. */
  readonly originNs: bigint;
  /** What an earlier worker made of the mount; it stays like that. */
  readonly form: MountForm | undefined;
}

/** From the gateway to a camera's worker. */
export type WorkerRequest =
  | WorkerStart
  | { readonly kind: 'turn'; readonly id: number }
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'key-frame' }
  | { readonly kind: 'stop' };

/** From a camera's worker to the gateway: hidden pictures and plain numbers, nothing else. */
export type WorkerReport =
  | {
      readonly kind: 'opened';
      readonly form: MountForm;
      readonly video: MountVideo;
      /** Two key frames that show a card, to be sent in turns while there is no worker. */
      readonly standby: readonly Uint8Array[];
    }
  | { readonly kind: 'packet'; readonly packet: HiddenPacket }
  | {
      /** Comes twice a second, and at every change: a worker without reports hangs. */
      readonly kind: 'status';
      readonly state: CameraState;
      readonly reason: string;
      readonly sinceMs: number;
      readonly counters: Omit<CameraCounters, 'restarts'>;
      readonly health: PictureHealth | undefined;
      readonly memoryBytes: number;
    }
  | { readonly kind: 'ask-turn'; readonly id: number; readonly look: DetectionKind }
  | { readonly kind: 'end-turn'; readonly id: number }
  | { readonly kind: 'snapshot'; readonly jpeg: Uint8Array }
  | { readonly kind: 'note'; readonly sentence: string };
