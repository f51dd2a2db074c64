import { summarizePlan } from '@passerby/engine';
import type { WorkItem } from '../queue/work-item.ts';

/** The version in this package's manifest; the build puts it in. */
declare const __PASSERBY_VERSION__: string;

/** What hiding does not change, so that nobody reads too much into the report. In English, as the command line's. */
export const stillIdentifying: readonly string[] = [
  'clothes, build and gait',
  'companions, the place and the time',
  'people whom no detector found',
];

/**
 * What was done to a file, fit to be published: no boxes, no times, no names of files, coarse totals only. The same fields as the command
 * line's `--report`, with who signed it off. @throws TypeError before the file was saved.
 */
export function writeReport(item: WorkItem): string {
  const { value: saved } = item.saved;
  const { value: media } = item.media;
  if (!saved?.isDelivered || !media) throw new TypeError('Expected the file to be saved before it is reported on.');
  const { plan, file, hide, sound } = saved;
  const { hidden, kept } = summarizePlan(plan);
  const verified = item.verified.value;
  const { madeBy, checkedBy } = item.signOff.value;
  const report = {
    format: 'passerby-report',
    version: 1,
    variant: 'public',
    versions: { passerby: __PASSERBY_VERSION__ },
    madeWith: 'studio',
    settings: { ...plan.settings, effect: hide.effect, color: hide.color, audio: sound },
    models: plan.models,
    files: [
      {
        status: 'hidden',
        media: media.kind,
        durationSeconds: plan.media.durationSeconds,
        effect: hide.effect,
        bitsPerTrack: file.bitsPerTrack,
        totals: { faces: hidden.face, texts: hidden.text, regions: hidden.region, kept },
        keptReasons: [...new Set(plan.tracks.flatMap(({ keep }) => (keep ? [keep.reason] : [])))],
        removed: file.removed,
        verified: verified !== undefined,
        warnings: file.warnings,
        notes: [...file.notes, ...(verified?.notes ?? [])],
        findings: (verified?.findings ?? []).map(({ kind, severity }) => ({ kind, severity })),
        outputSha256: file.sha256,
      },
    ],
    signOff: { madeBy: madeBy.trim(), checkedBy: checkedBy.trim() },
    stillIdentifying: [...stillIdentifying, ...(sound === 'keep' ? ['voices'] : [])],
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
