import { Module } from '@nestjs/common';
import { ConsoleGateway } from './console.gateway.js';
import { WatchService } from './watch.service.js';

@Module({ providers: [WatchService, ConsoleGateway] })
export class InsightModule {}
