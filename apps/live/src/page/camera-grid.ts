import type { Transport } from './camera-stream.ts';
import { CameraTile } from './camera-tile.ts';
import { chooseColumns } from './choose-columns.ts';
import type { CameraDescription } from './messages.ts';

/** A hidden page stops its streams after so long, in milliseconds: going back and forth between tabs does not. */
const hiddenPageMs = 5000;

/** Narrowest tile, in CSS pixels at the usual letter size. */
const minTileRem = 17;

/** Where arrow keys lead, in columns and rows. */
const steps: Readonly<Record<string, { readonly columns: number; readonly rows: number }>> = {
  ArrowLeft: { columns: -1, rows: 0 },
  ArrowRight: { columns: 1, rows: 0 },
  ArrowUp: { columns: 0, rows: -1 },
  ArrowDown: { columns: 0, rows: 1 },
};

/** All cameras, as large as the screen allows; one of them may be enlarged. */
export class CameraGrid {
  readonly #element: HTMLElement;
  readonly #template: HTMLTemplateElement;
  readonly #visible = new Set<Element>();
  readonly #watcher: IntersectionObserver;
  #tiles: readonly CameraTile[] = [];
  #enlarged: CameraTile | undefined;
  #transport: Transport;
  #columns = 1;
  #isPageHidden = document.hidden;
  #hiding: number | undefined;

  constructor(element: HTMLElement, template: HTMLTemplateElement, transport: Transport) {
    this.#element = element;
    this.#template = template;
    this.#transport = transport;
    this.#watcher = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) this.#visible.add(target);
        else this.#visible.delete(target);
      }
      this.#play();
    });
    new ResizeObserver(() => this.#arrange()).observe(element);
    document.addEventListener('visibilitychange', () => this.#followVisibility());
    document.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** Shows these cameras, in this order. */
  update(cameras: readonly CameraDescription[]): void {
    const known = new Map(this.#tiles.map((tile) => [tile.name, tile]));
    const tiles = cameras.map((camera) => known.get(camera.name) ?? this.#add(camera));
    for (const [index, camera] of cameras.entries()) tiles[index]?.update(camera);
    for (const tile of this.#tiles) if (!tiles.includes(tile)) this.#remove(tile);
    const isSameOrder =
      tiles.length === this.#tiles.length && tiles.every((tile, index) => tile === this.#tiles[index]);
    this.#tiles = tiles;
    if (isSameOrder) return;
    this.#element.append(...tiles.map(({ element }) => element));
    this.#arrange();
  }

  setTransport(transport: Transport): void {
    this.#transport = transport;
    for (const tile of this.#tiles) tile.setTransport(transport);
  }

  #add(camera: CameraDescription): CameraTile {
    const tile = new CameraTile(this.#template, camera, this.#transport);
    tile.button.addEventListener('click', () => this.#enlarge(this.#enlarged === tile ? undefined : tile));
    this.#watcher.observe(tile.element);
    return tile;
  }

  #remove(tile: CameraTile): void {
    if (this.#enlarged === tile) this.#enlarge(undefined);
    this.#watcher.unobserve(tile.element);
    this.#visible.delete(tile.element);
    tile.remove();
  }

  #enlarge(tile: CameraTile | undefined): void {
    const before = this.#enlarged;
    before?.setEnlarged(false);
    this.#enlarged = tile;
    tile?.setEnlarged(true);
    this.#element.classList.toggle('one', tile !== undefined);
    this.#arrange();
    (tile ?? before)?.button.focus();
  }

  #arrange(): void {
    const style = getComputedStyle(this.#element);
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const caption = this.#tiles[0]?.element.querySelector('.caption');
    const shape = chooseColumns(this.#enlarged ? 1 : this.#tiles.length, {
      width: this.#element.clientWidth - Number.parseFloat(style.paddingLeft) * 2,
      height: this.#element.clientHeight - Number.parseFloat(style.paddingTop) * 2,
      gap: Number.parseFloat(style.columnGap),
      captionHeight: caption?.getBoundingClientRect().height ?? 0,
      minTileWidth: minTileRem * rem,
    });
    this.#columns = shape.columns;
    this.#element.style.setProperty('--columns', String(shape.columns));
    this.#element.style.setProperty('--tile-width', `${shape.tileWidth}px`);
  }

  #followVisibility(): void {
    clearTimeout(this.#hiding);
    const settle = (): void => {
      this.#isPageHidden = document.hidden;
      this.#play();
    };
    if (document.hidden) this.#hiding = setTimeout(settle, hiddenPageMs);
    else settle();
  }

  #play(): void {
    for (const tile of this.#tiles) tile.setPlaying(!this.#isPageHidden && this.#visible.has(tile.element));
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Escape' && this.#enlarged) return this.#enlarge(undefined);
    const step = steps[event.key];
    if (!step || this.#tiles.length === 0) return;
    const at = this.#tiles.findIndex((tile) => tile === this.#enlarged || tile.button === document.activeElement);
    const columns = this.#enlarged ? 1 : this.#columns;
    const next = this.#tiles[at < 0 ? 0 : at + step.columns + step.rows * columns];
    if (!next) return;
    event.preventDefault();
    if (this.#enlarged) this.#enlarge(next);
    else next.button.focus();
  }
}
