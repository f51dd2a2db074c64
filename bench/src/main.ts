import { runCanaries } from './canaries/run-canaries.ts';
import { runFuzz } from './fuzz/run-fuzz.ts';
import { runRecall } from './recall/run-recall.ts';
import { runSpeed } from './speed/run-speed.ts';
import { runVerifyExposure } from './verify-exposure/run-verify-exposure.ts';

/** One bench per question. */
const benches: Readonly<Record<string, (argv: readonly string[]) => Promise<void>>> = {
  canaries: runCanaries,
  fuzz: runFuzz,
  recall: runRecall,
  speed: runSpeed,
  'verify-exposure': runVerifyExposure,
};

const [name = '', ...rest] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench) await bench(rest);
else {
  process.stderr.write(`Expected ${Object.keys(benches).join(' or ')}, received ${JSON.stringify(name)}.\n`);
  process.exitCode = 2;
}
