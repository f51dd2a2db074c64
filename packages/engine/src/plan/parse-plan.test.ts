import { describe, expect, it } from 'vitest';
import { samplePlan, sampleTrack } from '../../test/sample-plan.ts';
import { PlanError } from '../errors.ts';
import { checkPlan, parsePlan, planJsonSchema, serializePlan } from './parse-plan.ts';

/** The plan as JSON after `change` was made to it. */
function changedJson(change: (plan: ReturnType<typeof looseJson>) => void): string {
  const plan = looseJson();
  change(plan);
  return JSON.stringify(plan);
}

function looseJson(): any {
  return JSON.parse(serializePlan(samplePlan({ tracks: [sampleTrack()] })));
}

describe('parsePlan', () => {
  it('reads what serializePlan wrote', () => {
    const plan = samplePlan({ tracks: [sampleTrack({ keep: { reason: 'the mayor, at work' } })] });
    expect(parsePlan(serializePlan(plan))).toEqual(plan);
  });

  it.each<[string, (plan: any) => void, string]>([
    ['another version', (plan) => (plan.version = 7), 'Expected version 1, received 7.'],
    ['no version', (plan) => delete plan.version, 'Expected version 1, received nothing.'],
    ['another format', (plan) => (plan.format = 'gpx'), 'Expected passerby-plan for format, received "gpx".'],
    [
      'an unknown field',
      (plan) => (plan.tracks[0].name = 'Eve'),
      'Expected no field tracks[0].name in plan, received one.',
    ],
    [
      'a missing field',
      (plan) => delete plan.media.width,
      'Expected a finite number for media.width, received nothing.',
    ],
    ['half a pixel', (plan) => (plan.media.width = 1.5), 'Expected a whole number for media.width, received 1.5.'],
    [
      'a short hash',
      (plan) => (plan.media.sha256 = 'ab'),
      'Expected 64 lower-case hex digits for media.sha256, received "ab".',
    ],
    [
      'an unknown preset',
      (plan) => (plan.settings.preset = 'body'),
      'Expected face or head for settings.preset, received "body".',
    ],
    [
      'an id that tells something',
      (plan) => (plan.tracks[0].id = 'Eve'),
      'Expected 16 lower-case hex digits for tracks[0].id, received "Eve".',
    ],
    [
      'a kept track without a reason',
      (plan) => (plan.tracks[0].keep = { reason: ' ' }),
      'Expected at least 1 character for tracks[0].keep.reason, received "".',
    ],
    [
      'a track with no keyframe',
      (plan) => (plan.tracks[0].keyframes = []),
      'Expected at least 1 entry for tracks[0].keyframes, received a list.',
    ],
    [
      'an empty box',
      (plan) => (plan.tracks[0].keyframes[0].box.width = 0),
      'Expected more than 0 for tracks[0].keyframes[0].box.width, received 0.',
    ],
    [
      'a box from nowhere',
      (plan) => (plan.tracks[0].keyframes[0].box.x = 1e9),
      'Expected a box in or near the picture for tracks[0].keyframes[0].box, received an object.',
    ],
    [
      'a score above 1',
      (plan) => (plan.tracks[0].keyframes[0].score = 2),
      'Expected at most 1 for tracks[0].keyframes[0].score, received 2.',
    ],
    [
      'a keyframe after the end',
      (plan) => (plan.tracks[0].keyframes[0].seconds = 11),
      'Expected a moment within the 10 s of the media for tracks[0].keyframes[0].seconds, received 11.',
    ],
    [
      'a track after the end',
      (plan) => (plan.tracks[0].throughSeconds = 11),
      'Expected a moment within the 10 s of the media for tracks[0].throughSeconds, received 11.',
    ],
    [
      'a track that ends before it starts',
      (plan) => (plan.tracks[0].fromSeconds = 10.5),
      'Expected a moment not before fromSeconds for tracks[0].throughSeconds, received 10.',
    ],
    [
      'keyframes out of order',
      (plan) => plan.tracks[0].keyframes.push(plan.tracks[0].keyframes[0]),
      'Expected a moment after the keyframe before it for tracks[0].keyframes[1].seconds, received 0.',
    ],
    [
      'one id twice',
      (plan) => plan.tracks.push(plan.tracks[0]),
      'Expected an id that no other track has for tracks[1].id, received "0123456789abcdef".',
    ],
  ])('refuses %s and names the field', (_, change, message) => {
    expect(() => parsePlan(changedJson(change))).toThrow(new PlanError(message));
  });

  it.each(['', '{', 'null', '[]', '3', '"plan"'])('refuses %j, which is no plan', (json) => {
    expect(() => parsePlan(json)).toThrow(PlanError);
  });
});

describe('checkPlan', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d in a plan that was built in memory', (x) => {
    const track = sampleTrack({
      keyframes: [{ seconds: 0, box: { x, y: 0, width: 1, height: 1 }, origin: 'detected' }],
    });
    expect(() => checkPlan(samplePlan({ tracks: [track] }))).toThrow('tracks[0].keyframes[0].box.x');
  });
});

describe('serializePlan', () => {
  it('writes equal plans as equal text, whatever the order of their fields', () => {
    const plan = samplePlan({ tracks: [sampleTrack()] });
    const turned = Object.fromEntries(Object.entries(plan).toReversed());
    expect(serializePlan(checkPlan(turned))).toBe(serializePlan(plan));
  });

  it('writes one line per track', () => {
    const tracks = ['0', '1', '2'].map((digit) => sampleTrack({ id: digit.repeat(16) }));
    const lines = serializePlan(samplePlan({ tracks })).split('\n');
    expect(lines.filter((line) => line.includes('"keyframes"'))).toHaveLength(3);
  });

  it('refuses to write what could not be read', () => {
    expect(() => serializePlan(samplePlan({ media: { width: Number.NaN } }))).toThrow(PlanError);
  });
});

describe('planJsonSchema', () => {
  it('describes every field of a plan and allows no other', () => {
    expect(planJsonSchema()).toMatchObject({
      type: 'object',
      required: ['format', 'version', 'media', 'settings', 'models', 'tracks'],
      additionalProperties: false,
      properties: { version: { const: 1 } },
    });
  });
});
