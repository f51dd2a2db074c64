import { Counter, Gauge, Registry } from 'prom-client';
import type { CameraCounters } from '../camera/camera-state.ts';
import type { LiveCamera } from '../camera/live-camera.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { describeCamera } from './describe-gateway.ts';

const cameraStates = ['live', 'carded', 'offline'] as const;
const healthStates = ['ok', 'frozen', 'covered', 'dark', 'defocused', 'moved'] as const;

const readings: readonly {
  name: string;
  help: string;
  kind: typeof Counter | typeof Gauge;
  of: keyof CameraCounters;
}[] = [
  { name: 'frames_per_second', help: 'Hidden pictures that left a second.', kind: Gauge, of: 'framesPerSecond' },
  {
    name: 'latency_seconds',
    help: 'From a picture arriving to its leaving hidden, hold-back included (median).',
    kind: Gauge,
    of: 'latencySeconds',
  },
  { name: 'looks_per_second', help: 'Looks of detectors finished a second.', kind: Gauge, of: 'looksPerSecond' },
  { name: 'pictures_total', help: 'Hidden pictures that left.', kind: Counter, of: 'pictures' },
  {
    name: 'dropped_pictures_total',
    help: 'Pictures dropped before they were drawn, as looks were late.',
    kind: Counter,
    of: 'droppedPictures',
  },
  {
    name: 'carded_seconds_total',
    help: 'Time during which cards left in place of pictures.',
    kind: Counter,
    of: 'cardedSeconds',
  },
  { name: 'reconnects_total', help: 'Times that the camera was connected to again.', kind: Counter, of: 'reconnects' },
  { name: 'restarts_total', help: "Times that the camera's worker was started again.", kind: Counter, of: 'restarts' },
];

/** Metrics of the gateway for Prometheus: how it works, never what its cameras see. */
export interface Metrics {
  readonly contentType: string;
  /** The text of `/metrics`, read from the cameras now. */
  write(): Promise<string>;
}

export function createMetrics(gateway: Gateway): Metrics {
  const registry = new Registry();
  for (const { name, help, kind, of } of readings) {
    addReading(registry, gateway, {
      name: `passerby_camera_${name}`,
      help,
      kind,
      read: ({ counters }) => counters[of],
    });
  }
  addState(registry, gateway, {
    name: 'passerby_camera_state',
    help: 'What the camera shows: 1 for the state that it is in.',
    states: cameraStates,
    read: (camera) => camera.status.state,
  });
  addState(registry, gateway, {
    name: 'passerby_camera_health',
    help: "What the statistics of the camera's picture say: 1 for the state that it is in.",
    states: healthStates,
    read: (camera) => describeCamera(camera).health,
  });
  return { contentType: registry.contentType, write: () => registry.metrics() };
}

interface ReadingOptions {
  readonly name: string;
  readonly help: string;
  readonly kind: typeof Counter | typeof Gauge;
  readonly read: (camera: LiveCamera) => number;
}

function addReading(registry: Registry, gateway: Gateway, { name, help, kind, read }: ReadingOptions): void {
  registry.registerMetric(
    new kind({
      name,
      help,
      labelNames: ['camera'],
      registers: [],
      collect() {
        // Cameras that are gone must not stay; counters are read whole from where they are counted.
        this.reset();
        for (const camera of gateway.cameras) this.inc({ camera: camera.name }, read(camera));
      },
    }),
  );
}

interface StateOptions<State extends string> {
  readonly name: string;
  readonly help: string;
  readonly states: readonly State[];
  readonly read: (camera: LiveCamera) => State;
}

function addState<State extends string>(registry: Registry, gateway: Gateway, options: StateOptions<State>): void {
  const { name, help, states, read } = options;
  registry.registerMetric(
    new Gauge({
      name,
      help,
      labelNames: ['camera', 'state'],
      registers: [],
      collect() {
        this.reset();
        for (const camera of gateway.cameras) {
          for (const state of states) this.set({ camera: camera.name, state }, read(camera) === state ? 1 : 0);
        }
      },
    }),
  );
}
