import { createHash } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface FakeDeviceOptions {
  readonly user?: string;
  readonly password?: string;
  /** What it calls itself in its scopes. */
  readonly name?: string;
  /** Where it says that its service is. Default: where it is. */
  readonly address?: string;
  /** Host of its streams. Default: its own. */
  readonly streamHost?: string;
  /** Answers no call: it only keeps others out. */
  readonly isMute?: boolean;
  /** Appended to the path of its streams. */
  readonly streamSuffix?: string;
}

const multicastGroup = '239.255.255.250';
const discoveryPort = 3702;

/** A small ONVIF camera on loopback: answers calls for cameras, and SOAP with WS-Security digests as the specification has it. */
export class FakeOnvifDevice implements AsyncDisposable {
  readonly #options: FakeDeviceOptions;
  readonly #http: Server;
  readonly #udp: Socket = createSocket('udp4');
  /** Actions that were asked for, in order. */
  readonly asked: string[] = [];

  static async start(options: FakeDeviceOptions = {}): Promise<FakeOnvifDevice> {
    const device = new FakeOnvifDevice(options);
    device.#http.listen(0, '127.0.0.1');
    await once(device.#http, 'listening');
    await device.#listen();
    device.#udp.addMembership(multicastGroup, '127.0.0.1');
    device.#udp.setMulticastInterface('127.0.0.1');
    return device;
  }

  private constructor(options: FakeDeviceOptions) {
    this.#options = options;
    this.#http = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const { status, xml } = this.#answer(body);
        response.writeHead(status, { 'content-type': 'application/soap+xml' }).end(envelope(xml));
      });
    });
    this.#udp.on('message', (message, from) => {
      const id = /MessageID[^>]*>([^<]+)</.exec(message.toString())?.[1];
      if (id !== undefined && !options.isMute) this.#udp.send(this.#match(id), from.port, from.address);
    });
  }

  /** The port of discovery is everybody's: whoever holds it alone keeps the devices of other tests out until it is done. */
  async #listen(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      this.#udp.bind({ port: discoveryPort, exclusive: true });
      try {
        await once(this.#udp, 'listening');
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || attempt === 600) throw error;
        await delay(50);
      }
    }
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  /** Answers once more with something that is no SOAP, as other programs on the port do. */
  set mutter(text: string) {
    this.#udp.on('message', (_, from) => this.#udp.send(text, from.port, from.address));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#udp.close();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }

  #match(relatesTo: string): string {
    const { name = 'Drawn Camera' } = this.#options;
    const { address = `http://127.0.0.1:${this.port}/onvif/device_service` } = this.#options;
    const escaped = Buffer.from(name).toString('hex').replace(/../g, '%$&');
    return `<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Header><a:RelatesTo>${relatesTo}</a:RelatesTo></s:Header><s:Body><d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>urn:uuid:${this.port}</a:Address></a:EndpointReference><d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/name/${escaped}</d:Scopes><d:XAddrs>http://[fe80::1]/onvif/device_service ${address}</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>`;
  }

  #answer(body: string): { readonly status: number; readonly xml: string } {
    const action = /<(?:\w+:)?(Get\w+)/.exec(body)?.[1] ?? '';
    this.asked.push(action);
    if (action === 'GetSystemDateAndTime') return { status: 200, xml: dateAndTime() };
    if (action === 'GetCapabilities') return { status: 200, xml: this.#capabilities() };
    if (action !== 'GetServices' && !this.#isAuthorized(body)) return fault('NotAuthorized', 'Sender not Authorized');
    switch (action) {
      case 'GetProfiles':
        return { status: 200, xml: profiles() };
      case 'GetVideoSources':
        return {
          status: 200,
          xml: '<trt:GetVideoSourcesResponse><trt:VideoSources token="v"/></trt:GetVideoSourcesResponse>',
        };
      case 'GetStreamUri': {
        const token = /ProfileToken>([^<]+)</.exec(body)?.[1] ?? '';
        const { streamHost = '127.0.0.1', streamSuffix = '' } = this.#options;
        const uri = `rtsp://ignored:secret@${streamHost}:8554/${token}${streamSuffix}`;
        return {
          status: 200,
          xml: `<trt:GetStreamUriResponse><trt:MediaUri><tt:Uri>${uri}</tt:Uri></trt:MediaUri></trt:GetStreamUriResponse>`,
        };
      }
      default:
        return fault('ActionNotSupported', 'Optional Action Not Implemented');
    }
  }

  /** WS-Security UsernameToken: base64(sha1(nonce + created + password)). */
  #isAuthorized(body: string): boolean {
    const { user, password = '' } = this.#options;
    if (user === undefined) return true;
    const read = (name: string): string => new RegExp(`${name}[^>]*>([^<]+)<`).exec(body)?.[1] ?? '';
    const digest = createHash('sha1')
      .update(Buffer.from(read('Nonce'), 'base64'))
      .update(read('Created'))
      .update(password)
      .digest('base64');
    return read('Username') === user && read('Password') === digest;
  }

  #capabilities(): string {
    const place = `http://192.0.2.77:${this.port}/onvif/media`;
    return `<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Media><tt:XAddr>${place}</tt:XAddr></tt:Media></tds:Capabilities></tds:GetCapabilitiesResponse>`;
  }
}

function envelope(body: string): string {
  return `<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:trt="http://www.onvif.org/ver10/media/wsdl" xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:ter="http://www.onvif.org/ver10/error"><s:Body>${body}</s:Body></s:Envelope>`;
}

function fault(code: string, reason: string): { readonly status: number; readonly xml: string } {
  return {
    status: 400,
    xml: `<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:${code}</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">${reason}</s:Text></s:Reason></s:Fault>`,
  };
}

function dateAndTime(): string {
  const now = new Date();
  const time = `<tt:Time><tt:Hour>${now.getUTCHours()}</tt:Hour><tt:Minute>${now.getUTCMinutes()}</tt:Minute><tt:Second>${now.getUTCSeconds()}</tt:Second></tt:Time>`;
  const date = `<tt:Date><tt:Year>${now.getUTCFullYear()}</tt:Year><tt:Month>${now.getUTCMonth() + 1}</tt:Month><tt:Day>${now.getUTCDate()}</tt:Day></tt:Date>`;
  return `<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:UTCDateTime>${time}${date}</tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>`;
}

function profiles(): string {
  const one = (token: string, width: number, height: number): string =>
    `<trt:Profiles token="${token}"><tt:Name>${token}</tt:Name><tt:VideoSourceConfiguration token="v"><tt:SourceToken>v</tt:SourceToken></tt:VideoSourceConfiguration><tt:VideoEncoderConfiguration token="e"><tt:Encoding>H264</tt:Encoding><tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height></tt:Resolution></tt:VideoEncoderConfiguration></trt:Profiles>`;
  return `<trt:GetProfilesResponse>${one('sub', 640, 360)}${one('main', 2560, 1440)}</trt:GetProfilesResponse>`;
}
