import { InferenceError, type Tensor } from '@passerby/engine';
import { afterEach, describe, expect, it } from 'vitest';
import { SessionLink } from './session-link.ts';
import type { SessionAnswer, SessionRequest } from './session-messages.ts';

/** Numbers that a run takes. */
const input = (): Tensor => ({ data: new Float32Array(3), dims: [1, 3, 1, 1] });
const channels: MessageChannel[] = [];

/** A line to models that answer as they are told; `undefined`: not at all. */
function link(
  answer: (request: SessionRequest) => SessionAnswer | undefined,
  onFailure: () => void = () => {},
): SessionLink {
  const channel = new MessageChannel();
  channels.push(channel);
  channel.port2.addEventListener('message', ({ data }: MessageEvent<SessionRequest>) => {
    const message = answer(data);
    if (message) channel.port2.postMessage(message);
  });
  channel.port2.start();
  const opened = new SessionLink(
    { port: channel.port1, close: () => channel.port1.close() },
    { threads: 1, timeoutMs: 50, onFailure },
  );
  channel.port1.start();
  return opened;
}

const working = (request: SessionRequest): SessionAnswer => {
  const { id, type } = request;
  if (type === 'ask') return { id, isOpen: false };
  return { id, outputs: { scores: { data: new Float32Array(1), dims: [1] } }, milliseconds: 1 };
};

afterEach(() => {
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close();
    port2.close();
  }
});

const noBytes = async (): Promise<Uint8Array> => new Uint8Array(4);

describe('SessionLink', () => {
  it('opens a model once and runs it', async () => {
    using opened = link(working);
    const session = await opened.open('yunet', noBytes);
    expect(await session.run(input())).toHaveProperty('scores');
  });

  it('does not load what the page has open already', async () => {
    using opened = link((request) => (request.type === 'ask' ? { id: request.id, isOpen: true } : working(request)));
    await opened.open('yunet', () => Promise.reject(new Error('loaded all the same')));
    await expect(opened.time('yunet', input())).resolves.toBe(1);
  });

  it.each<[string, (request: SessionRequest) => SessionAnswer | undefined]>([
    ['fails', ({ id }) => ({ id, error: 'no memory' })],
    ['hangs', () => undefined],
    ['answers what was not asked', ({ id }) => ({ id: id + 7, outputs: {}, milliseconds: 0 })],
    ['answers in another way', ({ id }) => ({ id, isOpen: true })],
  ])('fails every look when a model %s, for good where it was the model', async (_, fault) => {
    let failures = 0;
    using opened = link(
      (request) => (request.type === 'run' ? fault(request) : working(request)),
      () => failures++,
    );
    const session = await opened.open('yunet', noBytes);
    await expect(session.run(input())).rejects.toBeInstanceOf(InferenceError);
    await expect(session.run(input())).rejects.toBeInstanceOf(InferenceError);
    expect(failures).toBeLessThanOrEqual(1);
  });

  it('tells whoever waits that the models are gone', async () => {
    using opened = link((request) => (request.type === 'run' ? undefined : working(request)));
    const session = await opened.open('yunet', noBytes);
    const run = session.run(input());
    opened.fail('The page ended its models.');
    await expect(run).rejects.toThrow('The page ended its models.');
  });
});
