import { io, type Socket } from 'socket.io-client';
import type { DecisionSample, FeedbackSample, FiguresTick } from '../../../src/contract/console.js';
import type { Tokens } from './tokens.js';

export type Connection = 'connecting' | 'connected' | 'disconnected' | 'refused';

export interface ConsoleListener {
  decisions(samples: readonly DecisionSample[]): void;
  feedback(samples: readonly FeedbackSample[]): void;
  figures(tick: FiguresTick): void;
  /** `code` is the reason of a refusal. */
  connection(state: Connection, code?: string): void;
}

/** Refusals that another try with the same token will not mend. */
const FINAL = new Set(['FORBIDDEN']);
const RETRY_MS = 3_000;

/**
 * The live feed of the engine. It comes back by itself after a break, with a token that is asked for anew each time.
 * @returns closes it.
 */
export function watchEngine(tokens: Tokens, listener: ConsoleListener): () => void {
  const socket: Socket = io('/v1/console', {
    transports: ['websocket'],
    reconnectionDelayMax: 5_000,
    auth: (give) =>
      void tokens.get().then(
        (token) => give({ token }),
        () => give({}),
      ),
  });
  let retry: number | undefined;
  socket.on('connect', () => listener.connection('connected'));
  socket.on('disconnect', () => {
    listener.connection('disconnected');
    again();
  });
  socket.on('connect_error', (error: Error) => {
    // A refusal of the engine ends the tries of socket.io; a broken line does not.
    const isRefusal = !socket.active;
    if (isRefusal) tokens.forget();
    listener.connection(isRefusal ? 'refused' : 'connecting', isRefusal ? error.message : undefined);
    if (isRefusal && !FINAL.has(error.message)) again();
  });
  socket.on('decision:sample', (samples: DecisionSample[]) => listener.decisions(samples));
  socket.on('feedback:sample', (samples: FeedbackSample[]) => listener.feedback(samples));
  socket.on('figures:tick', (tick: FiguresTick) => listener.figures(tick));

  function again(): void {
    window.clearTimeout(retry);
    retry = window.setTimeout(() => {
      if (!socket.active) socket.connect();
    }, RETRY_MS);
  }
  return () => {
    window.clearTimeout(retry);
    socket.disconnect();
  };
}
