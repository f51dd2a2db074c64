import type { ByteSource } from '@passerby/engine';

/** A file or blob as the audit reads it. Only in workers: pages cannot read at once. */
export function blobSource(file: Blob): ByteSource {
  const reader = new FileReaderSync();
  return {
    size: file.size,
    read(target, offset) {
      const bytes = new Uint8Array(reader.readAsArrayBuffer(file.slice(offset, offset + target.length)));
      target.set(bytes);
      return bytes.length;
    },
  };
}
