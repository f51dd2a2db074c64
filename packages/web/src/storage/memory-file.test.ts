import { describe, expect, it } from 'vitest';
import { MemoryFile } from './memory-file.ts';

describe('MemoryFile', () => {
  it('is written and read at any place, across its pieces', async () => {
    const file = new MemoryFile();
    const far = (4 << 20) - 2;
    await file.write(Uint8Array.of(1, 2, 3, 4, 5), far);
    await file.write(Uint8Array.of(9), 0);
    const read = new Uint8Array(5);
    await file.read(read, far);
    expect([...read]).toEqual([1, 2, 3, 4, 5]);
    const whole = await file.finish('hidden.mp4', 'video/mp4');
    expect(whole.size).toBe(far + 5);
    expect(whole.type).toBe('video/mp4');
    const bytes = new Uint8Array(await whole.arrayBuffer());
    expect([bytes[0], ...bytes.subarray(far)]).toEqual([9, 1, 2, 3, 4, 5]);
  });

  it('refuses to read beyond its end', async () => {
    const file = new MemoryFile();
    await file.write(Uint8Array.of(1), 0);
    await expect(file.read(new Uint8Array(2), 0)).rejects.toThrow(RangeError);
  });
});
