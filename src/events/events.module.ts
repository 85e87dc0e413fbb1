import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { EventBus } from './event-bus.js';
import { EventLog } from './event-log.js';
import { EventLogReader } from './event-log-reader.js';
import { EventReader } from './event-reader.js';
import { EventRetention } from './event-retention.js';
import { EventsController } from './events.controller.js';
import { EventRepository } from './persistence/event.repository.js';
import { EventStreams } from './stream/event-streams.js';
import { EventsGateway } from './stream/events.gateway.js';
import { OpenStreams } from './stream/open-streams.js';
import { PeerLink } from './stream/peer-link.js';
import { StreamHub } from './stream/stream-hub.js';

@Module({
  imports: [AccessModule],
  controllers: [EventsController],
  providers: [
    ...[EventRepository, EventBus, EventLog, EventLogReader, EventReader, EventRetention],
    ...[StreamHub, PeerLink, OpenStreams, EventsGateway, EventStreams],
  ],
  exports: [EventLog, EventLogReader, EventBus],
})
export class EventsModule {}
