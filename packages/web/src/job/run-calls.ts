import {
  auditBytes,
  checkPlan,
  checkPlanFor,
  confirmText,
  createHider,
  describeRemoved,
  judgeOutput,
  listRemovedKinds,
  verifyFrames,
  type AuditResult,
  type Plan,
  type PlanMedia,
  type RemovedKind,
} from '@passerby/engine';
import { createZlibMeter } from '../audit/zlib-meter.ts';
import { hashFile } from '../hash/hash-file.ts';
import type { ModelStore } from '../inference/model-store.ts';
import { openCheckingDetectors, openHidingDetectors } from '../inference/open-detectors.ts';
import { followRegion } from '../media/follow-region.ts';
import { openFile } from '../media/open-file.ts';
import type { OpenMedia, Walk } from '../media/open-media.ts';
import { showClear, showHidden } from '../media/show-frame.ts';
import { randomId } from '../random-id.ts';
import { blobSource } from '../storage/byte-sources.ts';
import { deliverFile } from '../storage/deliver-file.ts';
import type { OutputStore } from '../storage/output-store.ts';
import type { ScratchFile } from '../storage/scratch-file.ts';
import { StudioFailure } from './job-failure.ts';
import type { JobCallName, JobCalls, SentFrameRequest } from './job-messages.ts';
import type { OutputFormat, SavedFile, ShownFrame, StudioProgress } from './studio-job.ts';

/** What a call gets besides its argument. */
export interface CallContext {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: StudioProgress) => void;
}

/** How densely a finished copy is looked at, beside the starts and ends of tracks and cuts, as in Node. */
const sparse = { facesEverySeconds: 0.5, textEverySeconds: 2 } as const;

const fileKinds: Readonly<Record<OutputFormat, { readonly extension: string; readonly mimeType: string }>> = {
  jpeg: { extension: '.jpg', mimeType: 'image/jpeg' },
  png: { extension: '.png', mimeType: 'image/png' },
  webp: { extension: '.webp', mimeType: 'image/webp' },
  'mp4-h264': { extension: '.mp4', mimeType: 'video/mp4' },
  'webm-vp9': { extension: '.webm', mimeType: 'video/webm' },
  'webm-av1': { extension: '.webm', mimeType: 'video/webm' },
};

/** What a job's worker does with its one file. */
export class JobRunner {
  readonly media: OpenMedia;
  readonly #file: Blob;
  readonly #models: ModelStore;
  readonly #outputs: OutputStore;
  readonly #plans = new Map<number, Plan>();
  readonly #saved = new Map<string, { readonly scratch: ScratchFile; readonly file: File }>();
  readonly #walks = new Map<number, AsyncIterator<ShownFrame>>();
  #nextWalk = 0;
  #sha256: Promise<string> | undefined;
  #audit: AuditResult | undefined;

  constructor(file: Blob, media: OpenMedia, models: ModelStore, outputs: OutputStore) {
    this.#file = file;
    this.media = media;
    this.#models = models;
    this.#outputs = outputs;
  }

