import { CameraGrid } from './camera-grid.ts';
import type { Transport } from './camera-stream.ts';
import { wordSummary } from './camera-words.ts';
import { findElement } from './find-element.ts';
import { followGateway } from './follow-gateway.ts';

const transportKey = 'passerby.transport';

/** What lasts so long is read out, in milliseconds: a camera that comes and goes is not. */
const announceMs = 2000;

const announcement = findElement(document, '#announcement', HTMLElement);
const summary = findElement(document, '#summary', HTMLElement);
const notice = findElement(document, '#notice', HTMLElement);
const webrtc = findElement(document, '#webrtc', HTMLInputElement);
const fullScreen = findElement(document, '#full-screen', HTMLButtonElement);

webrtc.checked = localStorage.getItem(transportKey) === 'webrtc';
const grid = new CameraGrid(
  findElement(document, '#cameras', HTMLElement),
  findElement(document, '#tile', HTMLTemplateElement),
  wantedTransport(),
);

webrtc.addEventListener('change', () => {
  localStorage.setItem(transportKey, wantedTransport());
  grid.setTransport(wantedTransport());
});

fullScreen.hidden = !document.fullscreenEnabled;
fullScreen.addEventListener('click', () => void toggleFullScreen());
document.addEventListener('keydown', (event) => {
  if (event.key === 'f' && !event.ctrlKey && !event.metaKey && !event.altKey) void toggleFullScreen();
});

let announcing: number | undefined;
followGateway({
  onMessage: ({ cameras }) => {
    const words = wordSummary(cameras);
    if (summary.textContent !== words) {
      summary.textContent = words;
      clearTimeout(announcing);
      announcing = setTimeout(() => (announcement.textContent = words), announceMs);
    }
    grid.update(cameras);
  },
  onConnection: (isConnected) => {
    notice.hidden = isConnected;
    document.body.classList.toggle('alone', !isConnected);
  },
});

function wantedTransport(): Transport {
  return webrtc.checked ? 'webrtc' : 'mse';
}

async function toggleFullScreen(): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else if (document.fullscreenEnabled) await document.documentElement.requestFullscreen();
}
