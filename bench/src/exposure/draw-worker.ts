import { workerData } from 'node:worker_threads';
import { drawClipFile, type DrawnClip } from './draw-clips.ts';

await drawClipFile(workerData as DrawnClip);
