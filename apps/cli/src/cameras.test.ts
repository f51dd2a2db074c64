import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeOnvifDevice } from '../../live/test/fake-onvif-device.ts';
import { cameras } from './cameras.ts';
import type { Streams } from './run-listener.ts';

function collect(): { readonly streams: Streams; readonly written: { stdout: string; stderr: string } } {
  const written = { stdout: '', stderr: '' };
  const writer = (name: 'stdout' | 'stderr'): NodeJS.WriteStream =>
    ({ write: (text: string) => (written[name] += text) !== '' }) as unknown as NodeJS.WriteStream;
  return { streams: { stdout: writer('stdout'), stderr: writer('stderr') }, written };
}

const here = ['--interface', 'lo', '--wait-seconds', '2'];

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('passerby cameras', () => {
  it('prints blocks for passerby.yaml, with the name of the variable in place of the password', async () => {
    await using device = await FakeOnvifDevice.start({ user: 'admin', password: 'hunter2' });
    vi.stubEnv('GATE_PASSWORD', 'hunter2');
    const { streams, written } = collect();
    const exitCode = await cameras([...here, '--user', 'admin', '--password-variable', 'GATE_PASSWORD'], streams);
    expect([exitCode, written.stderr]).toEqual([0, '']);
    expect(written.stdout).toContain('source: "rtsp://admin:${GATE_PASSWORD}@127.0.0.1:8554/main"');
    expect(written.stdout).not.toContain('hunter2');
    expect(device.asked).toContain('GetStreamUri');
  });

  it('fails where no camera answers', async () => {
    await using mute = await FakeOnvifDevice.start({ isMute: true });
    const { streams, written } = collect();
    expect(await cameras(here, streams)).toBe(1);
    expect(mute.asked).toEqual([]);
    expect(written).toEqual({
      stdout: '',
      stderr: 'passerby: No camera answered. Some answer only once ONVIF is switched on in their settings.\n',
    });
  });

  it.each([
    [['--user', 'admin'], 'Expected --user and --password-variable together'],
    [['--user', 'a', '--password-variable', 'hunter2!'], 'Expected the name of a variable'],
    [['--user', 'a', '--password-variable', 'NOT_SET'], 'Expected the environment to have NOT_SET'],
    [['--wait-seconds', '0'], 'Expected 1 to 60 for --wait-seconds, received "0".'],
    [['gate'], 'Expected only options after cameras'],
  ])('refuses %j', async (argv, sentence) => {
    const { streams } = collect();
    await expect(cameras(argv, streams)).rejects.toThrow(sentence);
  });
});
