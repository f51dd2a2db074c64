import type { Detector } from '../detect/detector.ts';
import { OptionsError } from '../errors.ts';
import type { RawFrame } from '../frame/raw-frame.ts';
import { parseColor, type Color } from '../hide/sample-color.ts';
import { parseOptions } from '../parse-options.ts';
import { LookRunner } from '../pipeline/look-runner.ts';
import type { Plan } from '../plan/plan.ts';
import { PlanRegions } from '../plan/plan-regions.ts';
import { takeLuma, type LumaPicture } from '../track/luma-picture.ts';
import { compareSketches, sketchPicture, type PictureChange, type Sketch } from '../track/picture-change.ts';
import type { FrameFinding } from './finding.ts';
import { judgeDetection, mapFill, type JudgedMoment, type PlannedMoment } from './judge-detection.ts';
import {
  verifyFramesOptionsSchema,
  type ResolvedVerifyFramesOptions,
  type VerifyDetectors,
  type VerifyFramesOptions,
} from './verify-options.ts';
import { weighOverTime } from './weigh-over-time.ts';

/** What a look at an output gave. */
export interface VerifiedFrames {
  /** In order of time. Empty means: looked, found nothing. */
  readonly findings: readonly FrameFinding[];
  /** When other scenes begin, in seconds. */
  readonly cuts: readonly number[];
  /** Frames in which faces were looked for, thoroughly or quickly. */
  readonly faceLookCount: number;
  /** Frames in which text was looked for. */
  readonly textLookCount: number;
}

/**
 * Looks at the frames of an output for what was not hidden. Takes the frames, in order; holds as many as there are looks under way and one more, and frees them on return, on throw and on abort.
 * With the plan that the output was made by, detections of the fill itself are no findings, and what is kept on purpose is accepted; beyond the plan's end, and without a plan, what looks like a solid fill is none.
 * @throws InferenceError when a detector fails; the message tells the frame.
 */
export async function verifyFrames(
  frames: AsyncIterable<RawFrame>,
  detectors: VerifyDetectors,
  plan: Plan | undefined,
  options: VerifyFramesOptions = {},
): Promise<VerifiedFrames> {
  const pass = new VerifyPass(detectors, plan, parseOptions(verifyFramesOptionsSchema, options, 'verify options'));
  try {
    for await (const frame of frames) await pass.add(frame);
    return await pass.finish();
  } finally {
    await pass.close();
  }
}

/** Change of the mean cell (0 to 255) from one frame to the next that makes it another scene. */
const cutChange = 10;
/** Share of the picture in which something changed that makes it worth another look for text. */
const textChangeArea = 0.15;
const textHurry = 2;

/** Frames of one detector that are being looked at. */
interface Part {
  readonly runner: LookRunner;
  readonly due: Held[];
  /** When, and at which frame, it last looked. */
  lastSeconds: number;
  lastIndex: number;
}

interface Held {
  readonly index: number;
  readonly frame: RawFrame;
}

class VerifyPass {
  readonly #options: ResolvedVerifyFramesOptions;
  readonly #faces: Part | undefined;
  readonly #quickFaces: Part | undefined;
  readonly #text: Part | undefined;
  readonly #plan: Plan | undefined;
  readonly #regions: PlanRegions | undefined;
  readonly #edges: TrackEdges;
  readonly #fillColor: Color;
  readonly #held = new Set<RawFrame>();
  readonly #findings: FrameFinding[] = [];
  readonly #cuts: number[] = [];
  readonly #faceLooks = new Set<number>();
  #previous: Held | undefined;
  #sketch: Sketch | undefined;
  #textSketch: Sketch | undefined;
  #spare: LumaPicture | undefined;
  #frameCount = 0;

  constructor(detectors: VerifyDetectors, plan: Plan | undefined, options: ResolvedVerifyFramesOptions) {
    const { faces, quickFaces, text } = detectors;
    if (!faces && !quickFaces && !text) throw new OptionsError('Expected at least one detector, received none.');
    this.#options = options;
    this.#faces = this.#open(faces);
    this.#quickFaces = this.#open(quickFaces);
    this.#text = this.#open(text);
    this.#plan = plan;
    this.#regions = plan && new PlanRegions(plan);
    this.#edges = new TrackEdges(plan);
    this.#fillColor = parseColor(options.fillColor);
  }

