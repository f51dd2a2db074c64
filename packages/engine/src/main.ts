export type * from './abort-signal.ts';
export * from './errors.ts';
export { describeValue, explainIssue } from './explain-issue.ts';
export { parseOptions } from './parse-options.ts';
export * from './frame/box.ts';
export * from './frame/pixel-format.ts';
export type * from './frame/picture-view.ts';
export { viewPixels } from './frame/view-pixels.ts';
export { RawFrame, liveFrames, type FrameMemory } from './frame/raw-frame.ts';
export { takeLuma, type LumaPicture } from './track/luma-picture.ts';
export type { HiddenFrame } from './hide/hidden-frame.ts';
export type { Detector } from './detect/detector.ts';
export { memoryOf, type InferenceSession, type Tensor } from './detect/inference-session.ts';
export {
  createFaceDetector,
  liveFaceOptions,
  checkFaceOptions,
  photoFaceOptions,
  videoFaceOptions,
  type FaceDetectorOptions,
  type FaceModelName,
  type FaceRun,
} from './detect/face-detector.ts';
export {
  checkTextAloneOptions,
  checkTextOptions,
  createTextDetector,
  liveTextOptions,
  photoTextOptions,
  videoTextOptions,
  type TextDetectorOptions,
  type TextRun,
} from './detect/text-detector.ts';
export { freeInputSizes } from './detect/free-input-sizes.ts';
export { takeBytes } from './detect/take-bytes.ts';
export type * from './plan/plan.ts';
export { checkPlan, parsePlan, planJsonSchema, serializePlan } from './plan/parse-plan.ts';
export { checkPlanFor, type KnownMedia } from './plan/check-plan-for.ts';
export { PlanRegions, type RegionOptions } from './plan/plan-regions.ts';
export type { BlockPixels, Region } from './plan/grow-region.ts';
export { boxAt } from './plan/box-at.ts';
export { fixedRegionTrack } from './plan/fixed-region-track.ts';
export { assessTrack, type TrackRisk } from './plan/assess-track.ts';
export { addTracks } from './plan/edit/add-tracks.ts';
export { deleteRegions, drawRegion, hideSpan, placeRegion, type DrawnRegion } from './plan/edit/draw-region.ts';
export { hideTracks, keepOnly, keepTracks } from './plan/edit/keep-tracks.ts';
export { extendTrack, mergeTracks, splitTrack, type TrackSpan } from './plan/edit/reshape-tracks.ts';
export { summarizePlan, type CoarseTotal, type PlanSummary } from './plan/summarize-plan.ts';
export { createHider, type EffectReport, type Hider } from './hide/create-hider.ts';
export { drawCard } from './hide/draw-card.ts';
export { hideFrames, hidePicture } from './hide/hide-frames.ts';
export { hideOptionsSchema, type Effect, type HideOptions } from './hide/hide-options.ts';
export type { FrameSink, FrameSource } from './pipeline/ports.ts';
export { LiveHider, type DueFrames } from './pipeline/hide-live.ts';
export { liveOptionsSchema, type LiveOptions, type LookTurns } from './pipeline/live-options.ts';
export { lookAtFrames } from './pipeline/look-frames.ts';
export { lookAtPicture, type LookAtPictureOptions } from './pipeline/look-at-picture.ts';
export { lookOptionsSchema, type Look, type LookDetectors, type LookOptions } from './pipeline/look-options.ts';
export type { FindingSeverity, FrameFinding } from './verify/finding.ts';
export { findingsToTracks } from './verify/findings-to-tracks.ts';
export { verifyFrames, type VerifiedFrames } from './verify/verify-frames.ts';
export { verifyFramesOptionsSchema, type VerifyDetectors, type VerifyFramesOptions } from './verify/verify-options.ts';
export { joinDetectors } from './verify/join-detectors.ts';
export { quickFaceOptions, thoroughFaceOptions } from './verify/verify-face-options.ts';
export { rankMoments, type RiskyMoment } from './verify/rank-moments.ts';
export { confirmText, textMoments } from './verify/confirm-text.ts';
export { auditBytes, type AuditOptions, type AuditTools } from './audit/audit-bytes.ts';
export type { AuditContainer, AuditFinding, AuditKind, AuditResult } from './audit/audit-result.ts';
export { ALLOW_LIST, type AllowedStructure, type ListedContainer } from './audit/allow-list.ts';
export type { ByteSource } from './audit/file-bytes.ts';
export { judgeOutput, type ExpectedOutput } from './audit/judge-output.ts';
export {
  describeRemoved,
  isWalked,
  listRemovedKinds,
  removedKindNames,
  type RemovedFrom,
  type RemovedKind,
} from './audit/removed-kinds.ts';
export type { CreateZlibMeter, ZlibMeter, ZlibOutcome } from './audit/png/zlib-meter.ts';
export { av1Configuration, cleanAv1Sample } from './mp4/av1-sample.ts';
export { cleanH264Sample } from './mp4/h264-sample.ts';
export { joinBytes } from './mp4/mp4-box.ts';
export type { Mp4Track } from './mp4/mp4-track.ts';
export { Mp4Writer, type RandomAccessFile } from './mp4/mp4-writer.ts';
export { opusSampleEntry, soundSampleEntry, videoSampleEntry, type Mp4Pictures } from './mp4/sample-entries.ts';
export { followedRegionTrack, FollowPicture, RegionFollower, type FollowedSight } from './track/region-follower.ts';
