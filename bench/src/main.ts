import { runBrowser } from './browser/run-browser.ts';
import { runCanaries } from './canaries/run-canaries.ts';
import { runColors } from './colors/run-colors.ts';
import { runExposure } from './exposure/run-exposure.ts';
import { runFaults } from './faults/run-faults.ts';
import { runFuzz } from './fuzz/run-fuzz.ts';
import { runLiveCapacity } from './live/run-live-capacity.ts';
import { runLiveHiding } from './live/run-live-hiding.ts';
import { runLiveInterop } from './live/run-live-interop.ts';
import { runLiveSoak } from './live/run-live-soak.ts';
import { runLivePage } from './live-page/run-live-page.ts';
import { runManyFiles } from './many-files/run-many-files.ts';
import { runNonInterference } from './non-interference/run-non-interference.ts';
import { runPeers } from './peers/run-peers.ts';
import { runRecall } from './recall/run-recall.ts';
import { runSpeed } from './speed/run-speed.ts';
import { runStreetPhotos } from './street-photos/run-street-photos.ts';
import { runVerifyExposure } from './verify-exposure/run-verify-exposure.ts';

/** One bench per question. */
const benches: Readonly<Record<string, (argv: readonly string[]) => Promise<void>>> = {
  browser: runBrowser,
  canaries: runCanaries,
  colors: runColors,
  exposure: runExposure,
  faults: runFaults,
  fuzz: runFuzz,
  'live-capacity': runLiveCapacity,
  'live-hiding': runLiveHiding,
  'live-interop': runLiveInterop,
  'live-page': runLivePage,
  'live-soak': runLiveSoak,
  'many-files': runManyFiles,
  'non-interference': runNonInterference,
  peers: runPeers,
  recall: runRecall,
  speed: runSpeed,
  'street-photos': runStreetPhotos,
  'verify-exposure': runVerifyExposure,
};

const [name = '', ...rest] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench) await bench(rest);
else {
  process.stderr.write(`Expected ${Object.keys(benches).join(' or ')}, received ${JSON.stringify(name)}.\n`);
  process.exitCode = 2;
}
