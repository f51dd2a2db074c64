import type { AbortSignalLike } from '../abort-signal.ts';
import { Account } from './account.ts';
import type { AuditContainer, AuditResult } from './audit-result.ts';
import { FileBytes, TruncatedError, type ByteSource } from './file-bytes.ts';
import { walkGif } from './gif/walk-gif.ts';
import { walkJpeg } from './jpeg/walk-jpeg.ts';
import { walkMatroska } from './matroska/walk-matroska.ts';
import { walkMp4 } from './mp4/walk-mp4.ts';
import { walkPng } from './png/walk-png.ts';
import type { CreateZlibMeter } from './png/zlib-meter.ts';
import { sniffContainer } from './sniff-container.ts';
import { findTelltales } from './strings/find-telltales.ts';
import type { TakeTurn } from './take-turn.ts';
import { walkWebp } from './webp/walk-webp.ts';

/** What an audit needs of the runtime. */
export interface AuditTools {
  readonly createZlibMeter: CreateZlibMeter;
  /** Gives the thread back for a moment. */
  readonly nextTurn: () => Promise<void>;
}

/** How an audit runs. */
export interface AuditOptions {
  /** Stops the audit: it rejects with the signal's reason. */
  readonly signal?: AbortSignalLike | undefined;
  /** Called now and then while the audit moves on, as a sign of life. */
  readonly onProgress?: (() => void) | undefined;
}

type Content = Pick<AuditResult, 'pictures' | 'videoStreams' | 'audioStreams' | 'shownFrames'>;

const NOTHING: Content = { pictures: 0, videoStreams: 0, audioStreams: 0, shownFrames: undefined };

/**
 * Walks a whole file with parsers of our own and accounts for every byte: what is not on the allow-list is a finding. Reads only; memory does not
 * grow with the media data (tables of an MP4 are held as numbers).
 * A file that is cut off or damaged gives findings, not an error.
 * @throws the system's error where the file cannot be read.
 */
export async function auditBytes(
  source: ByteSource,
  tools: AuditTools,
  options: AuditOptions = {},
): Promise<AuditResult> {
  options.signal?.throwIfAborted();
  const file = new FileBytes(source);
  const container = sniffContainer(file);
  const account = new Account(container);
  const takeTurn = async (): Promise<void> => {
    await tools.nextTurn();
    options.signal?.throwIfAborted();
    options.onProgress?.();
  };
  const content = await walk(file, container, account, { ...tools, takeTurn });
  await findTelltales(file, account, takeTurn);
  const bytesAccounted = account.close(file.size);
  return {
    container,
    sizeBytes: file.size,
    bytesAccounted,
    ...content,
    findings: account.findings,
    limits: [...new Set(account.limits)],
  };
}

interface WalkTools extends AuditTools {
  readonly takeTurn: TakeTurn;
}

async function walk(file: FileBytes, container: AuditContainer, account: Account, tools: WalkTools): Promise<Content> {
  try {
    return await walkContainer(file, container, account, tools);
  } catch (error) {
    if (!(error instanceof TruncatedError)) throw error;
    account.report({
      offset: Math.min(error.offset, file.size),
      length: 0,
      kind: 'damaged',
      rule: `${container}/not-listed`,
      text: 'The file is cut off inside a structure.',
    });
    return NOTHING;
  }
}

async function walkContainer(
  file: FileBytes,
  container: AuditContainer,
  account: Account,
  tools: WalkTools,
): Promise<Content> {
  if (container === 'jpeg') {
    const pictures = walkJpeg(file, account);
    return { ...NOTHING, pictures, shownFrames: pictures };
  }
  if (container === 'png') {
    const pictures = await walkPng(file, account, tools.createZlibMeter);
    return { ...NOTHING, pictures, shownFrames: pictures };
  }
  if (container === 'gif') {
    const frames = walkGif(file, account);
    return { ...NOTHING, pictures: Math.min(frames, 1), shownFrames: frames };
  }
  if (container === 'webp') {
    const { frames } = walkWebp(file, account);
    account.limits.push(
      'The inside of the coded WebP picture was not decoded: bytes after its last bit would not be noticed.',
    );
    return { ...NOTHING, pictures: Math.min(frames, 1), shownFrames: frames };
  }
  if (container === 'mp4') {
    const content = await walkMp4(file, account, tools.takeTurn);
    account.limits.push(
      'The slices of the coded video were not decoded: bytes after the last bit of a slice would not be noticed.',
    );
    return { ...NOTHING, ...content };
  }
  if (container === 'matroska') return { ...NOTHING, ...(await walkMatroska(file, account, tools.takeTurn)) };
  account.claim(0, file.size);
  const text =
    container === 'heif'
      ? 'HEIF and AVIF files are not accounted for by this audit.'
      : 'Files of this kind are not accounted for by this audit.';
  account.report({ offset: 0, length: file.size, kind: 'unknown-container', rule: `${container}/not-listed`, text });
  return NOTHING;
}
