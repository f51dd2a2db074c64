import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { HideFileOptions } from '@passerby/node';

/** One way through a clip. */
export interface SpeedRun {
  readonly name: string;
  /** Decodes and encodes and does nothing else: others are measured against the faster of these. */
  readonly isBaseline: boolean;
  command(input: string, output: string, emptyPlan: string): readonly [command: string, ...args: string[]];
}

const hide = (options: HideFileOptions): SpeedRun['command'] => {
  const script = fileURLToPath(new URL('./hide-once.js', import.meta.url));
  return (input, output) => [process.execPath, script, input, output, JSON.stringify({ ...options, overwrite: true })];
};

/** Debian's ffmpeg with our encoder settings. */
const ffmpeg: SpeedRun = {
  name: 'ffmpeg: decode + encode',
  isBaseline: true,
  command: (input, output) => {
    const flags = '-nostdin -v error -y -an -fps_mode passthrough -c:v libx264 -preset veryfast -crf 20';
    return ['ffmpeg', '-i', input, ...flags.split(' '), output];
  },
};

const ours: readonly SpeedRun[] = [
  {
    name: 'ours without looking: decode + encode',
    isBaseline: true,
    command: (input, output, emptyPlan) =>
      hide({ text: 'none', verify: false, fromPlanFile: emptyPlan })(input, output, emptyPlan),
  },
  ...(['yunet', 'retinaface'] as const).flatMap((faceModel): readonly SpeedRun[] => {
    const row = (name: string, options: HideFileOptions): SpeedRun => ({
      name: `${name}, ${faceModel}`,
      isBaseline: false,
      command: hide({ ...options, faceModel }),
    });
    return [
      row('--text none --no-verify', { text: 'none', verify: false }),
      row('--text all --no-verify', { text: 'all', verify: false }),
      row('default with verify', {}),
    ];
  }),
];

/** All runs, in the order of one round. Without an ffmpeg on the machine there is one baseline only. */
export function speedRuns(): readonly SpeedRun[] {
  return hasFfmpeg() ? [ffmpeg, ...ours] : ours;
}

function hasFfmpeg(): boolean {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
