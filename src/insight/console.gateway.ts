import { WebSocketGateway, type OnGatewayConnection, type OnGatewayInit } from '@nestjs/websockets';
import type { Namespace } from 'socket.io';
import type { TenantId } from '../core/types/ids.js';
import type { AuthenticatedSocket } from '../platform/socket.adapter.js';
import { WatchService, type Screen } from './watch.service.js';

/** For those who look on: nothing can be sent here, and each socket sees its own tenant only. */
@WebSocketGateway({ namespace: '/v1/console' })
export class ConsoleGateway implements OnGatewayInit<Namespace>, OnGatewayConnection<AuthenticatedSocket> {
  constructor(private readonly watching: WatchService) {}

  afterInit(namespace: Namespace): void {
    this.watching.attach(screenOf(namespace));
  }

  handleConnection(socket: AuthenticatedSocket): void {
    const tenant = socket.data.claims.tenant as TenantId;
    void socket.join(roomOf(tenant));
    this.watching.enter(tenant);
    socket.once('disconnect', () => this.watching.leave(tenant));
  }
}

/** Volatile: a console that reads too slowly misses some, and nothing is held for it. */
function screenOf(namespace: Namespace): Screen {
  const devices = namespace.server.of('/v1/device').sockets as Map<string, AuthenticatedSocket>;
  const to = (tenant: TenantId) => namespace.to(roomOf(tenant)).volatile;
  return {
    showDecisions: (tenant, samples) => void to(tenant).emit('decision:sample', samples),
    showFeedback: (tenant, samples) => void to(tenant).emit('feedback:sample', samples),
    showFigures: (tenant, figures) => void to(tenant).emit('figures:tick', figures),
    countSockets: (tenant) => {
      let count = 0;
      for (const { data } of devices.values()) if (data.claims.tenant === tenant) count += 1;
      return count;
    },
  };
}

function roomOf(tenant: TenantId): string {
  return `tenant:${tenant}`;
}
