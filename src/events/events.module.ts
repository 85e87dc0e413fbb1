import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { EventBus } from './event-bus.js';
import { EventLog } from './event-log.js';
import { EventRepository } from './persistence/event.repository.js';
import { EventsGateway } from './stream/events.gateway.js';
import { StreamHub } from './stream/stream-hub.js';

@Module({
  imports: [AccessModule],
  providers: [EventRepository, EventBus, EventLog, StreamHub, EventsGateway],
  exports: [EventLog, EventBus],
})
export class EventsModule {}
