import { describe, expect, expectTypeOf, it } from 'vitest';
import { createPixels, wrapPixels } from '../../test/sample-frame.ts';
import * as engine from '../main.ts';
import type { FrameSink, HiddenFrame, RawFrame } from '../main.ts';

/** All that a hidden frame shows of itself, by somebody who forgot to hide. */
interface LookAlike {
  readonly index: number;
  readonly seconds: number;
  readonly native: unknown;
  readonly pixels: RawFrame['pixels'];
  [Symbol.dispose](): void;
}

/** Never called: it must not compile without its remarks, which `npm run check` proves. */
export function writeClearPicture(sink: FrameSink, raw: RawFrame, lookAlike: LookAlike): void {
  // @ts-expect-error A raw frame is no hidden one.
  void sink.write(raw);
  // @ts-expect-error Neither is an object of the same shape.
  void sink.write(lookAlike);
  // @ts-expect-error The package has no class to make one with.
  void engine.HiddenFrame;
  // @ts-expect-error A raw frame does not hand out what it is made of.
  void raw.native;
}

describe('HiddenFrame', () => {
  it('is a type of its own, which no raw frame and no object of its shape has', () => {
    expectTypeOf<RawFrame>().not.toExtend<HiddenFrame>();
    expectTypeOf<LookAlike>().not.toExtend<HiddenFrame>();
    expectTypeOf<HiddenFrame>().toExtend<LookAlike>();
    expect(writeClearPicture).toBeTypeOf('function');
  });

  it('cannot be made by hand with what the package exports', () => {
    expect(Object.keys(engine)).not.toContain('HiddenFrame');
    expect(Object.keys(engine)).not.toContain('takeMemory');
  });

  it('does not show the memory of a raw frame by any name', () => {
    const raw = wrapPixels(createPixels(2, 2, { layout: 'gray', bitDepth: 8, range: 'full', matrix: 'bt601' }, 1));
    expect(Object.keys(raw)).toEqual(['index', 'seconds']);
    raw[Symbol.dispose]();
  });
});
