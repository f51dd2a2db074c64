import { describe, expect, it } from 'vitest';
import { checkRequest, type RequestFacts } from './check-request.ts';

const port = 8555;

function ask(
  headers: Record<string, string>,
  url = '/cameras/gate/snapshot.jpg',
  isSocket = false,
): number | undefined {
  const all = { host: '127.0.0.1:8555', ...headers };
  const request: RequestFacts = { url, method: 'GET', headers: all, rawHeaders: Object.entries(all).flat() };
  return checkRequest(request, port, isSocket)?.status;
}

describe('checkRequest', () => {
  it.each(['127.0.0.1:8555', 'localhost:8555', '[::1]:8555', 'LOCALHOST:8555', '127.8.8.8:8555'])(
    'lets %s through',
    (host) => {
      expect(ask({ host })).toBeUndefined();
    },
  );

  it.each([
    'evil.example:8555',
    'localhost.evil.example:8555',
    '127.0.0.1.evil.example:8555',
    'evil.example',
    '127.0.0.1',
    '127.0.0.1:8554',
    '0.0.0.0:8555',
    '192.168.1.2:8555',
    'user@127.0.0.1:8555',
    '127.0.0.1:8555:8555',
    '',
  ])('refuses the host %j, as DNS rebinding sends it', (host) => {
    expect(ask({ host })).toBe(421);
  });

  it('refuses a second host, and a request for another server', () => {
    const rawHeaders = ['Host', '127.0.0.1:8555', 'host', 'evil.example'];
    const request = { url: '/', method: 'GET', headers: { host: '127.0.0.1:8555' }, rawHeaders };
    expect(checkRequest(request, port, false)?.status).toBe(400);
    expect(ask({}, 'http://evil.example/')).toBe(400);
  });

  it.each([
    'http://evil.example',
    'http://evil.example:8555',
    'https://127.0.0.1:8555',
    'http://127.0.0.1:3000',
    'null',
    'http://localhost:8555',
  ])('refuses the origin %s', (origin) => {
    expect([ask({ origin }), ask({ origin }, '/state', true)]).toEqual([403, 403]);
  });

  it('lets the page itself through, and programs that are no browser', () => {
    const origin = 'http://127.0.0.1:8555';
    expect([ask({ origin }), ask({ origin }, '/state', true), ask({})]).toEqual([undefined, undefined, undefined]);
  });

  it('refuses sockets that do not say who asks', () => {
    expect(ask({}, '/state', true)).toBe(403);
  });

  it('refuses pictures that a foreign page embeds, which come without an origin', () => {
    for (const site of ['cross-site', 'same-site'])
      expect(ask({ 'sec-fetch-site': site, 'sec-fetch-dest': 'image' })).toBe(403);
    expect(ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' })).toBe(403);
  });

  it('lets a link from elsewhere open the page itself', () => {
    expect(ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' }, '/')).toBeUndefined();
    expect(ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' }, '/')).toBe(403);
  });
});
