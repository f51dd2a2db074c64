import { findDevices, type FindDevicesOptions } from './find-devices.ts';
import { readCamera, type CameraLogin, type FoundCamera } from './read-camera.ts';

export interface FindCamerasOptions extends FindDevicesOptions {
  /** How to log in; the same for all. */
  readonly login?: CameraLogin | undefined;
}

/** Finds the ONVIF cameras of the local network and asks each for its streams. @throws OptionsError where there is no such network */
export async function findCameras({ login, ...options }: FindCamerasOptions = {}): Promise<readonly FoundCamera[]> {
  const devices = await findDevices(options);
  return Promise.all(devices.map((device) => readCamera(device, login)));
}
