import { CameraGrid } from './camera-grid.ts';
import type { Transport } from './camera-stream.ts';
import { wordSummary } from './camera-words.ts';
import { findElement } from './find-element.ts';
import { followGateway } from './follow-gateway.ts';

const transportKey = 'passerby.transport';

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

followGateway({
  onMessage: ({ cameras }) => {
    const words = wordSummary(cameras);
    // Written only when it changes, as it is read out then.
    if (summary.textContent !== words) summary.textContent = words;
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
