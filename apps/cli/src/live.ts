import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LiveConfig, RunningGateway } from '@passerby/live';
import { exitDone } from './exit-codes.ts';
import { importStreet } from './import-street.ts';
import { LivePrinter } from './live-printer.ts';
import { openBrowser } from './open-browser.ts';
import { helpOption, readArguments } from './read-arguments.ts';
import type { Streams } from './run-listener.ts';
import { UsageError } from './usage-error.ts';

const liveFlags = {
  ...helpOption,
  config: { type: 'string', short: 'c' },
  'models-dir': { type: 'string' },
  json: { type: 'boolean' },
  check: { type: 'boolean' },
  demo: { type: 'boolean' },
} as const;

export const liveHelp = `passerby live --config passerby.yaml
passerby live --demo

Stands between cameras and whatever records or shows them: their streams come in, streams in which everyone is hidden go out. Runs until it is told to stop (Ctrl-C, SIGTERM); SIGHUP reads the configuration again, and cameras that did not change go on.

  -c, --config FILE      the cameras, where to listen, who may see (docs/guides/cameras.md)
      --check            only read the configuration, and say what is wrong with it
      --demo             two drawn streets in place of cameras; opens the page that shows them
      --models-dir DIR   the folder to look in first for models
      --json             one JSON object a line about what happens, on stdout
`;

/** `passerby live`: gives the exit code once it was told to stop. */
export async function live(argv: readonly string[], streams: Streams): Promise<number> {
  const { values: flags, positionals } = readArguments(argv, liveFlags);
  if (flags.help) {
    streams.stdout.write(liveHelp);
    return exitDone;
  }
  if (positionals.length > 0) {
    throw new UsageError(`Expected only options after live, received ${JSON.stringify(positionals[0])}.`);
  }
  if ((flags.config === undefined) === (flags.demo !== true)) {
    throw new UsageError('Expected either --config FILE or --demo for live.');
  }
  const printer = new LivePrinter(streams, flags.json === true);
  const modelsDir = flags['models-dir'];
  if (flags.config === undefined) return runDemo(modelsDir, printer);
  const path = flags.config;
  // Other verbs do not wait for the gateway's libraries.
  const { loadConfig, startGateway } = await import('@passerby/live');
  const read = (): Promise<LiveConfig> => loadConfig(path, { environment: process.env });
  const config = await read();
  if (flags.check) {
    printer.checked(config);
    return exitDone;
  }
  using stopping = new StopSignal();
  await using gateway = await startGateway(config, { modelsDir, onNote: (sentence) => printer.note(sentence) });
  const reload = (): void => void reloadConfig(gateway, read, printer);
  process.on('SIGHUP', reload);
  try {
    printer.ready(gateway);
    await stopping.stopped;
    return exitDone;
  } finally {
    process.off('SIGHUP', reload);
  }
}

async function reloadConfig(
  gateway: RunningGateway,
  read: () => Promise<LiveConfig>,
  printer: LivePrinter,
): Promise<void> {
  try {
    for (const sentence of await gateway.reload(await read())) printer.note(sentence);
    printer.reloaded(gateway);
  } catch (error) {
    // The gateway goes on as it was: cameras must not go dark over a typing error.
    printer.note(`The configuration was not taken over. ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function runDemo(modelsDir: string | undefined, printer: LivePrinter): Promise<number> {
  using stopping = new StopSignal();
  const folder = await mkdtemp(join(tmpdir(), 'passerby-live-'));
  try {
    printer.note('Drawing two streets…');
    const { writeClip } = await importStreet();
    const { ClipServer, parseConfig, startGateway } = await import('@passerby/live');
    const clips = ['street', 'square'].map((name) => ({ name, path: join(folder, `${name}.mp4`) }));
    for (const { name, path } of clips) {
      await writeClip(path, {
        seed: `live ${name}`,
        width: 960,
        height: 540,
        fps: 15,
        seconds: 12,
        likeCamera: true,
        crf: 23,
      });
    }
    await using cameras = await ClipServer.start(clips, { listen: { host: '127.0.0.1', port: 0 } });
    const config = parseConfig(demoConfig(clips.map(({ name }) => ({ name, url: cameras.urlOf(name) }))), {
      environment: {},
      fileName: 'demo',
      folder,
    });
    await using gateway = await startGateway(config, { modelsDir, onNote: (sentence) => printer.note(sentence) });
    printer.ready(gateway);
    // Where there is nothing to open it with the address was printed.
    if (gateway.webUrl !== undefined && process.stdout.isTTY) await openBrowser(gateway.webUrl);
    await stopping.stopped;
    return exitDone;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** JSON is YAML. Ports that are free, so that the demo runs beside another gateway. */
function demoConfig(cameras: readonly { readonly name: string; readonly url: string }[]): string {
  return JSON.stringify({
    listen: { web: '127.0.0.1:0', rtsp: '127.0.0.1:0' },
    cameras: cameras.map(({ name, url }) => ({ name, source: url })),
  });
}

/** Waits for SIGINT or SIGTERM from now on; more of them change nothing, as npx passes on the Ctrl-C that the terminal has sent already. */
class StopSignal implements Disposable {
  readonly stopped: Promise<void>;
  #stop: (() => void) | undefined;

  constructor() {
    this.stopped = new Promise((resolve) => (this.#stop = resolve));
    for (const name of stopSignals) process.on(name, this.#hear);
  }

  [Symbol.dispose](): void {
    for (const name of stopSignals) process.off(name, this.#hear);
  }

  readonly #hear = (): void => this.#stop?.();
}

const stopSignals = ['SIGINT', 'SIGTERM'] as const;
