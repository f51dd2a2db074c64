import { ensureChromium } from './launch-chromium.ts';

/** Before the suites that Vitest itself runs in Chromium. */
export default ensureChromium;
