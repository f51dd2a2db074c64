import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.ts';
import { configJsonSchema } from './config-schema.ts';
import { loadConfig, parseConfig } from './load-config.ts';
import type { LiveConfig } from './live-config.ts';

const environment = { GATE_PASSWORD: 'p@ss:/word', NVR_PASSWORD: 'recorder-secret' };

const whole = `listen: { web: 127.0.0.1:8555, rtsp: 127.0.0.1:8554 }
cameras:
  - { name: gate, source: "rtsp://user:\${GATE_PASSWORD}@127.0.0.1:9554/cam", transport: tcp, preset: head, text: all, effect: solid, holdBackSeconds: 0.3,
      hide: [{ x: 0.8, y: 0, width: 0.2, height: 0.3 }], output: { fps: 15 } }
access: { rtsp: { user: nvr, password: "\${NVR_PASSWORD}" } }
`;

function parse(text: string, variables: Record<string, string> = environment): LiveConfig {
  return parseConfig(text, { fileName: 'passerby.yaml', folder: '/etc/passerby', environment: variables });
}

function complaint(text: string, variables?: Record<string, string>): string {
  try {
    parse(text, variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'none';
}

describe('parseConfig', () => {
  it('reads the configuration that the documentation shows', () => {
    const config = parse(whole);
    const [camera] = config.cameras;
    expect(config.listen).toEqual({ web: { host: '127.0.0.1', port: 8555 }, rtsp: { host: '127.0.0.1', port: 8554 } });
    expect(camera?.source.url.reveal()).toBe('rtsp://user:p%40ss%3A%2Fword@127.0.0.1:9554/cam');
    expect(camera?.source).toMatchObject({
      kind: 'rtsp',
      host: '127.0.0.1',
      port: 9554,
      label: 'rtsp://127.0.0.1:9554',
    });
    expect(camera?.hide).toEqual([{ left: 0.8, top: 0, right: 1, bottom: 0.3 }]);
    expect(config.access.rtsp?.password.reveal()).toBe('recorder-secret');
  });

  it('has a default for every key of a camera but its name and source', () => {
    const [camera] = parse('cameras: [{ name: yard, source: "rtsp://camera" }]').cameras;
    expect({ ...camera, source: undefined }).toEqual({
      name: 'yard',
      source: undefined,
      transport: 'tcp',
      preset: 'head',
      text: 'all',
      effect: 'solid',
      holdBackSeconds: 0.3,
      looksPerSecond: 5,
      lookWithinSeconds: 0.25,
      hide: [],
      output: { fps: 15, preset: 'superfast' },
      push: undefined,
    });
    expect(complaint('cameras: [{}]')).toBe(
      'passerby.yaml:1:11: Expected text for cameras[0].name, received nothing.\n' +
        'passerby.yaml:1:11: Expected text for cameras[0].source, received nothing.',
    );
  });

  it.each([
    ['rtsps://c/1', 'rtsp', 'c', 322],
    ['https://c/video.mjpg', 'mjpeg', 'c', 443],
    ['rtsp://[fe80::1]:554/x', 'rtsp', 'fe80::1', 554],
    ['v4l2:/dev/video0', 'webcam', undefined, undefined],
    ['file:street.mp4', 'file', undefined, undefined],
  ])('knows the source %s', (source, kind, host, port) => {
    const [camera] = parse(`cameras: [{ name: a, source: "${source}" }]`).cameras;
    expect(camera?.source).toMatchObject({ kind, host, port });
  });

  it('finds files beside the configuration', () => {
    const [relative, absolute] = parse(
      'cameras: [{ name: a, source: "file:street.mp4" }, { name: b, source: "file:///clips/street.mp4" }]',
    ).cameras;
    expect(relative?.source.url.reveal()).toBe('/etc/passerby/street.mp4');
    expect(absolute?.source.url.reveal()).toBe('/clips/street.mp4');
  });

  it.each(['ftp://c', 'rtsp:c', 'rtsp://', 'camera', 'v4l2:/etc/passwd', 'v4l2:/dev/../etc/passwd', 'file:'])(
    'refuses the source %s',
    (source) => {
      expect(complaint(`cameras: [{ name: a, source: "${source}" }]`)).toContain('1:30: Expected rtsp://, rtsps://');
    },
  );

  it('names line, column and field of every fault at once', () => {
    const text = `listen:
  web: 8555
cameras:
  - name: gate
    source: rtsp://camera
    holdBackSeconds: 7
    preset: body
  - name: gate
    source: rtsp://camera
    effects: solid
    hide: [{ x: 0.5, y: 0, width: 0.6, height: 1 }]
`;
    expect(complaint(text).split('\n')).toEqual([
      'passerby.yaml:2:8: Expected text for listen.web, received 8555.',
      'passerby.yaml:6:22: Expected at most 3 for cameras[0].holdBackSeconds, received 7.',
      'passerby.yaml:7:13: Expected face or head for cameras[0].preset, received a text of 4 characters.',
      'passerby.yaml:10:5: Expected no field cameras[1].effects in the configuration, received one.',
      'passerby.yaml:11:35: Expected a width that ends inside the picture for cameras[1].hide[0].width, received 0.6.',
    ]);
  });

  it('refuses two cameras of one name', () => {
    const text = 'cameras:\n  - { name: a, source: "rtsp://c" }\n  - { name: a, source: "rtsp://c" }\n';
    expect(complaint(text)).toContain('3:13: Expected a name that no other camera has for cameras[1].name');
  });

  it('refuses a page beyond loopback, and streams there without a password', () => {
    const camera = 'cameras: [{ name: a, source: "rtsp://c" }]\n';
    expect(complaint(`${camera}listen: { web: "0.0.0.0:8555" }`)).toContain('2:16: Expected a loopback address');
    expect(complaint(`${camera}listen: { web: "camera.example:8555" }`)).toContain('Expected a loopback address');
    expect(complaint(`${camera}listen: { rtsp: "0.0.0.0:8554" }`)).toContain('2:17: Expected access.rtsp with');
    expect(complaint(`${camera}listen: { rtsp: "[::]:8554" }`)).toContain('Expected access.rtsp with');
    expect(complaint(`${camera}listen: { rtsp: "0.0.0.0:8554" }\naccess: { rtsp: { user: a, password: b } }`)).toBe(
      'none',
    );
    expect(complaint(`${camera}listen: { web: "[::1]:8555", rtsp: "127.1.2.3:8554" }`)).toBe('none');
    expect(complaint(`${camera}listen: { web: "127.0.0.1:1", rtsp: "127.0.0.1:1" }`)).toContain('Expected another');
  });

  it('reads what a variable holds as text, never as YAML', () => {
    const text = 'cameras: [{ name: a, source: "rtsp://u:${P}@c" }]\naccess: { rtsp: { user: u, password: "${P}" } }';
    const config = parse(text, { P: '", user: root, x: "' });
    expect(config.access.rtsp).toMatchObject({ user: 'u' });
    expect(config.access.rtsp?.password.reveal()).toBe('", user: root, x: "');
  });

  it('says which variable is missing and where', () => {
    expect(complaint(whole, { NVR_PASSWORD: 'x' })).toBe(
      'passerby.yaml:3:27: Expected the environment to have GATE_PASSWORD, which is not set.',
    );
  });

  it('never says a secret, whatever is wrong around it', () => {
    const secret = 'hunter2-hunter2';
    const broken = [
      `cameras: [{ name: "rtsp://u:${secret}@c", source: "rtsp://c" }]`,
      `cameras: [{ name: a, source: "ftp://u:${secret}@c" }]`,
      `cameras: [{ name: a, source: "rtsp://c", push: "http://u:${secret}@c" }]`,
      `cameras: [{ name: a, source: "rtsp://c", preset: ${secret} }]`,
      `cameras: [{ name: a, source: "rtsp://u:${secret}@c"`,
      `cameras: [{ name: a, source: rtsp://u:${secret}: @c }]`,
      `cameras: [{ name: a, source: !!${secret} "rtsp://c" }]`,
      `cameras: [{ name: a, source: *${secret} }]`,
      `access: { rtsp: { user: "${secret}:", password: "${secret}" } }\ncameras: [{ name: a, source: "rtsp://c" }]`,
      `access: "${secret}"`,
      `password: "\${SECRET}\${GONE}"`,
      `- ${secret}`,
      secret,
      `"${secret}`,
      `a: 1\n---\n${secret}`,
      `? [${secret}]\n: 1`,
    ];
    const said = broken.map((text) => complaint(text, { SECRET: secret }));
    expect(said).not.toContain('none');
    expect(said.join('\n')).not.toContain('hunter2');
  });

  it('keeps secrets out of everything that prints the configuration', () => {
    const config = parse(whole.replace('/cam"', '/cam?password=path-secret"'));
    const printed = `${inspect(config, { depth: 9, showHidden: true })}${JSON.stringify(config)}`;
    for (const secret of ['p@ss', 'p%40ss', 'recorder-secret', 'path-secret']) expect(printed).not.toContain(secret);
    expect(printed).toContain('rtsp://127.0.0.1:9554');
  });

  it('refuses a bomb of aliases', () => {
    const layers = Array.from({ length: 9 }, (_, index) => `l${index}: &l${index} [${`*l${index - 1},`.repeat(9)}]`);
    expect(complaint(['l-1: &l-1 [x]', ...layers].join('\n'))).toBe(
      'passerby.yaml: Expected at most 100 uses of aliases, received more.',
    );
  });
});

describe('loadConfig', () => {
  it('reads a file, and says why it cannot', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'passerby-config-'));
    try {
      const path = join(folder, 'passerby.yaml');
      await writeFile(path, whole);
      expect((await loadConfig(path, { environment })).cameras[0]?.name).toBe('gate');
      await expect(loadConfig(join(folder, 'gone.yaml'), { environment })).rejects.toThrow(
        'gone.yaml: Expected a file that can be read, received ENOENT.',
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('configJsonSchema', () => {
  it('is what passerby.schema.json holds', async () => {
    const published = await readFile(new URL('../../passerby.schema.json', import.meta.url), 'utf8');
    // Written anew with `npm run schema --workspace @passerby/live`.
    expect(JSON.parse(published)).toEqual(configJsonSchema());
  });

  it('describes every field', () => {
    const undescribed: string[] = [];
    const walk = (schema: Record<string, unknown>, path: string): void => {
      const properties = (schema['properties'] ?? {}) as Record<string, Record<string, unknown>>;
      for (const [name, property] of Object.entries(properties)) {
        if (typeof property['description'] !== 'string') undescribed.push(`${path}.${name}`);
        walk(property, `${path}.${name}`);
      }
      const items = schema['items'] as Record<string, unknown> | undefined;
      if (items) walk(items, `${path}[]`);
    };
    walk(configJsonSchema() as Record<string, unknown>, '');
    expect(undescribed).toEqual([]);
  });
});
