import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CustomerId, DecisionId, Owner, TenantId } from '../core/types/ids.js';
import { keys } from './keys.js';
import type { ConsentsBlob } from './snapshot.js';
import { StateStore } from './state-store.js';

/** Under which name and secret one customer's decisions are kept in segments. Without it they are noise. */
export interface LogKey {
  /** A random name: segments hold it in place of the customer's id. */
  readonly who: string;
  /** 256 bits. */
  readonly secret: Buffer;
}

const WHO_BYTES = 12;
const SECRET_BYTES = 32;

/** The keys that segments are sealed with, one a customer: erasing a customer destroys theirs. */
@Injectable()
export class LogKeyRepository {
  constructor(private readonly store: StateStore) {}

  /** A record with the key to seal it with, made at the first one; nothing when the record is gone. */
  async takeRecord(owner: Owner, id: DecisionId): Promise<{ text: string; key: LogKey } | undefined> {
    const fresh = freshKey();
    const taken = await this.store.run((redis) =>
      redis.takeRecord(keys.decision(owner, id), keys.logKey(owner), fresh),
    );
    if (!taken) return undefined;
    const [text, keyText] = taken;
    const key = parseKey(keyText);
    if (keyText === fresh) await this.nameOwner(owner, key.who);
    return { text, key };
  }

  /**
   * What has come of a decision so far, with the time of the decision and the key to seal it with; nothing when the record
   * is gone, or nothing has come but acks of delivery.
   */
  async takeFeedback(
    owner: Owner,
    id: DecisionId,
  ): Promise<{ record: string; lines: string[]; key: LogKey } | undefined> {
    const fresh = freshKey();
    const taken = await this.store.run((redis) =>
      redis.takeFeedback(keys.decision(owner, id), keys.logKey(owner), keys.decisionFeedback(owner, id), fresh),
    );
    if (!taken) return undefined;
    const [record, keyText, ...lines] = taken;
    const key = parseKey(keyText);
    if (keyText === fresh) await this.nameOwner(owner, key.who);
    return { record, lines, key };
  }

  async find(owner: Owner): Promise<LogKey | undefined> {
    const text = await this.store.run((redis) => redis.get(keys.logKey(owner)));
    return text === null ? undefined : parseKey(text);
  }

  /** After the records, so that none is made anew. @returns how many keys were deleted. */
  async destroy(owner: Owner): Promise<number> {
    const text = await this.store.run((redis) => redis.getdel(keys.logKey(owner)));
    if (text === null) return 0;
    const name = keys.logOwner(owner.tenant, parseKey(text).who);
    return 1 + (await this.store.run((redis) => redis.unlink(name)));
  }

  /** Lies in another slot than the key, so an erasure may come in between: then the name is taken back. */
  private async nameOwner(owner: Owner, who: string): Promise<void> {
    const name = keys.logOwner(owner.tenant, who);
    await this.store.run((redis) => redis.set(name, owner.customer));
    if (!(await this.find(owner))) await this.store.run((redis) => redis.del(name));
  }

  /** Whose name that is; nobody's after an erasure. */
  async ownerOf(tenant: TenantId, who: string): Promise<Owner | undefined> {
    const customer = await this.store.run((redis) => redis.get(keys.logOwner(tenant, who)));
    return customer === null ? undefined : { tenant, customer: customer as CustomerId };
  }

  /**
   * The secrets of those who grant profiling now, in the order asked; nothing for all others, and for who was erased.
   * Two round trips, however many are asked for.
   */
  async secretsOfConsenting(tenant: TenantId, whos: readonly string[]): Promise<(Buffer | undefined)[]> {
    return this.store.run(async (redis) => {
      const customers = await Promise.all(whos.map((who) => redis.get(keys.logOwner(tenant, who))));
      return Promise.all(
        customers.map(async (customer, n) => {
          if (customer === null) return undefined;
          const owner = { tenant, customer: customer as CustomerId };
          const [keyText, consents] = await redis.mget(keys.logKey(owner), keys.consents(owner));
          const key = keyText ? parseKey(keyText) : undefined;
          return key?.who === whos[n] && grantsProfiling(consents) ? key!.secret : undefined;
        }),
      );
    });
  }
}

function grantsProfiling(consents: string | null | undefined): boolean {
  return consents ? (JSON.parse(consents) as ConsentsBlob).profiling?.status === 'granted' : false;
}

function freshKey(): string {
  return `${randomBytes(WHO_BYTES).toString('base64url')} ${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

function parseKey(text: string): LogKey {
  const [who, secret] = text.split(' ') as [string, string];
  return { who, secret: Buffer.from(secret, 'base64url') };
}
