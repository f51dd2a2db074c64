import type { IncomingMessage } from 'node:http';
import type { LiveCamera } from '../camera/live-camera.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { describeCamera, isWell } from './describe-gateway.ts';
import type { Metrics } from './metrics.ts';
import type { Snapshots } from './snapshots.ts';
import type { StaticFile } from './static-files.ts';
import { WhepRefusal, type WhepSessions } from './whep/whep-sessions.ts';

/** Longest offer that is read, in bytes; a browser's has about 6000. */
const maxOfferBytes = 64 * 1024;

/** What requests are answered from. */
export interface Site {
  readonly gateway: Gateway;
  readonly files: ReadonlyMap<string, StaticFile>;
  readonly metrics: Metrics;
  readonly snapshots: Snapshots;
  readonly whep: WhepSessions;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Answers a request that was let through. What fails is an answer too, and says nothing about why. */
export async function answerRequest(request: IncomingMessage, site: Site): Promise<Answer> {
  const { pathname } = new URL(request.url ?? '/', 'http://page');
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  const file = site.files.get(pathname);
  if (file) return isReading ? found(file.type, file.content) : refuse(405, 'Expected GET.');
  if (pathname === '/healthz') return isReading ? health(site.gateway) : refuse(405, 'Expected GET.');
  if (pathname === '/metrics') return isReading ? metrics(site.metrics) : refuse(405, 'Expected GET.');
  const [, name, what, id] = /^\/cameras\/([\w-]+)\/(snapshot\.jpg|whep)(?:\/([0-9a-f]{32}))?$/.exec(pathname) ?? [];
  const camera = site.gateway.cameras.find((candidate) => candidate.name === name);
  if (!camera) return refuse(404, 'There is nothing here.');
  if (what === 'snapshot.jpg') return isReading ? snapshot(camera, site.snapshots) : refuse(405, 'Expected GET.');
  if (request.method === 'POST' && id === undefined) return openWhep(request, camera, site.whep);
  if (request.method === 'DELETE' && id !== undefined) return endWhep(id, site.whep);
  return refuse(405, 'Expected POST with an offer, or DELETE of a session.');
}

/** 200 as long as the gateway works; what is wrong with a camera is in the text, so that nothing restarts a gateway for it. */
function health(gateway: Gateway): Answer {
  const cameras = gateway.cameras.map(describeCamera);
  const body = {
    status: cameras.every(isWell) ? 'ok' : 'degraded',
    cameras: Object.fromEntries(
      cameras.map(({ name, state, reason, sinceMs, health: picture, healthSinceMs }) => [
        name,
        { state, reason, since: toText(sinceMs), health: picture, healthSince: healthSinceMs && toText(healthSinceMs) },
      ]),
    ),
  };
  return found('application/json', `${JSON.stringify(body, null, 2)}\n`);
}

function toText(ms: number): string {
  return new Date(ms).toISOString();
}

async function metrics(of: Metrics): Promise<Answer> {
  return found(of.contentType, await of.write());
}

async function snapshot(camera: LiveCamera, snapshots: Snapshots): Promise<Answer> {
  try {
    return found('image/jpeg', await snapshots.take(camera));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return refuse(503, 'There is no picture yet.', { 'retry-after': '1' });
  }
}

async function openWhep(request: IncomingMessage, camera: LiveCamera, whep: WhepSessions): Promise<Answer> {
  if (request.headers['content-type'] !== 'application/sdp') return refuse(415, 'Expected application/sdp.');
  const offer = await readBody(request);
  if (offer === undefined) return refuse(413, `Expected at most ${maxOfferBytes} bytes.`, { connection: 'close' });
  try {
    const { id, answer } = await whep.open(camera.mount, offer);
    const headers = { 'content-type': 'application/sdp', location: `/cameras/${camera.name}/whep/${id}` };
    return { status: 201, headers, body: answer };
  } catch (error) {
    if (!(error instanceof WhepRefusal)) throw error;
    return refuse(error.status, error.message);
  }
}

async function endWhep(id: string, whep: WhepSessions): Promise<Answer> {
  return (await whep.end(id)) ? { status: 200, headers: {}, body: '' } : refuse(404, 'There is no such session.');
}

/** `undefined` where it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > maxOfferBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function found(type: string, body: string | Uint8Array): Answer {
  return { status: 200, headers: { 'content-type': type }, body };
}

/** An answer that refuses, with one sentence. */
export function refuse(status: number, sentence: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: `${sentence}\n` };
}
