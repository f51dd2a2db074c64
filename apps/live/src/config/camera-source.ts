import { isAbsolute, resolve } from 'node:path';
import { Secret } from './secret.ts';

/** Where a camera's pictures come from, or go to. */
export interface CameraSource {
  readonly kind: 'rtsp' | 'mjpeg' | 'webcam' | 'file';
  /** The whole URL with credentials, or the path of a device or file. */
  readonly url: Secret;
  /** The only host that may be contacted, without brackets; `undefined` for devices and files. */
  readonly host: string | undefined;
  /** Its port; `undefined` for devices and files. */
  readonly port: number | undefined;
  /** For people and logs: scheme, host and port. Recorders put passwords into paths and queries too, so neither is in it. */
  readonly label: string;
}

/** What a camera's source looks like, for error texts. */
export const sourceExpectation =
  'rtsp://, rtsps://, http:// or https:// with a host, v4l2:/dev/… or file:PATH (variables in a URL are percent-encoded by themselves, other special characters are not)';

const network: Readonly<Record<string, { readonly kind: 'rtsp' | 'mjpeg'; readonly port: number }>> = {
  'rtsp:': { kind: 'rtsp', port: 554 },
  'rtsps:': { kind: 'rtsp', port: 322 },
  'http:': { kind: 'mjpeg', port: 80 },
  'https:': { kind: 'mjpeg', port: 443 },
};

/** Whether {@link parseCameraSource} understands this text. */
export function isCameraSource(text: string): boolean {
  return parse(text, '/') !== undefined;
}

/** Whether a stream can be pushed there. */
export function isPushTarget(text: string): boolean {
  return parse(text, '/')?.kind === 'rtsp';
}

/** Takes a source apart; a file's path is relative to `folder`. @throws TypeError, without the text, where it is none. */
export function parseCameraSource(text: string, folder: string): CameraSource {
  const source = parse(text, folder);
  if (!source) throw new TypeError(`Expected ${sourceExpectation}.`);
  return source;
}

function parse(text: string, folder: string): CameraSource | undefined {
  const device = /^v4l2:(\/dev\/[\w/.-]+)$/.exec(text)?.[1];
  if (device !== undefined && !device.includes('..')) return local('webcam', device, 'webcam');
  const path = /^file:(?:\/\/(?=\/))?(.+)$/s.exec(text)?.[1];
  if (path !== undefined) return local('file', isAbsolute(path) ? path : resolve(folder, path), 'file');
  return parseUrl(text);
}

function local(kind: 'webcam' | 'file', path: string, label: string): CameraSource {
  return { kind, url: new Secret(path), host: undefined, port: undefined, label };
}

function parseUrl(text: string): CameraSource | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const known = url && network[url.protocol];
  if (!known || url.hostname === '' || !text.slice(url.protocol.length).startsWith('//')) return undefined;
  const port = url.port === '' ? known.port : Number(url.port);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { kind: known.kind, url: new Secret(text), host, port, label: `${url.protocol}//${url.hostname}:${port}` };
}
