import { createHash, randomBytes } from 'node:crypto';

/** What a client logs in with. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** How a server wants to be logged in to: one `WWW-Authenticate` header. */
export interface Challenge {
  readonly scheme: 'basic' | 'digest';
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly hash: 'md5' | 'sha256';
  readonly usesQop: boolean;
}

/** The parameters of a `WWW-Authenticate` or `Authorization` header, names in lower case. */
export function readAuthParameters(text: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, plain] of text.matchAll(/([A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)) {
    parameters.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '');
  }
  return parameters;
}

/** Chooses the strongest of the challenges that we can answer; `undefined` where there is none. */
export function chooseChallenge(headers: readonly string[]): Challenge | undefined {
  const challenges = headers.flatMap((header) => readChallenge(header) ?? []);
  const strength = ({ scheme, hash }: Challenge): number => (scheme === 'basic' ? 0 : hash === 'md5' ? 1 : 2);
  return challenges.toSorted((a, b) => strength(b) - strength(a))[0];
}

function readChallenge(header: string): Challenge | undefined {
  const parameters = readAuthParameters(header);
  const realm = parameters.get('realm') ?? '';
  const common = { realm, nonce: '', opaque: undefined, hash: 'md5', usesQop: false } as const;
  if (/^basic\b/i.test(header)) return { ...common, scheme: 'basic' };
  if (!/^digest\b/i.test(header)) return undefined;
  const algorithm = (parameters.get('algorithm') ?? 'MD5').toUpperCase();
  if (algorithm !== 'MD5' && algorithm !== 'SHA-256') return undefined;
  return {
    scheme: 'digest',
    realm,
    nonce: parameters.get('nonce') ?? '',
    opaque: parameters.get('opaque'),
    hash: algorithm === 'MD5' ? 'md5' : 'sha256',
    usesQop: (parameters.get('qop') ?? '').split(',').some((qop) => qop.trim() === 'auth'),
  };
}

/** Answers a challenge: the value of an `Authorization` header (RFC 7617, RFC 7616). */
export function authorize(challenge: Challenge, credentials: Credentials, method: string, uri: string): string {
  const { user, password } = credentials;
  if (challenge.scheme === 'basic') return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const { realm, nonce, opaque, hash, usesQop } = challenge;
  const qop = usesQop ? { count: '00000001', clientNonce: randomBytes(8).toString('hex') } : undefined;
  const response = digestResponse({ hash, realm, nonce, qop, credentials, method, uri });
  const quoted = [
    ['username', user],
    ['realm', realm],
    ['nonce', nonce],
    ['uri', uri],
    ['response', response],
    ...(opaque === undefined ? [] : [['opaque', opaque]]),
    ...(qop ? [['cnonce', qop.clientNonce]] : []),
  ].map(([name, value = '']) => `${name}="${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`);
  const plain = [...(qop ? ['qop=auth', `nc=${qop.count}`] : []), ...(hash === 'sha256' ? ['algorithm=SHA-256'] : [])];
  return `Digest ${[...quoted, ...plain].join(', ')}`;
}

/** What goes into the response of Digest. */
export interface DigestInput {
  readonly hash: 'md5' | 'sha256';
  readonly realm: string;
  readonly nonce: string;
  readonly qop: { readonly count: string; readonly clientNonce: string } | undefined;
  readonly credentials: Credentials;
  readonly method: string;
  readonly uri: string;
}

/** The response of Digest, in lower-case hex. */
export function digestResponse({ hash, realm, nonce, qop, credentials, method, uri }: DigestInput): string {
  const digest = (text: string): string => createHash(hash).update(text).digest('hex');
  const secret = digest(`${credentials.user}:${realm}:${credentials.password}`);
  const request = digest(`${method}:${uri}`);
  const middle = qop ? `${nonce}:${qop.count}:${qop.clientNonce}:auth` : nonce;
  return digest(`${secret}:${middle}:${request}`);
}
