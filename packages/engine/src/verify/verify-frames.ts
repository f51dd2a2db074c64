import { OptionsError } from '../errors.ts';
import type { RawFrame } from '../frame/raw-frame.ts';
import { parseOptions } from '../parse-options.ts';
import type { LookDetectors } from '../pipeline/look-options.ts';
import { LookRunner } from '../pipeline/look-runner.ts';
import type { Plan } from '../plan/plan.ts';
import { PlanRegions } from '../plan/plan-regions.ts';
import type { FrameFinding } from './finding.ts';
import { judgeDetection, type PlannedMoment } from './judge-detection.ts';
import { verifyFramesOptionsSchema, type VerifyFramesOptions } from './verify-options.ts';

/**
 * Looks at the frames of an output for what was not hidden. Takes the frames, in order; holds as many as there are looks under way, and frees them on return, on throw and on abort.
 * With the plan that the output was made by, detections of the fill itself are no findings, and what is kept on purpose is accepted. Without one everything found counts.
 * @throws InferenceError when a detector fails; the message tells the frame. No findings means: looked, found nothing.
 */
export async function verifyFrames(
  frames: AsyncIterable<RawFrame>,
  detectors: LookDetectors,
  plan: Plan | undefined,
  options: VerifyFramesOptions = {},
): Promise<readonly FrameFinding[]> {
  const resolved = parseOptions(verifyFramesOptionsSchema, options, 'verify options');
  const { concurrency, signal, leakScore } = resolved;
  const regions = plan && new PlanRegions(plan);
  const parts = [
    detectors.faces && { detector: detectors.faces, everySeconds: resolved.lookEverySeconds },
    detectors.text && { detector: detectors.text, everySeconds: resolved.textEverySeconds },
  ]
    .filter((part) => part !== undefined)
    .map(({ detector, everySeconds }) => ({
      runner: new LookRunner(detector, concurrency, signal),
      everySeconds,
      lastSeconds: -Infinity,
      due: [] as { readonly index: number; readonly frame: RawFrame }[],
    }));
  if (parts.length === 0) throw new OptionsError('Expected at least one detector, received none.');
  const held = new Set<RawFrame>();
  const findings: FrameFinding[] = [];
  const settle = async (part: (typeof parts)[number]): Promise<void> => {
    const look = part.due.shift();
    if (!look) return;
    const { seconds } = look.frame;
    const moment: PlannedMoment | undefined = plan &&
      regions && {
        settings: plan.settings,
        hidden: regions.at(seconds).map((region) => region.box),
        kept: regions.keptAt(seconds).map((region) => region.box),
      };
    for (const detection of await part.runner.take(look.index)) {
      const severity = judgeDetection(detection, moment, leakScore);
      if (severity) findings.push({ seconds, kind: detection.kind, severity, box: detection.box });
    }
  };
  const free = (): void => {
    const used = new Set(parts.flatMap((part) => part.due.map((look) => look.frame)));
    for (const frame of held) {
      if (used.has(frame)) continue;
      held.delete(frame);
      frame[Symbol.dispose]();
    }
  };
  try {
    let index = 0;
    for await (const frame of frames) {
      held.add(frame);
      signal?.throwIfAborted();
      for (const part of parts) {
        if (frame.seconds - part.lastSeconds < part.everySeconds - 1e-6) continue;
        part.lastSeconds = frame.seconds;
        part.due.push({ index, frame });
        part.runner.start(index, frame);
        if (part.due.length > concurrency) await settle(part);
      }
      free();
      index += 1;
      resolved.onProgress?.(index);
    }
    for (const part of parts) while (part.due.length > 0) await settle(part);
  } finally {
    await Promise.all(parts.map((part) => part.runner.close()));
    for (const frame of held) frame[Symbol.dispose]();
  }
  return findings.toSorted((a, b) => a.seconds - b.seconds);
}
