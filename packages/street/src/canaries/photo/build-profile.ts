import { join, text, u32 } from '../bytes.ts';

function xyz(x: number, y: number, z: number): Buffer {
  return join(text('XYZ '), u32(0, x, y, z));
}

/** A small sRGB-like colour profile (version 2, matrix and gamma) with a description. */
export function buildProfile(description: string): Buffer {
  const desc = join(text('desc'), u32(0, description.length + 1), text(`${description}\0`), Buffer.alloc(78));
  const curve = join(text('curv'), u32(0, 1), Buffer.from([2, 51, 0, 0]));
  const tags: readonly (readonly [string, Buffer])[] = [
    ['desc', join(desc, Buffer.alloc((4 - (desc.length % 4)) % 4))],
    ['cprt', join(text('text'), u32(0), text('none'))],
    ['wtpt', xyz(0xf6d6, 0x10000, 0xd32d)],
    ['rXYZ', xyz(0x6fa2, 0x38f5, 0x0390)],
    ['gXYZ', xyz(0x6299, 0xb785, 0x18da)],
    ['bXYZ', xyz(0x24a0, 0x0f84, 0xb6cf)],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ];
  const tableBytes = 4 + 12 * tags.length;
  let offset = 128 + tableBytes;
  const entries: Buffer[] = [];
  for (const [name, data] of tags) {
    entries.push(join(text(name), u32(offset, data.length)));
    offset += data.length;
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(offset, 0);
  header.writeUInt32BE(0x02100000, 8);
  header.write('mntrRGB XYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  u32(0xf6d6, 0x10000, 0xd32d).copy(header, 68);
  return join(header, u32(tags.length), ...entries, ...tags.map(([, data]) => data));
}
