import { describe, expect, it } from 'vitest';
import { wordCamera, wordLatency, wordSummary } from './camera-words.ts';
import type { CameraDescription } from './messages.ts';

const live: CameraDescription = {
  name: 'gate',
  state: 'live',
  reason: '',
  sinceMs: 1,
  health: 'ok',
  healthSinceMs: 2,
  framesPerSecond: 15,
  latencySeconds: 0.3,
  looksPerSecond: 5,
  width: 1280,
  height: 720,
  clockStartMs: 0,
};
const offline: CameraDescription = {
  ...live,
  state: 'offline',
  reason: 'The camera does not answer.',
  health: 'moved',
};
const format = (ms: number): string => `at ${ms}`;

describe('wordCamera', () => {
  it('says little where all is well', () => {
    expect(wordCamera(live, format)).toEqual({ tone: 'well', state: 'live', reason: '' });
  });

  it('says why and since when, connection before picture', () => {
    expect(wordCamera(offline, format)).toEqual({
      tone: 'gone',
      state: 'offline',
      reason: 'The camera does not answer, since at 1',
    });
    expect(wordCamera({ ...live, health: 'moved' }, format)).toEqual({
      tone: 'warn',
      state: 'camera moved',
      reason: 'since at 2',
    });
  });
});

describe('wordSummary', () => {
  it('counts cameras, and what is wrong with them', () => {
    expect(wordSummary([live])).toBe('1 camera, all well');
    expect(wordSummary([live, offline, { ...live, health: 'dark' }, { ...live, state: 'carded' }])).toBe(
      '4 cameras, 1 offline, 1 showing a card, 1 to look after',
    );
  });
});

describe('wordLatency', () => {
  it('rounds to what can be seen', () => {
    expect([wordLatency(0.4321), wordLatency(12.7), wordLatency(undefined)]).toEqual(['0.4 s', '13 s', '–']);
  });
});
