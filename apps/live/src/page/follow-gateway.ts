import type { GatewayMessage } from './messages.ts';

/** Waits between attempts, in milliseconds: doubled up to the longest. */
const firstRetryMs = 500;
const longestRetryMs = 5000;

export interface GatewayEvents {
  readonly onMessage: (message: GatewayMessage) => void;
  /** Called when the gateway stops answering, and when it answers again. */
  readonly onConnection: (isConnected: boolean) => void;
}

/** Listens to what the gateway tells about its cameras, for as long as the page is open. */
export function followGateway(events: GatewayEvents, retryMs: number = firstRetryMs): void {
  const socket = new WebSocket(`ws://${location.host}/state`);
  let nextRetryMs = Math.min(longestRetryMs, retryMs * 2);
  socket.addEventListener('open', () => {
    nextRetryMs = firstRetryMs;
    events.onConnection(true);
  });
  socket.addEventListener('message', ({ data }) => events.onMessage(JSON.parse(String(data)) as GatewayMessage));
  socket.addEventListener('close', () => {
    events.onConnection(false);
    setTimeout(() => followGateway(events, nextRetryMs), retryMs);
  });
}
