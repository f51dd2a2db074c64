import { signal, type Signal } from '@preact/signals';
import { hideTracks } from '@passerby/engine';
import type { MessageId } from '../messages/catalogue.ts';
import { resizeBox } from '../review/resize-box.ts';
import type { ReviewState } from '../review/review-state.ts';

/** One key and what it does. */
export interface Shortcut {
  /** As `KeyboardEvent.key` says it, letters in lower case; `Ctrl+` before it where Ctrl or Command is held. */
  readonly key: string;
  /** As it is shown. */
  readonly shown: string;
  readonly label: MessageId;
  readonly run: (state: ReviewState, event: KeyboardEvent) => void;
}

/** Whether the list of keys is open. */
export const areKeysShown: Signal<boolean> = signal(false);

/** Single letters can be switched off: they get in the way of speech input. */
export const areLettersOn: Signal<boolean> = signal(localStorage.getItem('passerby.letters') !== 'off');

/** Remembers whether single letters do something. */
export function switchLetters(isOn: boolean): void {
  areLettersOn.value = isOn;
  localStorage.setItem('passerby.letters', isOn ? 'on' : 'off');
}

const nudgePixels = 2;
const largeNudgePixels = 16;

/** All keys of the review, in the order in which they are listed. */
export const shortcuts: readonly Shortcut[] = [
  { key: ' ', shown: 'Space', label: 'play', run: ({ player }) => player.togglePlaying() },
  { key: 'arrowleft', shown: '←', label: 'stepBack', run: (state, event) => arrow(state, event, -1, 0) },
  { key: 'arrowright', shown: '→', label: 'stepForwards', run: (state, event) => arrow(state, event, 1, 0) },
  { key: 'arrowup', shown: '↑ ↓ ← →', label: 'nudge', run: (state, event) => arrow(state, event, 0, -1) },
  { key: 'arrowdown', shown: 'Shift + ↑ ↓ ← →', label: 'nudgeSize', run: (state, event) => arrow(state, event, 0, 1) },
  { key: 'n', shown: 'N', label: 'nextRisk', run: (state) => state.jumpToRisk(1) },
  { key: 'p', shown: 'P', label: 'previousRisk', run: (state) => state.jumpToRisk(-1) },
  { key: 'c', shown: 'C', label: 'toolCompareHold', run: ({ player }) => player.compare(true) },
  { key: 'k', shown: 'K', label: 'keepOrHide', run: toggleKept },
  { key: 'd', shown: 'D', label: 'toolDraw', run: (state) => (state.isDrawing.value = !state.isDrawing.value) },
  { key: 'a', shown: 'A', label: 'addInMiddle', run: addInMiddle },
  { key: 'delete', shown: 'Delete', label: 'deleteDrawn', run: (state) => state.deleteSelected() },
  { key: '[', shown: '[', label: 'fromHere', run: (state) => state.extendSelected('from') },
  { key: ']', shown: ']', label: 'throughHere', run: (state) => state.extendSelected('through') },
  { key: 's', shown: 'S', label: 'splitHere', run: (state) => state.splitSelected() },
  { key: 'm', shown: 'M', label: 'mergeWith', run: (state) => state.mergeSelected() },
  { key: 'i', shown: 'I', label: 'markIn', run: (state) => (state.inSeconds.value = state.player.seconds.value) },
  { key: 'o', shown: 'O', label: 'markOut', run: (state) => (state.outSeconds.value = state.player.seconds.value) },
  { key: 'x', shown: 'X', label: 'hideBetween', run: (state) => state.isMoving && state.hideBetweenMarks() },
  { key: '.', shown: '.', label: 'timeZoomIn', run: (state) => state.zoomTime(1) },
  { key: ',', shown: ',', label: 'timeZoomOut', run: (state) => state.zoomTime(-1) },
  { key: '+', shown: '+', label: 'toolZoomIn', run: (state) => state.zoomStage?.(1) },
  { key: '-', shown: '-', label: 'toolZoomOut', run: (state) => state.zoomStage?.(-1) },
  { key: '0', shown: '0', label: 'toolFit', run: (state) => state.zoomStage?.(0) },
  { key: 'Ctrl+z', shown: 'Ctrl + Z', label: 'toolUndo', run: (state) => state.item.review.value?.history.undo() },
  { key: 'Ctrl+y', shown: 'Ctrl + Y', label: 'toolRedo', run: (state) => state.item.review.value?.history.redo() },
  { key: 'escape', shown: 'Esc', label: 'letGo', run: letGo },
];

/** Runs what a key stands for. Gives whether it stood for something. */
export function runShortcut(state: ReviewState, event: KeyboardEvent): boolean {
  if (event.altKey || isTyping(event)) return false;
  const key = nameOf(event);
  if (!areLettersOn.value && /^[a-z[\]0+,.-]$/.test(key)) return false;
  // A focused button or slider has its own use for these.
  if (key === ' ' && event.target instanceof HTMLButtonElement) return false;
  const isArrowInList =
    key.startsWith('arrow') && event.target instanceof Element && event.target.closest('.tracks, [role=tablist]');
  if (isArrowInList) return false;
  const shortcut = shortcuts.find((candidate) => candidate.key === key);
  shortcut?.run(state, event);
  return shortcut !== undefined;
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.toLowerCase();
  if (!event.ctrlKey && !event.metaKey) return key === '=' ? '+' : key;
  return event.shiftKey && key === 'z' ? 'Ctrl+y' : `Ctrl+${key}`;
}

/** Whether a key goes into a field. */
export function isTyping({ target }: KeyboardEvent): boolean {
  if (target instanceof HTMLInputElement) return target.type !== 'range' && target.type !== 'radio';
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Arrows move the selected drawn box, with Shift its lower right corner; without one, left and right go frame by frame. */
function arrow(state: ReviewState, { shiftKey, ctrlKey }: KeyboardEvent, x: number, y: number): void {
  const track = state.selected.value;
  const media = state.item.media.value;
  if (track?.kind === 'region' && media && !ctrlKey) {
    const by = shiftKey ? largeNudgePixels : nudgePixels * 4;
    state.place(resizeBox(state.regionOf(track), shiftKey ? 'se' : 'move', x * by, y * by, media));
  } else if (x !== 0) state.player.step(shiftKey ? x * 10 : x);
}

function toggleKept(state: ReviewState): void {
  const track = state.selected.value;
  if (track?.keep) state.edit((plan) => hideTracks(plan, [track.id]));
  else if (track && track.kind !== 'region') state.isAskingReason.value = true;
}

/** For hands that do not use a pointer: a box in the middle, to be moved by the arrow keys. */
function addInMiddle(state: ReviewState): void {
  const media = state.item.media.value;
  if (!media || !state.plan) return;
  const width = Math.round(media.width / 6);
  const height = Math.round(media.height / 6);
  const box = { x: Math.round((media.width - width) / 2), y: Math.round((media.height - height) / 2), width, height };
  void state.draw(box, false);
}

function letGo(state: ReviewState): void {
  state.isDrawing.value = false;
  state.mergeWithId.value = undefined;
  state.inSeconds.value = undefined;
  state.outSeconds.value = undefined;
  state.selectedId.value = undefined;
}
