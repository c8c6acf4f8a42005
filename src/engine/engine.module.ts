import { Global, Module } from '@nestjs/common';
import { DeliveryService } from '../delivery/delivery.service.js';
import { ScoringService } from '../scoring/scoring.service.js';
import { RecallService } from '../delivery/recall.service.js';
import { DecisionFeed } from './decision-feed.js';
import { EngineMetrics } from './engine.metrics.js';
import { EngineService } from './engine.service.js';
import { ExplanationService } from './explanation.service.js';
import { InboxService } from './inbox.service.js';
import { LoggedDecisions } from './logged-decisions.js';
import { LearningService } from './learning.service.js';
import { PreviewService } from './preview.service.js';
import { PushService } from './push.service.js';
import { StoppedOffersService } from './stopped-offers.service.js';
import { RemakeService } from './remake.service.js';
import { ReplayService } from './replay.service.js';
import { ShadowService } from './shadow.service.js';
import { StockService } from './stock.service.js';
import { TrialSums } from './trial-sums.js';
import { TrialWatch } from './trial-watch.js';

const parts = [
  ScoringService,
  RemakeService,
  ReplayService,
  LoggedDecisions,
  PreviewService,
  EngineMetrics,
  DecisionFeed,
  PushService,
  StoppedOffersService,
  StockService,
  TrialSums,
  TrialWatch,
  ShadowService,
  LearningService,
  EngineService,
  ExplanationService,
  DeliveryService,
  RecallService,
  InboxService,
];

@Global()
@Module({ providers: parts, exports: parts })
export class EngineModule {}
