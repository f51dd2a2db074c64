import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSite, serveSite, type ServedSite } from './site-server.ts';

let folder: string;
let served: ServedSite;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-site-'));
  const site = join(folder, 'site');
  await mkdir(join(site, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(site, 'headers.json'), '{"Content-Security-Policy":"default-src \'none\'"}');
  await writeFile(join(site, 'index.html'), '<p>studio</p>');
  await writeFile(join(site, 'assets', 'worker.js'), 'onmessage = null');
  served = await serveSite(await readSite(site), 0);
});

afterAll(async () => {
  await served.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** Asks as no well-behaved client would: any host, any path. */
function ask(path: string, host?: string, method = 'GET'): Promise<Answer> {
  const { port, hostname } = new URL(served.address);
  return new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host };
    const asked = request({ port, hostname, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('serveSite', () => {
  it('listens on this machine only', () => {
    expect(served.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  it.each(['/', '/index.html', '/?save=download', '/assets/worker.js', '/nothing'])(
    'sends the policy with every answer: %s',
    async (path) => {
      expect((await ask(path)).headers['content-security-policy']).toBe("default-src 'none'");
    },
  );

  it('serves the page and its scripts under their types', async () => {
    expect(await ask('/')).toMatchObject({ status: 200, body: '<p>studio</p>' });
    expect((await ask('/assets/worker.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  it.each(['/../secret.txt', '/%2e%2e/secret.txt', '/assets/../../secret.txt', '//etc/passwd', '/assets'])(
    'leads out of the site by no path: %s',
    async (path) => {
      expect(await ask(path)).toMatchObject({ status: 404, body: 'Not part of this site.\n' });
    },
  );

  it('refuses requests that were meant for another host', async () => {
    const { port } = new URL(served.address);
    expect(await ask('/', `attacker.example:${port}`)).toMatchObject({ status: 421 });
    expect(await ask('/', '127.0.0.1:1')).toMatchObject({ status: 421 });
    expect(await ask('/', `localhost:${port}`)).toMatchObject({ status: 200 });
  });

  it('takes nothing', async () => {
    expect(await ask('/', undefined, 'POST')).toMatchObject({ status: 405 });
    expect(await ask('/', undefined, 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it('says in one sentence that a port is taken', async () => {
    const { port } = new URL(served.address);
    const site = { files: new Map(), headers: {} };
    await expect(serveSite(site, Number(port))).rejects.toThrow(`Expected a free port for --port, received ${port}.`);
  });
});
