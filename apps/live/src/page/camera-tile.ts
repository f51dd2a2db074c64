import { CameraStream, type Transport } from './camera-stream.ts';
import { wordCamera, wordLatency } from './camera-words.ts';
import { findElement } from './find-element.ts';
import type { CameraDescription } from './messages.ts';

/** Latencies are shown this often, in milliseconds: figures that run are not read. */
const showLatencyMs = 500;

const timeFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** One camera of the grid: its hidden picture, name, state and latency. */
export class CameraTile {
  readonly name: string;
  readonly element: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly #stream: CameraStream;
  readonly #latency: HTMLElement;
  #description: CameraDescription;
  #latencyShownAtMs = -Infinity;

  constructor(template: HTMLTemplateElement, description: CameraDescription, transport: Transport) {
    const fragment = template.content.cloneNode(true) as DocumentFragment;
    this.name = description.name;
    this.#description = description;
    this.element = findElement(fragment, '.tile', HTMLElement);
    this.button = findElement(fragment, '.enlarge', HTMLButtonElement);
    this.#latency = findElement(fragment, '.latency', HTMLElement);
    const heading = findElement(fragment, '.name', HTMLElement);
    heading.textContent = this.name;
    heading.id = `camera-${this.name}`;
    this.element.setAttribute('aria-labelledby', heading.id);
    this.button.setAttribute('aria-label', `Enlarge ${this.name}`);
    this.#stream = new CameraStream(transport, {
      name: this.name,
      mseVideo: findElement(fragment, '.mse', HTMLVideoElement),
      webrtcVideo: findElement(fragment, '.webrtc', HTMLVideoElement),
      clockStartMs: () => this.#description.clockStartMs,
      onPicture: (latencySeconds) => this.#showLatency(latencySeconds),
      onShow: (shown) => (this.element.dataset['transport'] = shown),
    });
    this.update(description);
  }

  update(description: CameraDescription): void {
    this.#description = description;
    const words = wordCamera(description, (ms) => timeFormat.format(ms));
    this.element.dataset['tone'] = words.tone;
    this.element.dataset['state'] = description.state;
    findElement(this.element, '.state', HTMLElement).textContent = words.state;
    const reason = findElement(this.element, '.reason', HTMLElement);
    reason.textContent = words.reason;
    reason.title = words.reason;
    const rates = `${description.framesPerSecond.toFixed(0)} fps, ${description.looksPerSecond.toFixed(0)} looks/s`;
    findElement(this.element, '.rates', HTMLElement).textContent = description.state === 'live' ? rates : '';
  }

  /** Whether it is on the screen: what nobody sees is not sent. */
  setPlaying(isPlaying: boolean): void {
    if (isPlaying) this.#stream.start();
    else this.#stream.stop();
  }

  setTransport(transport: Transport): void {
    this.#stream.want(transport);
  }

  setEnlarged(isEnlarged: boolean): void {
    this.element.classList.toggle('enlarged', isEnlarged);
    this.button.setAttribute(
      'aria-label',
      isEnlarged ? `Back from ${this.name} to all cameras` : `Enlarge ${this.name}`,
    );
  }

  remove(): void {
    this.#stream.stop();
    this.element.remove();
  }

  #showLatency(latencySeconds: number | undefined): void {
    const nowMs = performance.now();
    if (nowMs - this.#latencyShownAtMs < showLatencyMs) return;
    this.#latencyShownAtMs = nowMs;
    this.#latency.textContent = wordLatency(latencySeconds);
  }
}
