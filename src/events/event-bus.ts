import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { EventRecord } from './persistence/event.entity.js';

/** Committed events of one transaction, in order. */
export interface CommittedEvents {
  account: string;
  accountId: number;
  events: EventRecord[];
}

/** Carries events inside the process, after their commit. */
@Injectable()
export class EventBus {
  readonly committed = new Subject<CommittedEvents>();

  publish(batch: CommittedEvents): void {
    this.committed.next(batch);
  }
}
