import type { WebSocket } from 'ws';
import type { Gateway } from '../gateway/gateway.ts';
import type { GatewayMessage } from '../page/messages.ts';
import { describeCamera } from './describe-gateway.ts';

/** Changes that come at once are told at once. */
const gatherMs = 100;

/** Rates and latencies change all the time. */
const repeatMs = 2000;

/** Tells a page what its cameras do, until it leaves: at once, after every change, and every two seconds. */
export function tellState(socket: WebSocket, gateway: Gateway): void {
  let gathering: NodeJS.Timeout | undefined;
  let forget: readonly (() => void)[] = [];
  const tell = (): void => {
    gathering = undefined;
    // A page that does not read gets no more until it does: the next message tells all again.
    if (socket.bufferedAmount > 0) return;
    const message: GatewayMessage = { cameras: gateway.cameras.map(describeCamera) };
    socket.send(JSON.stringify(message));
  };
  const gather = (): void => {
    gathering ??= setTimeout(tell, gatherMs);
  };
  const follow = (): void => {
    for (const end of forget) end();
    forget = gateway.cameras.map((camera) => camera.onChange(gather));
    gather();
  };
  const endFollowing = gateway.onCamerasChange(follow);
  const repeating = setInterval(gather, repeatMs);
  socket.once('close', () => {
    endFollowing();
    for (const end of forget) end();
    clearInterval(repeating);
    clearTimeout(gathering);
  });
  follow();
}
