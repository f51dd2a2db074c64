import { camerasHelp } from './cameras.ts';
import { demoHelp } from './demo.ts';
import { exitDone } from './exit-codes.ts';
import { hideHelp } from './hide.ts';
import { liveHelp } from './live.ts';
import { modelsHelp } from './models.ts';
import type { Streams } from './run-listener.ts';
import { studioHelp } from './studio.ts';
import { UsageError } from './usage-error.ts';
import { verifyHelp } from './verify.ts';

const helps: Readonly<Record<string, string>> = {
  hide: hideHelp,
  verify: verifyHelp,
  studio: studioHelp,
  live: liveHelp,
  cameras: camerasHelp,
  demo: demoHelp,
  models: modelsHelp,
};

/** What `passerby help` prints. */
export const overview = `Passerby hides everyone in photos, videos and live cameras from public places: faces, heads, plates, text, sound, metadata.

  passerby hide <files or folders…>   write hidden copies beside the originals
  passerby verify <files…>            look for what must not be there any more
  passerby studio                     hide, review and correct in your browser, offline
  passerby live --config FILE         hide live cameras: RTSP in, RTSP out
  passerby cameras                    find cameras in the local network
  passerby demo                       draw a street, hide it, verify it
  passerby models [list|add NAME]     the models that find faces and text
  passerby help [VERB]                this, or all options of a verb (also: passerby VERB --help)
  passerby --version

PASSERBY_MODELS_DIR names a folder of models; PASSERBY_DEBUG=1 shows more about errors.
`;

/** `passerby help`: gives the exit code. */
export function help(argv: readonly string[], streams: Streams): Promise<number> {
  const [verb] = argv;
  const text = verb === undefined ? overview : helps[verb];
  if (text === undefined)
    throw new UsageError(
      `Expected hide, verify, studio, live, cameras, demo or models after help, received ${JSON.stringify(verb)}.`,
    );
  streams.stdout.write(text);
  return Promise.resolve(exitDone);
}
