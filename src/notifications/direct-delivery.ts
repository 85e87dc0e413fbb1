import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { TooManyRequestsError } from '../common/errors.js';
import { errorOf, type SendOutcome, statusOf } from './domain/send-outcome.js';
import { signatureOf } from './domain/signature.js';
import type { DeliveryView } from './webhook-targets.dto.js';
import { type Delivery, WebhookSender } from './webhook-sender.js';

/** Each keeps a request of ours open for up to ten seconds. */
const MAX_AT_ONCE = 2;

/** Sends one message now, outside a target's queue, because somebody asked for it and waits for the answer. */
@Injectable()
export class DirectDelivery {
  #underWay = 0;

  constructor(
    private readonly sender: WebhookSender,
    private readonly clock: Clock,
  ) {}

  /** Throws `rate_limited` when two are under way. */
  async send(
    { url, secret }: { url: string; secret: string },
    message: Pick<Delivery, 'body' | 'eventId' | 'attempt'>,
  ): Promise<SendOutcome> {
    if (this.#underWay >= MAX_AT_ONCE) {
      throw new TooManyRequestsError(
        'rate_limited',
        `Expected at most ${MAX_AT_ONCE} deliveries by hand at a time`,
      );
    }
    this.#underWay += 1;
    try {
      const signature = signatureOf(secret, message.body, this.clock.nowMillis());
      return await this.sender.send({ url, signature, ...message });
    } finally {
      this.#underWay -= 1;
    }
  }
}

export function deliveryViewOf(outcome: SendOutcome): DeliveryView {
  const error = errorOf(outcome);
  return { delivered: error === null, status: statusOf(outcome), error };
}
