import { Global, Module } from '@nestjs/common';
import { CatalogChannel } from './catalog-channel.js';
import { CatalogQueue } from './catalog-queue.js';
import { CustomerRepository } from './customer.repository.js';
import { DecisionLog } from './decision-log.js';
import { DecisionRepository } from './decision.repository.js';
import { ErasureRepository } from './erasure.repository.js';
import { FeedbackRepository } from './feedback.repository.js';
import { InboxRepository } from './inbox.repository.js';
import { LearningRepository } from './learning.repository.js';
import { LogKeyRepository } from './log-key.repository.js';
import { RecallChannel } from './recall-channel.js';
import { StateStore } from './state-store.js';
import { StockRepository } from './stock.repository.js';
import { TrialRepository } from './trial.repository.js';
import { WatchChannel } from './watch-channel.js';

const repositories = [
  StateStore,
  CustomerRepository,
  DecisionRepository,
  FeedbackRepository,
  DecisionLog,
  LogKeyRepository,
  LearningRepository,
  ErasureRepository,
  InboxRepository,
  StockRepository,
  TrialRepository,
  RecallChannel,
  WatchChannel,
  CatalogChannel,
  CatalogQueue,
];

@Global()
@Module({ providers: repositories, exports: repositories })
export class StateModule {}
