import { describe, expect, it } from 'vitest';
import { FakeOnvifDevice, type FakeDeviceOptions } from '../../test/fake-onvif-device.ts';
import { parseConfig } from '../config/load-config.ts';
import { Secret } from '../config/secret.ts';
import { findCameras } from './find-cameras.ts';
import type { CameraLogin, FoundCamera } from './read-camera.ts';
import { writeCameraBlocks } from './write-camera-blocks.ts';

const networkInterface = 'lo';
const timeoutMs = 1200;
const login: CameraLogin = { user: 'admin', password: new Secret('p@ss') };

async function find(
  device: FakeDeviceOptions,
  options: { readonly login?: CameraLogin } = {},
): Promise<readonly FoundCamera[]> {
  await using fake = await FakeOnvifDevice.start(device);
  if (!device.isMute) fake.mutter = 'no SOAP at all';
  // Awaited here: the device is there until then.
  return await findCameras({ networkInterface, timeoutMs, ...options });
}

describe('findCameras', () => {
  it('finds a camera and its streams, the largest first, without the credentials that it puts into them', async () => {
    expect(await find({})).toEqual([
      {
        host: '127.0.0.1',
        name: 'Drawn Camera',
        profiles: [
          { name: 'main', encoding: 'H264', width: 2560, height: 1440, url: 'rtsp://127.0.0.1:8554/main' },
          { name: 'sub', encoding: 'H264', width: 640, height: 360, url: 'rtsp://127.0.0.1:8554/sub' },
        ],
        trouble: '',
      },
    ]);
  });

  it('logs in by digest, and says where that is needed or fails', async () => {
    const device = { user: 'admin', password: 'p@ss' };
    const troubles = async (given?: CameraLogin): Promise<string[]> =>
      (await find(device, given ? { login: given } : {})).map(({ trouble }) => trouble);
    expect(await troubles(login)).toEqual(['']);
    expect(await troubles()).toEqual(['It asks for a user and a password.']);
    expect(await troubles({ user: 'admin', password: new Secret('wrong') })).toEqual([
      'It did not take the user and the password.',
    ]);
  });

  it('asks nobody but who answered, wherever the answer points', async () => {
    expect(await find({ address: 'http://192.0.2.1/onvif/device_service' })).toEqual([]);
    expect(await find({ address: 'not a URL' })).toEqual([]);
    expect(await find({ streamHost: '192.0.2.1' })).toMatchObject([
      { profiles: [], trouble: 'It named no stream at its own address.' },
    ]);
  });

  it('finds nothing in silence', async () => {
    expect(await find({ isMute: true })).toEqual([]);
  });

  it('says which networks there are', async () => {
    await expect(findCameras({ networkInterface: 'eth9' })).rejects.toThrow(
      /Expected one of .*lo.* for the network interface, received "eth9"\./,
    );
  });
});

describe('writeCameraBlocks', () => {
  const read = (yaml: string): ReturnType<typeof parseConfig>['cameras'] =>
    parseConfig(yaml, { fileName: 'x', folder: '/', environment: { CAMERA_PASSWORD: 'p@ss' } }).cameras;

  it('writes what passerby.yaml takes as it is', async () => {
    const yaml = writeCameraBlocks(await find({ user: 'admin', password: 'p@ss' }, { login }), {
      user: 'admin',
      variable: 'CAMERA_PASSWORD',
    });
    expect(yaml).toBe(`cameras:
  # Drawn Camera at 127.0.0.1, profile main, H264, 2560 × 1440
  - name: drawn-camera
    source: "rtsp://admin:\${CAMERA_PASSWORD}@127.0.0.1:8554/main"
    # or profile sub, H264, 640 × 360:
    # source: "rtsp://admin:\${CAMERA_PASSWORD}@127.0.0.1:8554/sub"
`);
    expect(read(yaml)[0]?.source.url.reveal()).toBe('rtsp://admin:p%40ss@127.0.0.1:8554/main');
  });

  it('gives two cameras of one name two names', () => {
    const camera: FoundCamera = {
      host: '127.0.0.1',
      name: 'ACME',
      profiles: [{ name: 'a', encoding: '', width: undefined, height: undefined, url: 'rtsp://127.0.0.1/a' }],
      trouble: '',
    };
    expect(
      read(writeCameraBlocks([camera, { ...camera, name: '☃' }, camera], undefined)).map(({ name }) => name),
    ).toEqual(['acme', 'camera-127-0-0-1', 'acme-2']);
  });

  it('lets no camera write into the configuration', async () => {
    const cameras = await find({
      name: 'x\n  - name: evil\n    source: file:/etc/passwd',
      streamSuffix: '"?a=${HOME}',
    });
    const yaml = writeCameraBlocks(cameras, undefined);
    const [camera, ...others] = read(yaml);
    expect(others).toEqual([]);
    expect(camera?.name).toBe('x-name-evil-source-file-etc-passwd');
    expect(camera?.source.url.reveal()).toContain('${HOME}');
  });
});
