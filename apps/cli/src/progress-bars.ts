import { displayName } from './display-name.ts';
import type { FileProgress } from './file-progress.ts';
import type { Streams } from './run-listener.ts';

interface Running {
  readonly startedAtMs: number;
  progress: FileProgress;
}

const redrawEveryMs = 120;
const barCells = 20;

/** A bar for every file at work and one line for the whole, redrawn in place at the bottom of a terminal. */
export class ProgressBars {
  readonly #terminal: Streams['stderr'];
  readonly #fileCount: number;
  readonly #now: () => number;
  readonly #startedAtMs: number;
  readonly #running = new Map<string, Running>();
  readonly #timer: NodeJS.Timeout;
  #ended = 0;
  #drawnLines = 0;

  constructor(terminal: Streams['stderr'], fileCount: number, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#fileCount = fileCount;
    this.#now = now;
    this.#startedAtMs = now();
    this.#timer = setInterval(() => this.draw(), redrawEveryMs);
    this.#timer.unref();
  }

  start(path: string): void {
    this.#running.set(path, { startedAtMs: this.#now(), progress: { done: 0, total: undefined } });
  }

  update(path: string, progress: FileProgress): void {
    const running = this.#running.get(path);
    if (running) running.progress = progress;
  }

  end(path: string): void {
    if (this.#running.delete(path)) this.#ended += 1;
  }

  /** Takes the bars off the terminal, for lines that stay. */
  erase(): void {
    if (this.#drawnLines > 0) this.#terminal.write(`\r\u001B[${this.#drawnLines}A\u001B[J`);
    this.#drawnLines = 0;
  }

  draw(): void {
    this.erase();
    const lines = this.lines();
    this.#terminal.write(lines.map((line) => `${line}\n`).join(''));
    this.#drawnLines = lines.length;
  }

  /** What is drawn, one line for each file at work and, for several files, one for the whole. */
  lines(): readonly string[] {
    const columns = this.#terminal.columns ?? 80;
    const lines = [...this.#running].map(([path, running]) => this.#describe(path, running));
    if (this.#fileCount > 1) lines.push(this.#describeWhole());
    return lines.map((line) =>
      Array.from(line)
        .slice(0, Math.max(20, columns - 1))
        .join(''),
    );
  }

  close(): void {
    clearInterval(this.#timer);
    this.erase();
  }

  #describe(path: string, { startedAtMs, progress: { done, total } }: Running): string {
    const seconds = (this.#now() - startedAtMs) / 1000;
    const rate = seconds > 0 ? done / seconds : 0;
    const name = displayName(path);
    if (total === undefined) return `${done} frames  ${rate.toFixed(1)} fps  ${name}`;
    const left = rate > 0 ? `  ${duration((total - done) / rate)} left` : '';
    return `${bar(done / Math.max(1, total))} ${done}/${total} frames  ${rate.toFixed(1)} fps${left}  ${name}`;
  }

  #describeWhole(): string {
    const shares = [...this.#running.values()].map(({ progress: { done, total } }) => (total ? done / total : 0));
    const files = this.#ended + shares.reduce((sum, share) => sum + share, 0);
    const seconds = (this.#now() - this.#startedAtMs) / 1000;
    const left = files > 0.01 ? `  ${duration((seconds * (this.#fileCount - files)) / files)} left` : '';
    return `${bar(files / this.#fileCount)} ${this.#ended}/${this.#fileCount} files${left}`;
  }
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * barCells);
  return `[${'#'.repeat(full)}${'.'.repeat(barCells - full)}]`;
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${twoDigits(whole % 60)}` : `${minutes}:${twoDigits(whole % 60)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
