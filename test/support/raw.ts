import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';

/** Bytes on a TCP connection, without a client that would keep to the protocol. @returns what came back until the end. */
export function sayRaw(url: string, ...parts: (string | Buffer)[]): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const connection: Socket = connect(Number(port), hostname);
    let heard = '';
    connection.on('error', () => undefined);
    connection.on('data', (chunk) => (heard += chunk.toString('latin1')));
    connection.on('close', () => resolve(heard));
    for (const part of parts) connection.write(part);
  });
}

/** A web socket below socket.io: what it hears, and that it ended. */
export interface RawSocket {
  webSocket: WebSocket;
  heard: string[];
  closed: Promise<void>;
}

/** Open, with the first packet of engine.io heard. */
export function openRaw(url: string, headers: Record<string, string> = {}): Promise<RawSocket> {
  const webSocket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`, { headers });
  const heard: string[] = [];
  const closed = new Promise<void>((resolve) => webSocket.once('close', () => resolve()));
  return new Promise((resolve, reject) => {
    webSocket.once('error', reject);
    webSocket.on('message', (data: Buffer) => {
      heard.push(data.toString());
      resolve({ webSocket, heard, closed });
    });
  });
}

/** An answer of HTTP as it stood on the wire. */
export function readAnswer(text: string): { status: number; headers: Record<string, string>; body: unknown } {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => line.split(': ').slice(0, 2) as [string, string]));
  return { status: Number(first.split(' ')[1]), headers, body: body === '' ? undefined : JSON.parse(body) };
}
