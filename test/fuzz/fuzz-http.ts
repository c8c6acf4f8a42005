import { Agent, request } from 'node:http';

export interface Call {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface Answer {
  status: number;
  contentType: string;
  text: string;
}

/** One connection that is kept for the next request, as long as the engine keeps it. */
export class FuzzHttp {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly url: string) {}

  /** @throws Error when there is no answer. */
  async call(call: Call, timeoutMs: number): Promise<Answer> {
    try {
      return await this.callOnce(call, timeoutMs);
    } catch (error) {
      // The engine may close a kept connection just as the next request goes out: RFC 9112 9.3.1 lets a client try again.
      if ((error as { wasKept?: boolean }).wasKept) return this.callOnce(call, timeoutMs);
      throw error;
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  private callOnce({ method, path, headers, body }: Call, timeoutMs: number): Promise<Answer> {
    const { hostname, port } = new URL(this.url);
    return new Promise((resolve, reject) => {
      const call = request({ hostname, port, method, path, headers, agent: this.#agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          clearTimeout(timer);
          resolve({ status: response.statusCode!, contentType: response.headers['content-type'] ?? '', text });
        });
        response.on('error', reject);
      });
      const timer = setTimeout(() => call.destroy(new Error('no answer in time')), timeoutMs);
      call.on('error', (error) => {
        clearTimeout(timer);
        reject(Object.assign(error, { wasKept: call.reusedSocket && error.message !== 'no answer in time' }));
      });
      call.end(body);
    });
  }
}
