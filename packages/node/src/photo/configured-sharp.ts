import sharp from 'sharp';

// libvips would keep decoded pictures for reuse: clear pixels of a finished file have no place in memory, and no picture is opened twice.
sharp.cache(false);

export { sharp };
