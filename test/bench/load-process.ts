import type { ChildProcess } from 'node:child_process';
import { endChild, forkSibling, nextMessage } from './child-process.js';
import type { ConnectOrder, LoadAnswer, LoadOrder, RunOrder, RunResult } from './load-messages.js';

/** The load process as the bench sees it: one order at a time. */
export class LoadProcess {
  private readonly child: ChildProcess = forkSibling('load.js', { name: 'the load process' });

  async connect(order: Omit<ConnectOrder, 'do'>): Promise<void> {
    await this.give({ do: 'connect', ...order }, 60_000);
  }

  async run(order: Omit<RunOrder, 'do'>): Promise<RunResult> {
    const timeoutMs = (order.warmupSeconds + order.measureSeconds + 20) * 1000;
    return (await this.give({ do: 'run', ...order }, timeoutMs))!;
  }

  async closeIdle(): Promise<void> {
    await this.give({ do: 'close-idle' }, 10_000);
  }

  stop(): Promise<void> {
    return endChild(this.child);
  }

  private async give(order: LoadOrder, timeoutMs: number): Promise<RunResult | undefined> {
    const answer = nextMessage(this.child, 'the load process', timeoutMs, (message) => message as LoadAnswer);
    this.child.send(order);
    const told = await answer;
    if (!told.ok) throw new Error(told.message);
    return told.result;
  }
}
