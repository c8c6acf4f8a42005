import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

export interface SocketEvent {
  namespace: string;
  event: string;
}

/** Every socket message that some gateway takes, read from Nest's own metadata, so that a new one cannot be forgotten. */
export function findSocketEvents(app: INestApplicationContext): SocketEvent[] {
  const providers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.providers.values()]);
  const classes = new Set(providers.map(({ metatype }) => metatype).filter((type) => typeof type === 'function'));
  return [...classes].flatMap((gateway) => {
    if (!Reflect.hasMetadata('websockets:is_gateway', gateway)) return [];
    const { namespace = '/' } = Reflect.getMetadata('websockets:gateway_options', gateway) as { namespace?: string };
    const prototype = gateway.prototype as Record<string, object>;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const event = Reflect.getMetadata('message', prototype[name]!) as string | undefined;
      return event ? [{ namespace, event }] : [];
    });
  });
}
