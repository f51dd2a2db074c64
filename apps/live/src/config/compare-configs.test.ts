import { describe, expect, it } from 'vitest';
import { compareConfigs, type ConfigChanges } from './compare-configs.ts';
import { parseConfig } from './load-config.ts';

const before = `cameras:
  - { name: gate, source: "rtsp://u:\${P}@c" }
  - { name: yard, source: "rtsp://c", hide: [{ x: 0, y: 0, width: 0.5, height: 1 }] }
  - { name: shed, source: "rtsp://c" }
`;

function compare(after: string, password = 'same'): ConfigChanges {
  const read = (text: string, P: string) =>
    parseConfig(text, { fileName: 'passerby.yaml', folder: '/', environment: { P } });
  return compareConfigs(read(before, 'same'), read(after, password));
}

const same = {
  added: [],
  removed: [],
  changed: [],
  kept: ['gate', 'yard', 'shed'],
  listen: false,
  access: false,
  webhook: false,
};

describe('compareConfigs', () => {
  it('keeps every camera where only comments, order and spelt-out defaults changed', () => {
    const lines = before.trimEnd().split('\n');
    const after = [lines[0], '  # the shed', lines[3]?.replace(' }', ', preset: head }'), lines[1], lines[2]].join(
      '\n',
    );
    expect(compare(after)).toEqual({ ...same, kept: ['shed', 'gate', 'yard'] });
  });

  it('finds cameras that came, went and changed', () => {
    const after = before.replace('width: 0.5', 'width: 0.4').replace('shed', 'pond');
    expect(compare(after)).toEqual({ ...same, added: ['pond'], removed: ['shed'], changed: ['yard'], kept: ['gate'] });
  });

  it('finds a password that changed', () => {
    expect(compare(before, 'other')).toEqual({ ...same, changed: ['gate'], kept: ['yard', 'shed'] });
  });

  it('finds other places to listen and other access', () => {
    const after = `${before}listen: { web: 127.0.0.1:1 }\naccess: { rtsp: { user: u, password: p } }\nwebhook: { url: "http://h/" }\n`;
    expect(compare(after)).toEqual({ ...same, listen: true, access: true, webhook: true });
  });
});
