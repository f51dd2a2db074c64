import { crc32, deflateRawSync } from 'node:zlib';
import { join, text } from './bytes.ts';

/** A ZIP archive of one deflated file. */
export function buildZip(name: string, content: Uint8Array): Buffer {
  const packed = deflateRawSync(content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = join(text('PK\x03\x04'), common, text(name), packed);
  const central = join(text('PK\x01\x02'), Buffer.from([20, 0]), common, Buffer.alloc(14), text(name));
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return join(local, central, text('PK\x05\x06'), end);
}
