import type { LiveCamera, LiveConfig, RunningGateway } from '@passerby/live';
import type { Streams } from './run-listener.ts';

/** Tells what the gateway does: sentences for people, or one JSON object a line. Never credentials, never anything about people in the pictures. */
export class LivePrinter {
  readonly #streams: Streams;
  readonly #isJson: boolean;
  readonly #listening = new Set<LiveCamera>();

  constructor(streams: Streams, isJson: boolean) {
    this.#streams = streams;
    this.#isJson = isJson;
  }

  /** The configuration can be used. */
  checked(config: LiveConfig): void {
    const names = config.cameras.map(({ name }) => name);
    if (this.#isJson) this.#print({ event: 'checked', cameras: names });
    else this.#say(`The configuration is good: ${names.join(', ')}.`);
  }

  ready(gateway: RunningGateway): void {
    const { rtspUrls, webUrl } = gateway;
    if (this.#isJson) this.#print({ event: 'ready', rtsp: rtspUrls, web: webUrl });
    else {
      for (const [name, url] of Object.entries(rtspUrls)) this.#say(`${name}: ${url}`);
      if (webUrl !== undefined) this.#say(`All on one page: ${webUrl}`);
    }
    this.#listen(gateway);
  }

  reloaded(gateway: RunningGateway): void {
    if (this.#isJson) this.#print({ event: 'reloaded', rtsp: gateway.rtspUrls });
    else this.#say('The configuration was read again.');
    this.#listen(gateway);
  }

  /** On stderr, so that programs read events only. */
  note(sentence: string): void {
    this.#streams.stderr.write(`passerby: ${sentence}\n`);
  }

  #listen(gateway: RunningGateway): void {
    for (const camera of gateway.cameras) {
      if (this.#listening.has(camera)) continue;
      this.#listening.add(camera);
      let last = '';
      const tell = (): void => {
        const { state, reason } = camera.status;
        // Health changes, too, are told to listeners.
        if (`${state} ${reason}` === last) return;
        last = `${state} ${reason}`;
        this.#tellState(camera.name, state, reason);
      };
      camera.onChange(tell);
      tell();
    }
  }

  #tellState(name: string, state: string, reason: string): void {
    if (this.#isJson) this.#print({ event: 'camera', name, state, reason });
    else this.#say(reason === '' ? `${name}: ${state}` : `${name}: ${state}. ${reason}`);
  }

  #say(sentence: string): void {
    this.#streams.stdout.write(`${sentence}\n`);
  }

  #print(line: Readonly<Record<string, unknown>>): void {
    this.#streams.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
