import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { authorize, chooseChallenge, type Credentials } from '../rtsp/rtsp-credentials.ts';
import { MultipartReader } from './multipart-reader.ts';
import type { PullListener } from './pull-listener.ts';
import { SourceError } from './source-error.ts';

const timeoutMs = 4000;

/** Pulls Motion JPEG over HTTP until it breaks: then rejects. Contacts only the URL's host; follows no redirect. @throws SourceError */
export async function pullMjpeg(
  { url: text, signal }: { readonly url: string; readonly signal: AbortSignal },
  listener: PullListener,
): Promise<never> {
  const url = new URL(text);
  const credentials =
    url.username === ''
      ? undefined
      : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  url.username = '';
  url.password = '';
  const response = await ask(url, credentials, signal);
  try {
    const boundary = /boundary="?([^";]+)/i.exec(response.headers['content-type'] ?? '')?.[1];
    if (boundary === undefined) {
      throw new SourceError('The camera sends no Motion JPEG (multipart/x-mixed-replace).', { isLasting: true });
    }
    const reader = new MultipartReader(boundary);
    listener.onStart('mjpeg');
    for await (const chunk of response as AsyncIterable<Buffer>) {
      for (const data of reader.read(chunk)) {
        listener.onPicture({ data, isKeyFrame: true, isDamaged: false, cameraSeconds: undefined });
      }
    }
    throw new SourceError('The camera closed the connection.');
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError('The connection to the camera broke.', { cause: error });
  } finally {
    response.destroy();
  }
}

async function ask(url: URL, credentials: Credentials | undefined, signal: AbortSignal): Promise<IncomingMessage> {
  const first = await get(url, {}, signal);
  if (first.statusCode !== 401) return check(first);
  first.destroy();
  const challenge = chooseChallenge([first.headers['www-authenticate'] ?? ''].flat());
  if (!challenge || !credentials)
    throw new SourceError('The camera asks for a user and a password.', { isLasting: true });
  const authorization = authorize(challenge, credentials, 'GET', `${url.pathname}${url.search}`);
  return check(await get(url, { authorization }, signal));
}

function check(response: IncomingMessage): IncomingMessage {
  const { statusCode = 0 } = response;
  if (statusCode === 200) return response;
  response.destroy();
  if (statusCode === 401 || statusCode === 403)
    throw new SourceError('The camera refuses the user or the password.', { isLasting: true });
  if (statusCode >= 300 && statusCode < 400)
    throw new SourceError('The camera redirects elsewhere, which is refused.', { isLasting: true });
  throw new SourceError(`The camera answered with status ${statusCode}.`, { isLasting: statusCode === 404 });
}

function get(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<IncomingMessage> {
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
    headers,
    signal,
    timeout: timeoutMs,
    agent: false,
  });
  return new Promise((resolve, reject) => {
    // Also when the camera falls silent later: the response fails then.
    request.on('timeout', () => request.destroy(new SourceError(`The camera sent nothing for ${timeoutMs / 1000} s.`)));
    request.on('error', (cause) => {
      reject(cause instanceof SourceError ? cause : new SourceError('The camera cannot be reached.', { cause }));
    });
    request.on('response', resolve);
    request.end();
  });
}
