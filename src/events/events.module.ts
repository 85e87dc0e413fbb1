import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { EventBus } from './event-bus.js';
import { EventLog } from './event-log.js';
import { EventRepository } from './persistence/event.repository.js';
import { EventsGateway } from './stream/events.gateway.js';
import { PeerLink } from './stream/peer-link.js';
import { StreamHub } from './stream/stream-hub.js';

@Module({
  imports: [AccessModule],
  providers: [EventRepository, EventBus, EventLog, StreamHub, PeerLink, EventsGateway],
  exports: [EventLog, EventBus],
})
export class EventsModule {}
