import { Inject } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayInit,
} from '@nestjs/websockets';
import type { Namespace } from 'socket.io';
import { answer } from '../contract/answer.js';
import { contextReport, type ContextAck } from '../contract/context.js';
import { offerRequest, type DecisionAnswer } from '../contract/decision.js';
import type { Ack } from '../contract/errors.js';
import { inboxResume, type InboxAnswer } from '../contract/inbox.js';
import { positionReport, type Fix, type PositionAck } from '../contract/position.js';
import { NO_CONSENT_REPORT, planNextReport } from '../core/context/next-report.js';
import type { Owner } from '../core/types/ids.js';
import { DeliveryService } from '../delivery/delivery.service.js';
import { RecallService } from '../delivery/recall.service.js';
import { EngineMetrics } from '../engine/engine.metrics.js';
import { InboxService } from '../engine/inbox.service.js';
import { EngineService, type ReportResult } from '../engine/engine.service.js';
import { StoppedOffersService } from '../engine/stopped-offers.service.js';
import type { Clock } from '../platform/clock.js';
import type { Business } from '../platform/config/business.js';
import { crashPoint } from '../platform/crash-point.js';
import type { Logger } from '../platform/log.js';
import type { AuthenticatedSocket } from '../platform/socket.adapter.js';
import { BUSINESS, CLOCK, LOG } from '../platform/tokens.js';
import { CustomerRepository } from '../state/customer.repository.js';
import { checkContext } from './context-check.js';
import { toAnswer } from './decision-answer.js';
import { checkTouchpoint } from './order-check.js';
import { ReportLanes } from './report-lane.js';
import { checkTime } from './time-window.js';

/** Where a report leads to a push. */
const PUSH = { touchpoint: 'app-push', placements: ['card'], limit: 1 } as const;
const WAITING_REPORTS = 8;

/** The way in for phones and tills: positions, context, requests for offers. */
@WebSocketGateway({ namespace: '/v1/device' })
export class DeviceGateway implements OnGatewayInit<Namespace>, OnGatewayConnection<AuthenticatedSocket> {
  readonly #lanes = new ReportLanes(WAITING_REPORTS);

  constructor(
    private readonly engine: EngineService,
    private readonly customers: CustomerRepository,
    private readonly delivery: DeliveryService,
    private readonly recalls: RecallService,
    private readonly inbox: InboxService,
    private readonly stopped: StoppedOffersService,
    private readonly metrics: EngineMetrics,
    @Inject(BUSINESS) private readonly business: Business,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  afterInit(namespace: Namespace): void {
    this.delivery.attach(namespace);
  }

  handleConnection(socket: AuthenticatedSocket): void {
    // The handshake request is of no more use and would stay in memory as long as the socket.
    (socket.conn as unknown as { request: unknown }).request = null;
  }

  @SubscribeMessage('position:report')
  report(@ConnectedSocket() socket: AuthenticatedSocket, @MessageBody() message: unknown): Promise<Ack<PositionAck>> {
    return answer(positionReport, message, (fixes) => this.takeReport(socket, fixes), this.onFault);
  }

  @SubscribeMessage('context:report')
  context(@ConnectedSocket() socket: AuthenticatedSocket, @MessageBody() message: unknown): Promise<Ack<ContextAck>> {
    return answer(
      contextReport,
      message,
      async ({ at, values }) => {
        checkTime(at, this.clock);
        checkContext(values, this.business.context);
        this.clock.now(at);
        return { accepted: await this.customers.mergeContext(ownerOf(socket), values, at) };
      },
      this.onFault,
    );
  }

  @SubscribeMessage('offer:request')
  request(
    @ConnectedSocket() socket: AuthenticatedSocket,
    @MessageBody() message: unknown,
  ): Promise<Ack<DecisionAnswer>> {
    return answer(
      offerRequest,
      message,
      async ({ touchpoint, placements, limit, context }) => {
        checkTouchpoint(touchpoint, placements, this.business.touchpoints);
        checkContext(context ?? {}, this.business.context);
        const order = {
          owner: ownerOf(socket),
          now: this.clock.now(),
          touchpoint,
          placements,
          limit,
          fixes: [],
          context,
        };
        return toAnswer(await this.engine.decide(order));
      },
      this.onFault,
    );
  }

  @SubscribeMessage('inbox:resume')
  resume(@ConnectedSocket() socket: AuthenticatedSocket, @MessageBody() message: unknown): Promise<Ack<InboxAnswer>> {
    return answer(inboxResume, message, ({ afterSeq }) => this.inbox.resume(socket, afterSeq), this.onFault);
  }

  private async takeReport(socket: AuthenticatedSocket, reported: readonly Fix[]): Promise<PositionAck> {
    const fixes = [...reported].sort((a, b) => a.at - b.at);
    const at = fixes.at(-1)!.at;
    checkTime(at, this.clock);
    const owner = ownerOf(socket);
    const now = this.clock.now(at);
    return this.#lanes.run(
      `${owner.tenant}:${owner.customer}`,
      async () => {
        const result = await this.engine.decideOnReport({ owner, now, ...PUSH, fixes, isPushed: true });
        if (result.seen) this.recalls.leaveBehind(owner, result.seen, socket)?.catch(this.onFault);
        this.push(socket, owner, result);
        crashPoint('before-ack');
        return toAck(result);
      },
      () => {
        this.metrics.coalesced();
        return {
          accepted: 0,
          nextReport: { afterMs: 5_000, minMetres: 25, why: 'COALESCED' },
          outcome: { silence: 'COALESCED' },
        };
      },
    );
  }

  private push(socket: AuthenticatedSocket, owner: Owner, { made }: ReportResult): void {
    if (!made?.push) return;
    const { seq, outgoing, areas } = made.push;
    crashPoint('before-push');
    if (this.stopped.keepsBack(made.decision, made.push)) return;
    this.delivery.push(socket.id, owner, seq, outgoing, areas);
  }

  private readonly onFault = (error: unknown): void => this.log.error(error, 'a device message failed');
}

function toAck({ accepted, moment, made, silence }: ReportResult): PositionAck {
  const grant = made?.outcome.grants[0];
  return {
    accepted,
    moment,
    nextReport: moment ? planNextReport(moment) : NO_CONSENT_REPORT,
    outcome: {
      decisionId: made?.decisionId,
      deliveryId: grant?.choice.deliveryId,
      offerId: grant?.choice.scored.candidate.offer.id,
      silence: silence?.code,
    },
  };
}

/** The customer of the token: no message can name another one. */
function ownerOf(socket: AuthenticatedSocket): Owner {
  const { tenant, sub } = socket.data.claims;
  return { tenant, customer: sub } as Owner;
}