  /** Remembers a plan under its number, and forgets the others but the last. */
  takePlan(ref: number, plan: Plan): void {
    for (const known of this.#plans.keys()) if (known < ref - 1) this.#plans.delete(known);
    this.#plans.set(ref, plan);
  }

  /** Runs a call. */
  run<Name extends JobCallName>(
    name: Name,
    argument: JobCalls[Name]['takes'],
    context: CallContext,
  ): Promise<JobCalls[Name]['gives']> {
    const calls: { readonly [Each in JobCallName]: Call<Each> } = {
      look: (taken) => this.#look(taken, context),
      checkPlan: (taken) => this.#checkPlan(taken, context),
      frameAt: (taken) => this.#frameAt(taken, context),
      clearFrameAt: (taken) => this.#clearFrameAt(taken, context),
      openFrames: async (taken) => this.#openFrames(taken, context),
      nextFrame: (taken) => this.#nextFrame(taken),
      closeFrames: (taken) => this.#closeFrames(taken),
      follow: (taken) => followRegion(this.media, taken, walkOf(context, 'look')),
      save: (taken) => this.#save(taken, context),
      deliver: (taken) => this.#deliver(taken, context),
      verify: (taken) => this.#verify(taken, context),
      release: (taken) => this.#release(taken),
    };
    return (calls[name] as Call<Name>)(argument);
  }

  async #look({ settings }: JobCalls['look']['takes'], context: CallContext): Promise<JobCalls['look']['gives']> {
    const { signal } = context;
    const sha256 = await this.#hash(context);
    const isPhoto = this.media.facts.kind === 'photo';
    const detectors = await openHidingDetectors({ isPhoto, text: settings.text, signal }, this.#models);
    const looked = await this.media.look(detectors, walkOf(context, 'look'));
    const { frameSeconds, cutSeconds, durationSeconds, tracks } = looked;
    const { width, height } = this.media.facts;
    const media: PlanMedia = { width, height, frameCount: frameSeconds.length, durationSeconds, sha256 };
    const plan: Plan = {
      format: 'passerby-plan',
      version: 1,
      media,
      settings: { ...settings },
      models: detectors.models,
      tracks: [...tracks],
    };
    const warnings = tracks.length === 0 ? ['Nothing was found in this file.'] : [];
    return {
      plan: checkPlan(plan),
      frameSeconds,
      cutSeconds,
      warnings,
      notes: [...detectors.notes, ...this.media.facts.notes],
    };
  }

  async #checkPlan(
    { plan: ref }: JobCalls['checkPlan']['takes'],
    context: CallContext,
  ): Promise<JobCalls['checkPlan']['gives']> {
    const plan = checkPlan(this.#plan(ref));
    const sha256 = await this.#hash(context);
    const frameSeconds = await this.media.frameSeconds(context.signal);
    const { width, height } = this.media.facts;
    checkPlanFor(plan, { width, height, frameCount: frameSeconds.length, sha256 });
    return { plan, frameSeconds, cutSeconds: [] };
  }

  async #frameAt(request: SentFrameRequest, { signal }: CallContext): Promise<ShownFrame> {
    const hider = createHider(this.#plan(request.plan), request.hide);
    using hidden = hider.hide(await this.media.frameAt(request.seconds, signal));
    return showHidden(hidden, request);
  }

  async #clearFrameAt(request: JobCalls['clearFrameAt']['takes'], { signal }: CallContext): Promise<ShownFrame> {
    using raw = await this.media.frameAt(request.seconds, signal);
    return showClear(raw, request);
  }

