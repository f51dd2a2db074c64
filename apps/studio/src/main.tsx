import { render } from 'preact';
import { config } from 'zod';
import { openJob } from './open-job.ts';
import { goOffline } from './page/offline.ts';
import { StudioPage } from './page/studio-page.tsx';
import { lookAround } from './page/surroundings.ts';
import { showUnexpectedErrors } from './page/unexpected-error.ts';
import { WorkQueue } from './queue/work-queue.ts';

// The page's security policy forbids making code from text; zod would try, once, to see whether it may.
config({ jitless: true });

showUnexpectedErrors();
const root = document.querySelector('#studio');
if (!root) throw new TypeError('Expected an element #studio in the page.');
render(<StudioPage queue={new WorkQueue(openJob)} />, root);
void lookAround();
void goOffline();
