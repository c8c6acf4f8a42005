// One command to a Redis over its unix socket, by hand: enough to ask how it is before any client library connects.
import { createConnection } from 'node:net';

export type RedisReply = string | number | null | RedisReply[];

/** Sends one command and gives its reply. Error replies (`-LOADING …`) and a broken connection reject. */
export function askRedis(socketPath: string, command: string[], timeoutMs = 1_000): Promise<RedisReply> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath);
    let received = Buffer.alloc(0);
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no reply within ${timeoutMs} ms`)));
    socket.on('connect', () => socket.write(encodeCommand(command)));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed')));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const parsed = readReply(received, 0);
      if (!parsed) return;
      if (parsed.reply instanceof Error) reject(parsed.reply);
      else resolve(parsed.reply);
      socket.destroy();
    });
  });
}

function encodeCommand(command: string[]): string {
  const words = command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${command.length}\r\n${words.join('')}`;
}

interface Parsed {
  reply: RedisReply | Error;
  end: number;
}

/** Undefined while the reply is not yet complete. */
function readReply(bytes: Buffer, start: number): Parsed | undefined {
  const lineEnd = bytes.indexOf('\r\n', start);
  if (lineEnd < 0) return undefined;
  const kind = String.fromCharCode(bytes[start] ?? 0);
  const line = bytes.toString('utf8', start + 1, lineEnd);
  const end = lineEnd + 2;
  if (kind === '-') return { reply: new Error(line), end };
  if (kind === ':') return { reply: Number(line), end };
  if (kind === '$') return readBulk(bytes, end, Number(line));
  if (kind === '*') return readArray(bytes, end, Number(line));
  return { reply: line, end };
}

function readBulk(bytes: Buffer, start: number, length: number): Parsed | undefined {
  if (length < 0) return { reply: null, end: start };
  const end = start + length;
  if (bytes.length < end + 2) return undefined;
  return { reply: bytes.toString('utf8', start, end), end: end + 2 };
}

function readArray(bytes: Buffer, start: number, length: number): Parsed | undefined {
  const replies: RedisReply[] = [];
  let end = start;
  for (let index = 0; index < length; index += 1) {
    const parsed = readReply(bytes, end);
    if (!parsed || parsed.reply instanceof Error) return parsed;
    replies.push(parsed.reply);
    end = parsed.end;
  }
  return { reply: replies, end };
}
