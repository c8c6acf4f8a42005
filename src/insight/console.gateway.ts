import type { OnApplicationBootstrap } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection, type OnGatewayInit } from '@nestjs/websockets';
import type { Namespace } from 'socket.io';
import type { TenantId } from '../core/types/ids.js';
import { CatalogChannel } from '../state/catalog-channel.js';
import type { AuthenticatedSocket } from '../platform/socket.adapter.js';
import { WatchService, type Screen } from './watch.service.js';

/** Two seconds of messages. A console that has so many before it reads too slowly: it misses some, and nothing piles up. */
const MOST_UNSENT = 20;

/** For those who look on: nothing can be sent here, and each socket sees its own tenant only. */
@WebSocketGateway({ namespace: '/v1/console' })
export class ConsoleGateway
  implements OnGatewayInit<Namespace>, OnGatewayConnection<AuthenticatedSocket>, OnApplicationBootstrap
{
  #namespace?: Namespace;

  constructor(
    private readonly watching: WatchService,
    private readonly catalogs: CatalogChannel,
  ) {}

  afterInit(namespace: Namespace): void {
    this.#namespace = namespace;
    this.watching.attach(screenOf(namespace));
  }

  onApplicationBootstrap(): void {
    this.catalogs.listenToNews((tenant, { event, payload }) => {
      for (const socket of this.watchers()) if (tenantOf(socket) === tenant) socket.emit(event, payload);
    });
  }

  /** The sockets that are connected here. */
  watchers(): AuthenticatedSocket[] {
    return [...(this.#namespace?.sockets.values() ?? [])] as AuthenticatedSocket[];
  }

  handleConnection(socket: AuthenticatedSocket): void {
    const tenant = tenantOf(socket);
    this.watching.enter(tenant);
    socket.once('disconnect', () => this.watching.leave(tenant));
  }
}

function screenOf({ server, sockets }: Namespace): Screen {
  const watchers = sockets as Map<string, AuthenticatedSocket>;
  const devices = server.of('/v1/device').sockets as Map<string, AuthenticatedSocket>;
  // Not `volatile`: that would drop the second of two messages that are sent in one turn, to everybody.
  const show = (tenant: TenantId, event: string, payload: unknown) => {
    for (const socket of watchers.values()) {
      if (tenantOf(socket) === tenant && unsentBy(socket) < MOST_UNSENT) socket.emit(event, payload);
    }
  };
  return {
    showDecisions: (tenant, samples) => show(tenant, 'decision:sample', samples),
    showFeedback: (tenant, samples) => show(tenant, 'feedback:sample', samples),
    showFigures: (tenant, figures) => show(tenant, 'figures:tick', figures),
    countSockets: (tenant) => {
      let count = 0;
      for (const socket of devices.values()) if (tenantOf(socket) === tenant) count += 1;
      return count;
    },
  };
}

/** Messages that wait for the line of this socket. */
function unsentBy({ conn }: AuthenticatedSocket): number {
  return (conn as unknown as { writeBuffer: readonly unknown[] }).writeBuffer.length;
}

function tenantOf({ data }: AuthenticatedSocket): TenantId {
  return data.claims.tenant as TenantId;
}
