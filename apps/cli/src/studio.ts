import { exitDone } from './exit-codes.ts';
import { findSite } from './find-site.ts';
import { openBrowser } from './open-browser.ts';
import { helpOption, readArguments } from './read-arguments.ts';
import type { Streams } from './run-listener.ts';
import { readSite, serveSite } from './site-server.ts';
import { Interrupted, untilInterrupted } from './until-interrupted.ts';
import { UsageError } from './usage-error.ts';

const studioFlags = {
  ...helpOption,
  port: { type: 'string' },
  'no-open': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const studioHelp = `passerby studio

Serves a page on this machine (127.0.0.1) in which photos and videos are hidden, reviewed and saved, and opens it in your browser. Files are chosen or dropped in the page; nothing leaves the browser. Ctrl-C ends it; the page goes on working without it.

      --port N     the port to serve on (default: a free one)
      --no-open    do not open a browser
      --json       print one JSON line, {"event":"ready","web":"http://127.0.0.1:N/"}, and nothing else
`;

/** `passerby studio`: gives the exit code once it was told to end. */
export async function studio(argv: readonly string[], streams: Streams): Promise<number> {
  const { values: flags, positionals } = readArguments(argv, studioFlags);
  if (flags.help) {
    streams.stdout.write(studioHelp);
    return exitDone;
  }
  if (positionals.length > 0) {
    throw new UsageError(
      `Expected nothing after studio, received ${JSON.stringify(positionals[0])}: files are chosen in the page.`,
    );
  }
  const port = readPort(flags.port);
  const site = await readSite(await findSite(streams));
  try {
    return await untilInterrupted(async (signal) => {
      const served = await serveSite(site, port);
      try {
        await announce(served.address, { isJson: flags.json ?? false, isOpened: !flags['no-open'] }, streams);
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      } finally {
        await served.close();
      }
      return exitDone;
    });
  } catch (error) {
    // Ctrl-C is how a server ends; nothing was cut short.
    if (error instanceof Interrupted) return exitDone;
    throw error;
  }
}

async function announce(
  address: string,
  how: { readonly isJson: boolean; readonly isOpened: boolean },
  streams: Streams,
): Promise<void> {
  if (how.isJson) streams.stdout.write(`${JSON.stringify({ event: 'ready', web: address })}\n`);
  else streams.stdout.write(`The studio is at ${address}\nCtrl-C ends it.\n`);
  if (how.isOpened && !(await openBrowser(address))) {
    streams.stderr.write('No browser could be opened: open the address yourself.\n');
  }
}

function readPort(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 0 && port <= 65_535)) {
    throw new UsageError(`Expected a number from 0 to 65535 for --port, received ${JSON.stringify(text)}.`);
  }
  return port;
}
