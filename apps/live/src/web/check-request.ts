import type { IncomingMessage } from 'node:http';
import { isLoopbackHost } from '../config/address.ts';

/** Why a request is refused; the text goes to whoever asks. */
export interface Refusal {
  readonly status: 400 | 403 | 421;
  readonly sentence: string;
}

/** What of a request decides. */
export type RequestFacts = Pick<IncomingMessage, 'url' | 'headers' | 'rawHeaders' | 'method'>;

/**
 * Whether a request may be answered; `undefined` where it may. The page asks nobody for a password: it is for this machine alone, and a page
 * from elsewhere that is open in a browser on this machine must not get at it. So the name that was asked for has to be a loopback name with
 * our port (a name of theirs that points here, DNS rebinding, is none), and where a browser says which page asks, it has to be ours.
 * `isSocket`: WebSockets are open to every page unless the server looks at `Origin`, which browsers always send: here it is needed.
 */
export function checkRequest(request: RequestFacts, port: number, isSocket: boolean): Refusal | undefined {
  const { headers, url = '' } = request;
  const hosts = request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  if (hosts.length !== 1 || !url.startsWith('/')) return refuse(400, 'Expected one Host header and a path.');
  if (!isOwnAuthority(headers.host, port)) return refuse(421, 'Expected this machine by a loopback name and port.');
  if (headers.origin === undefined ? isSocket : headers.origin !== `http://${headers.host}`) {
    return refuse(403, 'Expected a request by this page.');
  }
  const site = headers['sec-fetch-site'];
  const isOwn = site === undefined || site === 'same-origin' || site === 'none';
  // A link from elsewhere may open the page, as itself: nothing of it can be read from there, nor framed.
  const isOpening = headers['sec-fetch-dest'] === 'document' && request.method === 'GET' && url === '/';
  if (!isOwn && !isOpening) return refuse(403, 'Expected a request by this page.');
  return undefined;
}

function isOwnAuthority(authority: string | undefined, port: number): boolean {
  const match = /^(?:\[([0-9a-f:]+)\]|([a-z0-9.-]+))(?::(\d{1,5}))?$/i.exec(authority ?? '');
  const host = match?.[1] ?? match?.[2];
  return host !== undefined && isLoopbackHost(host) && Number(match?.[3] ?? 80) === port;
}

function refuse(status: Refusal['status'], sentence: string): Refusal {
  return { status, sentence };
}
