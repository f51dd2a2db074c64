import { isMainThread } from 'node:worker_threads';
import { InferenceError } from '@passerby/engine';

/** From 1.29 on ONNX Runtime's builds for Linux and macOS report to Microsoft, and keep an identifier of the machine, unless this is set. */
const optOut = 'ORT_DISABLE_TELEMETRY';

/**
 * Keeps ONNX Runtime from reporting anything to anybody. It reads the process's environment when it is loaded and never again, so this is called
 * before. The environment of a thread is a copy that native code does not see: there it must have been set already.
 * @throws InferenceError in a thread of a process that was not told.
 */
export function forbidTelemetry(): void {
  if (isMainThread) process.env[optOut] = '1';
  else if (process.env[optOut] !== '1') {
    throw new InferenceError(`Expected ${optOut}=1 in the environment of the process before a thread opens a session.`);
  }
}
