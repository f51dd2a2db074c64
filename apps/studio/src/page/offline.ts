import { signal, type Signal } from '@preact/signals';

/** Whether the page works without a network: not yet, from now on, not in this browser; or a newer version waits for a reload. */
export type OfflineState = 'installing' | 'ready' | 'unavailable' | 'update';

/** As it is now. */
export const offlineState: Signal<OfflineState> = signal('installing');

const reloadKey = 'passerby.reloaded-for-isolation';

/**
 * Registers the service worker. Where the host could not send the headers that isolate the page (threads need them), the service worker
 * can: one reload, once, before there is any work to lose.
 */
export async function goOffline(): Promise<void> {
  if (!('serviceWorker' in navigator)) {
    offlineState.value = 'unavailable';
    return;
  }
  try {
    const registration = await navigator.serviceWorker.register('./service-worker.js', { scope: './' });
    registration.addEventListener('updatefound', () => watchUpdate(registration));
    await keepLaterFiles(await navigator.serviceWorker.ready);
    if (offlineState.value === 'installing') offlineState.value = 'ready';
    if (!crossOriginIsolated && sessionStorage.getItem(reloadKey) === null) {
      sessionStorage.setItem(reloadKey, 'yes');
      location.reload();
    }
  } catch (error) {
    // A browser that forbids service workers (private windows of some) still hides files, only not offline.
    console.warn('The page will not work offline:', error);
    offlineState.value = 'unavailable';
  }
}

function watchUpdate({ installing }: ServiceWorkerRegistration): void {
  const isFirst = !navigator.serviceWorker.controller;
  installing?.addEventListener('statechange', () => {
    if (installing.state === 'installed' && !isFirst) offlineState.value = 'update';
    if (installing.state === 'redundant' && isFirst) offlineState.value = 'unavailable';
  });
}

/** The text model is fetched after everything else, as text is hidden unless a person says otherwise. */
function keepLaterFiles({ active }: ServiceWorkerRegistration): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve, reject) => {
    port1.addEventListener('message', ({ data }) => {
      if (data === 'kept') resolve();
      else reject(new Error(String(data)));
    });
    port1.start();
    active?.postMessage('keep-later-files', [port2]);
  });
}
