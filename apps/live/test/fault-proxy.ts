import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What a camera's connection does. `dead`: refuses and breaks connections. `hung`: connections stay, nothing comes. */
export type Fault = 'none' | 'dead' | 'hung' | 'lost packets' | 'broken packets' | 'clock + 1 h' | 'clock - 1 h';

const hourTicks = 3600 * 90_000;

/** Stands between the gateway and a camera (RTSP over TCP) and does to its packets what faults do. */
export class FaultProxy implements AsyncDisposable {
  /** What happens from now on. */
  fault: Fault = 'none';
  /** The camera's port; connections that are open keep theirs. */
  cameraPort: number;
  readonly #server: Server = createServer();
  readonly #sockets = new Set<Socket>();
  #packets = 0;

  constructor(cameraPort: number) {
    this.cameraPort = cameraPort;
    this.#server.on('connection', (client) => this.#serve(client));
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  /** Breaks all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(client: Socket): void {
    if (this.fault === 'dead') {
      client.destroy();
      return;
    }
    const camera = connect(this.cameraPort, '127.0.0.1');
    for (const [one, other] of [
      [client, camera],
      [camera, client],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
    client.on('data', (bytes: Buffer) => {
      if (this.fault !== 'hung') camera.write(bytes);
    });
    let rest: Buffer = Buffer.alloc(0);
    camera.on('data', (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      for (;;) {
        const piece = takePiece(rest);
        if (!piece) return;
        rest = rest.subarray(piece.byteLength);
        const changed = this.#change(piece);
        if (changed) client.write(changed);
      }
    });
  }

  /** `undefined` where it is lost. */
  #change(piece: Buffer): Buffer | undefined {
    if (this.fault === 'hung') return undefined;
    if (piece[0] !== 0x24 || piece[1] !== 0) return piece;
    const packet = Buffer.from(piece);
    this.#packets++;
    switch (this.fault) {
      case 'lost packets':
        return this.#packets % 20 === 0 ? undefined : packet;
      case 'broken packets':
        if (this.#packets % 7 === 0)
          for (let at = 24; at < packet.byteLength; at += 3) packet[at] = (packet[at] ?? 0) ^ 0x5a;
        return packet;
      case 'clock + 1 h':
        packet.writeUInt32BE((packet.readUInt32BE(8) + hourTicks) >>> 0, 8);
        return packet;
      case 'clock - 1 h':
        packet.writeUInt32BE((packet.readUInt32BE(8) - hourTicks) >>> 0, 8);
        return packet;
      default:
        return packet;
    }
  }
}

/** A whole interleaved packet, or a whole message with its body. */
function takePiece(bytes: Buffer): Buffer | undefined {
  if (bytes[0] === 0x24) {
    const length = bytes.byteLength < 4 ? Infinity : 4 + bytes.readUInt16BE(2);
    return bytes.byteLength < length ? undefined : bytes.subarray(0, length);
  }
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const body = Number(/content-length: *(\d+)/i.exec(bytes.toString('latin1', 0, end))?.[1] ?? 0);
  const length = end + 4 + body;
  return bytes.byteLength < length ? undefined : bytes.subarray(0, length);
}
