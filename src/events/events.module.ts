import { Module } from '@nestjs/common';
import { EventBus } from './event-bus.js';
import { EventLog } from './event-log.js';
import { EventRepository } from './persistence/event.repository.js';

@Module({
  providers: [EventRepository, EventBus, EventLog],
  exports: [EventLog, EventBus],
})
export class EventsModule {}