  /** Takes the next frame. */
  async add(frame: RawFrame): Promise<void> {
    this.#held.add(frame);
    const { signal, onProgress, facesEverySeconds } = this.#options;
    signal?.throwIfAborted();
    const here: Held = { index: this.#frameCount++, frame };
    const before = this.#previous;
    const luma = takeLuma(frame.pixels, this.#spare);
    this.#spare = luma;
    const sketch = sketchPicture(luma);
    const isCut = (before && this.#sketch && compareSketches(this.#sketch, sketch).mean > cutChange) ?? false;
    this.#sketch = sketch;
    if (isCut) this.#cuts.push(frame.seconds);

    const edges = this.#edges.between(before?.frame.seconds ?? -Infinity, frame.seconds);
    if (before && (isCut || edges.starts)) await this.#look(this.#faces, before);
    if (before) await this.#lookQuickly(before);
    if (isCut || edges.ends || isOver(this.#faces, frame.seconds, facesEverySeconds))
      await this.#look(this.#faces, here);
    if (before && isCut) await this.#look(this.#text, before);
    if (isCut || this.#isTextDue(frame.seconds, sketch)) {
      this.#textSketch = sketch;
      await this.#look(this.#text, here);
    }
    this.#previous = here;
    this.#free();
    onProgress?.(this.#frameCount);
  }

  async finish(): Promise<VerifiedFrames> {
    if (this.#previous) {
      await this.#look(this.#faces, this.#previous);
      await this.#look(this.#text, this.#previous);
    }
    for (const part of this.#parts()) while (part.due.length > 0) await this.#settle(part);
    const findings = this.#findings.toSorted((a, b) => a.seconds - b.seconds);
    return {
      findings: this.#quickFaces ? weighOverTime(findings) : findings,
      cuts: this.#cuts,
      faceLookCount: this.#faceLooks.size,
      textLookCount: this.#text?.runner.count ?? 0,
    };
  }

  /** Frees all frames once no detector borrows them. Idempotent. */
  async close(): Promise<void> {
    await Promise.all(this.#parts().map((part) => part.runner.close()));
    for (const frame of this.#held) frame[Symbol.dispose]();
    this.#held.clear();
  }

  #open(detector: Detector | undefined): Part | undefined {
    const { concurrency, signal } = this.#options;
    return (
      detector && {
        runner: new LookRunner(detector, concurrency, signal),
        due: [],
        lastSeconds: -Infinity,
        lastIndex: -1,
      }
    );
  }

  #parts(): readonly Part[] {
    return [this.#faces, this.#quickFaces, this.#text].filter((part) => part !== undefined);
  }

  /** Looks, unless this detector did so already. */
  async #look(part: Part | undefined, held: Held): Promise<void> {
    if (!part || part.lastIndex >= held.index) return;
    part.lastSeconds = held.frame.seconds;
    part.lastIndex = held.index;
    if (part !== this.#text) this.#faceLooks.add(held.index);
    part.due.push(held);
    part.runner.start(held.index, held.frame);
    if (part.due.length > this.#options.concurrency) await this.#settle(part);
  }

  /** What the thorough detector looks at needs no quick look. */
  async #lookQuickly(held: Held): Promise<void> {
    if (!this.#faceLooks.has(held.index)) await this.#look(this.#quickFaces, held);
  }

  #isTextDue(seconds: number, sketch: Sketch): boolean {
    const { textEverySeconds } = this.#options;
    if (isOver(this.#text, seconds, textEverySeconds)) return true;
    if (!isOver(this.#text, seconds, textEverySeconds / textHurry) || !this.#textSketch) return false;
    const change: PictureChange = compareSketches(this.#textSketch, sketch);
    return change.area > textChangeArea;
  }

  async #settle(part: Part): Promise<void> {
    const look = part.due.shift();
    if (!look) return;
    const { seconds } = look.frame;
    const moment = this.#momentAt(look.frame);
    for (const detection of await part.runner.take(look.index)) {
      const severity = judgeDetection(detection, moment, this.#options);
      const { kind, box, score } = detection;
      if (!severity) continue;
      const waits = kind === 'text' && this.#options.confirmsText;
      this.#findings.push({ seconds, kind, severity, score, box, ...(waits && { fill: mapFill(box, moment) }) });
    }
  }

  #momentAt({ seconds, view }: RawFrame): JudgedMoment {
    return { picture: view, planned: this.#plannedAt(seconds), fillColor: this.#fillColor };
  }

  #plannedAt(seconds: number): PlannedMoment | undefined {
    if (!this.#plan || !this.#regions?.covers(seconds)) return undefined;
    return {
      settings: this.#plan.settings,
      hidden: this.#regions.at(seconds).map((region) => region.box),
      kept: this.#regions.keptAt(seconds).map((region) => region.box),
    };
  }

  #free(): void {
    const used = new Set(this.#parts().flatMap((part) => part.due.map((look) => look.frame)));
    for (const frame of this.#held) {
      if (used.has(frame) || frame === this.#previous?.frame) continue;
      this.#held.delete(frame);
      frame[Symbol.dispose]();
    }
  }
}

function isOver(part: Part | undefined, seconds: number, everySeconds: number): boolean {
  return part !== undefined && seconds - part.lastSeconds >= everySeconds - 1e-6;
}

/** When people begin and end to be hidden. Times are asked for in ascending order. */
class TrackEdges {
  readonly #starts: readonly number[];
  readonly #ends: readonly number[];

  constructor(plan: Plan | undefined) {
    const hidden = (plan?.tracks ?? []).filter(({ kind, keep }) => kind === 'face' && !keep);
    this.#starts = hidden.map(({ fromSeconds }) => fromSeconds);
    this.#ends = hidden.map(({ throughSeconds }) => throughSeconds);
  }

  /** Whether somebody begins, or ends, to be hidden after one moment and until the other: then the frame before, or after, shows what was left clear. */
  between(after: number, through: number): { readonly starts: boolean; readonly ends: boolean } {
    return {
      starts: this.#starts.some((seconds) => seconds > after && seconds <= through),
      ends: this.#ends.some((seconds) => seconds >= after && seconds < through),
    };
  }
}
