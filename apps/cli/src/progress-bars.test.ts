import { describe, expect, it } from 'vitest';
import { ProgressBars } from './progress-bars.ts';

function barsAt(fileCount: number): { bars: ProgressBars; pass: (ms: number) => void; written: string[] } {
  let nowMs = 0;
  const written: string[] = [];
  const terminal = { isTTY: true, columns: 60, write: (text: string) => written.push(text) > 0 };
  const bars = new ProgressBars(terminal, fileCount, () => nowMs);
  return { bars, pass: (ms) => (nowMs += ms), written };
}

describe('ProgressBars', () => {
  it('tells frames, their rate and the time left', () => {
    const { bars, pass } = barsAt(1);
    bars.start('a.mp4');
    pass(10_000);
    bars.update('a.mp4', { done: 250, total: 1000 });
    expect(bars.lines()).toEqual(['[#####...............] 250/1000 frames  25.0 fps  0:30 left  a'.slice(0, 59)]);
    bars.close();
  });

  it('has a line for the whole of several files', () => {
    const { bars, pass } = barsAt(4);
    bars.start('a.jpg');
    bars.end('a.jpg');
    bars.start('b.mp4');
    bars.update('b.mp4', { done: 50, total: 100 });
    pass(60_000);
    expect(bars.lines().at(-1)).toBe('[########............] 1/4 files  1:40 left');
    bars.close();
  });

  it('draws in place and leaves nothing', () => {
    const { bars, written } = barsAt(1);
    bars.start('a.mp4');
    bars.draw();
    bars.draw();
    bars.close();
    expect(written[1]).toBe('\r\u001B[1A\u001B[J');
    expect(written.at(-1)).toBe('\r\u001B[1A\u001B[J');
  });

  it('never passes the acting characters of a name on', () => {
    const { bars } = barsAt(1);
    bars.start('a\u001B[2J\n.mp4');
    expect(bars.lines()[0]).toBe('0 frames  0.0 fps  "a\\u{1b}[2J\\u{a}.mp4"');
    bars.close();
  });
});
