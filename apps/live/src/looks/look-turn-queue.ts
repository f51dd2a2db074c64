/** What a look is for. */
export type DetectionKind = 'face' | 'text';

/** A turn that was asked for. */
interface Asked {
  readonly camera: string;
  readonly id: number;
  readonly look: DetectionKind;
  readonly grant: () => void;
}

interface Running extends Asked {
  readonly sinceMs: number;
}

/** A turn that does not end by then counts no more: its worker is on its own. */
const longestTurnMs = 5000;

/**
 * One pool of looks for all cameras: as many at a time as there are cores, of each camera one of each kind. The camera whose last turn of that
 * kind lies farthest back comes first, so none starves. Looks for text, which take long, leave one place to faces where there are two.
 */
export class LookTurnQueue {
  readonly #places: number;
  #asked: Asked[] = [];
  #running: Running[] = [];
  /** When a camera last began a turn, by camera and kind. */
  readonly #lastTurn = new Map<string, number>();
  #turns = 0;

  /** So many looks at a time, 1 or more. */
  constructor(places: number) {
    this.#places = Math.max(1, places);
  }

  /** Asks for a turn; `grant` is called when it comes. Ids are the camera's own. */
  ask(camera: string, id: number, look: DetectionKind, grant: () => void): void {
    this.#asked.push({ camera, id, look, grant });
    this.#next();
  }

  /** A camera's turn is over. */
  end(camera: string, id: number): void {
    this.#running = this.#running.filter((turn) => turn.camera !== camera || turn.id !== id);
    this.#next();
  }

  /** A camera's worker is gone, and all its turns. */
  forget(camera: string): void {
    this.#asked = this.#asked.filter((turn) => turn.camera !== camera);
    this.#running = this.#running.filter((turn) => turn.camera !== camera);
    this.#next();
  }

  #next(): void {
    const nowMs = performance.now();
    this.#running = this.#running.filter(({ sinceMs }) => nowMs - sinceMs < longestTurnMs);
    while (this.#running.length < this.#places) {
      const turn = this.#choose();
      if (!turn) return;
      this.#asked = this.#asked.filter((asked) => asked !== turn);
      this.#running.push({ ...turn, sinceMs: nowMs });
      this.#lastTurn.set(`${turn.look} ${turn.camera}`, ++this.#turns);
      turn.grant();
    }
  }

  #choose(): Asked | undefined {
    const mostText = Math.max(1, this.#places - 1);
    const isTextFull = this.#running.filter(({ look }) => look === 'text').length >= mostText;
    const last = ({ look, camera }: Asked): number => this.#lastTurn.get(`${look} ${camera}`) ?? 0;
    const fair = this.#asked.toSorted((a, b) => last(a) - last(b));
    // With a single place text would never come where faces always wait: then it takes turns with them.
    const texts = isTextFull ? [] : fair.filter(({ look }) => look === 'text');
    const faces = fair.filter(({ look }) => look === 'face');
    const [face] = faces;
    const [text] = texts;
    if (!face || !text) return face ?? text;
    return last(face) <= last(text) ? face : text;
  }
}
