import type { FrameFinding } from '@passerby/engine';
import type { FindingDraft } from './advise.ts';

const texts: Readonly<Record<FrameFinding['kind'], Readonly<Record<FrameFinding['severity'], string>>>> = {
  face: {
    leak: 'A face is visible.',
    accepted: 'A face is visible, as the plan keeps it.',
    notice: 'Something that is perhaps a face is visible.',
  },
  text: {
    leak: 'Text is visible.',
    accepted: 'Text is visible, as the plan or the settings keep it.',
    notice: 'Something that is perhaps text is visible.',
  },
};

/** Said where text is left alone on purpose. */
export const textNotLookedFor: FindingDraft = {
  kind: 'text',
  severity: 'accepted',
  text: 'Text was not looked for, as the settings say.',
};

/** Findings for people: without boxes, and one for each second, kind and severity, so that their number does not count people. */
export function toFindings(findings: readonly FrameFinding[]): readonly FindingDraft[] {
  const said = new Map<string, FindingDraft>();
  for (const { seconds, kind, severity } of findings) {
    const key = `${kind} ${severity} ${Math.floor(seconds)}`;
    if (!said.has(key)) said.set(key, { kind, severity, text: texts[kind][severity], seconds });
  }
  return [...said.values()];
}
