export type { Gateway } from './gateway/gateway.ts';
export type { LiveCamera } from './camera/live-camera.ts';
export type { CameraCounters, CameraState, CameraStatus } from './camera/camera-state.ts';
export type { HiddenPacket } from './stream/hidden-packet.ts';
export { Mount, type MountVideo } from './stream/mount.ts';
export { configSchema, type CameraConfig, type Config } from './config/config.ts';
export { createHealthMeter, type HealthMeter, type PictureHealth } from './health/picture-health.ts';
