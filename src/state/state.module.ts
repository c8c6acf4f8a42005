import { Global, Module } from '@nestjs/common';
import { CustomerRepository } from './customer.repository.js';
import { DecisionRepository } from './decision.repository.js';
import { FeedbackRepository } from './feedback.repository.js';
import { StateStore } from './state-store.js';

const repositories = [StateStore, CustomerRepository, DecisionRepository, FeedbackRepository];

@Global()
@Module({ providers: repositories, exports: repositories })
export class StateModule {}
