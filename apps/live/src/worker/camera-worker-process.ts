import { runCameraWorker } from './run-camera-worker.ts';

runCameraWorker();
