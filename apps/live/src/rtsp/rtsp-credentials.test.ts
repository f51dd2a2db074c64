import { describe, expect, it } from 'vitest';
import { authorize, chooseChallenge, readAuthParameters } from './rtsp-credentials.ts';

const credentials = { user: 'Mufasa', password: 'Circle of Life' };

describe('authorize', () => {
  it('answers Basic', () => {
    const challenge = chooseChallenge(['Basic realm="a"']);
    expect(challenge && authorize(challenge, { user: 'Aladdin', password: 'open sesame' }, 'DESCRIBE', '/')).toBe(
      'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
    );
  });

  it('answers Digest as RFC 7616 shows it', () => {
    const challenge = chooseChallenge([
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    ]);
    const answer = challenge ? authorize(challenge, credentials, 'GET', '/dir/index.html') : '';
    const parameters = readAuthParameters(answer);
    expect(parameters.get('username')).toBe('Mufasa');
    expect(parameters.get('algorithm')).toBe('SHA-256');
    expect(parameters.get('response')).toMatch(/^[0-9a-f]{64}$/);
    expect(answer).not.toContain('Circle');
  });

  it('prefers the strongest that it knows', () => {
    const headers = [
      'Basic realm="a"',
      'Digest realm="a", nonce="1", algorithm=MD5',
      'Digest realm="a", nonce="2", algorithm=SHA-256',
    ];
    expect(chooseChallenge(headers)).toMatchObject({ nonce: '2', hash: 'sha256' });
    expect(chooseChallenge(headers.slice(0, 2))).toMatchObject({ scheme: 'digest', hash: 'md5' });
    expect(chooseChallenge(['Negotiate'])).toBeUndefined();
  });

  it('quotes names with quotes', () => {
    const challenge = chooseChallenge([String.raw`Digest realm="a \"b\"", nonce="n"`]);
    const answer = challenge ? authorize(challenge, { user: 'a"b', password: 'x' }, 'OPTIONS', '*') : '';
    expect(readAuthParameters(answer).get('username')).toBe('a"b');
    expect(readAuthParameters(answer).get('realm')).toBe('a "b"');
  });
});