  #openFrames(request: SentFrameRequest, { signal }: CallContext): number {
    const walk = this.#nextWalk++;
    this.#walks.set(walk, showFrames(this.media, this.#plan(request.plan), request, signal));
    return walk;
  }

  async #nextFrame(walk: number): Promise<ShownFrame | undefined> {
    const next = await this.#walks.get(walk)?.next();
    return next && next.done !== true ? next.value : undefined;
  }

  async #closeFrames(walk: number): Promise<undefined> {
    await this.#walks.get(walk)?.return?.();
    this.#walks.delete(walk);
  }

  async #save(request: JobCalls['save']['takes'], context: CallContext): Promise<SavedFile> {
    const plan = this.#plan(request.plan);
    const { format = this.media.facts.formats[0], sound = 'drop', hide = {} } = request;
    if (format === undefined)
      throw new StudioFailure('unsupported-codec', 'This browser can write no format for this file.');
    const scratch = await this.#outputs.create();
    try {
      checkPlanFor(plan, { ...this.#known(), sha256: await this.#hash(context) });
      const walk = walkOf(context, 'hide');
      const effect = await this.media.writeHidden(plan, scratch, { hide, format, sound }, walk);
      const { extension, mimeType } = fileKinds[format];
      const file = await scratch.finish(`hidden${extension}`, mimeType);
      await this.#refuseLeaks(file, sound, context);
      const sha256 = await hashFile(file, context.signal);
      const removed = await this.#listRemoved(sound, context);
      const id = randomId();
      this.#saved.set(id, { scratch, file });
      const { storage } = scratch;
      const warnings = [
        ...(storage === 'memory' ? [memoryWarning] : []),
        ...(sound === 'keep' && this.media.facts.hasSound ? ['The sound was kept: voices remain.'] : []),
      ];
      const bitsPerTrack = effect.maxBitsPerTrack;
      const receipt = describeRemoved(removed);
      return {
        id,
        file,
        extension,
        mimeType,
        sha256,
        sizeBytes: file.size,
        storage,
        bitsPerTrack,
        removed,
        warnings,
        notes: receipt === undefined ? [] : [receipt],
      };
    } catch (error) {
      await scratch.remove();
      throw error;
    }
  }

  /** The original is accounted for once. */
  async #listRemoved(audio: 'drop' | 'keep', { signal }: CallContext): Promise<readonly RemovedKind[]> {
    const { kind: media } = this.media.facts;
    this.#audit ??= await auditBytes(blobSource(this.#file), { createZlibMeter, nextTurn }, { signal });
    return listRemovedKinds(this.#audit, { media, audio });
  }

  /** Accounts for every byte of a fresh copy before anybody gets it. */
  async #refuseLeaks(file: Blob, sound: 'drop' | 'keep', { signal }: CallContext): Promise<void> {
    const { kind } = this.media.facts;
    const audit = await auditBytes(blobSource(file), { createZlibMeter, nextTurn }, { signal });
    // Animations are saved as videos.
    const expected = { kind: kind === 'photo' ? ('photo' as const) : ('video' as const), audio: sound };
    const [leak] = judgeOutput(audit, expected);
    if (!leak) return;
    const details = JSON.stringify(audit.findings);
    throw new StudioFailure('leak', `The hidden copy was discarded, because its check failed: ${leak.text}`, details);
  }

  async #deliver({ savedId, handle }: JobCalls['deliver']['takes'], { signal }: CallContext): Promise<undefined> {
    await deliverFile(this.#find(savedId).file, handle, signal);
  }

  async #verify(
    { savedId, plan: ref }: JobCalls['verify']['takes'],
    context: CallContext,
  ): Promise<JobCalls['verify']['gives']> {
    const { signal } = context;
    const plan = this.#plan(ref);
    const saved = this.#find(savedId);
    const isPhoto = this.media.facts.kind === 'photo';
    const detectors = await openCheckingDetectors({ isPhoto, text: plan.settings.text, signal }, this.#models);
    using output = await openFile(saved.file);
    const onProgress = (done: number): void =>
      context.onProgress({ step: 'verify', done, total: plan.media.frameCount });
    const seen = await verifyFrames(output.framesFrom(0, signal), detectors, plan, {
      ...sparse,
      confirmsText: true,
      signal,
      onProgress,
    });
    const originals = this.media.framesFrom(0, signal);
    const findings = detectors.text
      ? await confirmText(seen.findings, originals, detectors.text, { signal })
      : seen.findings;
    return { findings, notes: detectors.notes, models: detectors.models };
  }

  async #release(savedId: string): Promise<undefined> {
    await this.#saved.get(savedId)?.scratch.remove();
    this.#saved.delete(savedId);
  }

  #find(savedId: string): { readonly scratch: ScratchFile; readonly file: File } {
    const saved = this.#saved.get(savedId);
    if (saved) return saved;
    throw new StudioFailure('options', 'Expected a file that was saved and not released, received another.');
  }

  #known(): { readonly width: number; readonly height: number } {
    const { width, height } = this.media.facts;
    return { width, height };
  }

  #plan(ref: number): Plan {
    const plan = this.#plans.get(ref);
    if (!plan) throw new TypeError(`Expected plan ${ref} to have been sent.`);
    return plan;
  }

  #hash({ signal, onProgress }: CallContext): Promise<string> {
    if (this.#sha256) return this.#sha256;
    const hashed = hashFile(this.#file, signal, () => onProgress({ step: 'look', done: 0 }));
    this.#sha256 = hashed;
    // What was aborted may be asked for again.
    hashed.catch(() => (this.#sha256 = undefined));
    return hashed;
  }
}

type Call<Name extends JobCallName> = (argument: JobCalls[Name]['takes']) => Promise<JobCalls[Name]['gives']>;

const memoryWarning =
  'This browser window has no private storage, so the hidden copy is held in memory until it is saved: long videos may not fit.';

async function* showFrames(
  media: OpenMedia,
  plan: Plan,
  request: SentFrameRequest,
  signal: AbortSignal,
): AsyncGenerator<ShownFrame> {
  const hider = createHider(plan, { ...request.hide, signal });
  for await (const raw of media.framesFrom(request.seconds, signal)) {
    using hidden = hider.hide(raw);
    yield await showHidden(hidden, request);
  }
}

function walkOf({ signal, onProgress }: CallContext, step: StudioProgress['step']): Walk {
  return { signal, onProgress: (done, total) => onProgress({ step, done, total }) };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
