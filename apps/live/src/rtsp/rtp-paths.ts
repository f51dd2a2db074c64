import type { Socket as DatagramSocket } from 'node:dgram';
import type { Socket } from 'node:net';
import type { RtpPath } from './rtp-sender.ts';

/** Sends over the RTSP connection itself. */
export function interleavedPath(socket: Socket, rtpChannel: number, rtcpChannel: number): RtpPath {
  return {
    sendPackets(packets) {
      socket.cork();
      for (const parts of packets) {
        const length = parts.reduce((sum, part) => sum + part.byteLength, 0);
        socket.write(interleavedHeader(rtpChannel, length));
        for (const part of parts) socket.write(part);
      }
      socket.uncork();
    },
    sendControl(packet) {
      socket.write(Buffer.concat([interleavedHeader(rtcpChannel, packet.byteLength), packet]));
    },
  };
}

/** Sends datagrams to the viewer's own address, whatever it asked for. */
export function datagramPath(
  sockets: { readonly media: DatagramSocket; readonly control: DatagramSocket },
  address: string,
  rtpPort: number,
  rtcpPort: number,
): RtpPath {
  return {
    sendPackets(packets) {
      for (const parts of packets) sockets.media.send([...parts], rtpPort, address, ignoreLoss);
    },
    sendControl(packet) {
      sockets.control.send(packet, rtcpPort, address, ignoreLoss);
    },
  };
}

function interleavedHeader(channel: number, length: number): Buffer {
  const header = Buffer.allocUnsafe(4);
  header.writeUInt8(0x24, 0);
  header.writeUInt8(channel, 1);
  header.writeUInt16BE(length, 2);
  return header;
}

/** A viewer of datagrams that is gone is noticed by its connection. */
function ignoreLoss(): void {}
