import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { CONFIG, type Config } from '../config/config.js';
import { EventsModule } from '../events/events.module.js';
import { Courier } from './courier.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeliveryLedger } from './delivery-ledger.js';
import { DirectDelivery } from './direct-delivery.js';
import { DeadLetterRepository } from './persistence/dead-letter.repository.js';
import { WebhookTargetRepository } from './persistence/webhook-target.repository.js';
import { TargetReader } from './target-reader.js';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';
import { WebhookDispatcher } from './webhook-dispatcher.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookTargetsController } from './webhook-targets.controller.js';
import { WebhookTargetsService } from './webhook-targets.service.js';

@Module({
  imports: [AccountsModule, EventsModule],
  controllers: [WebhookTargetsController, DeadLettersController],
  providers: [
    ...[WebhookTargetRepository, DeadLetterRepository, TargetReader, WebhookTargetsService],
    ...[DirectDelivery, WebhookDeliveriesService, DeliveryLedger, Courier, WebhookDispatcher],
    {
      provide: WebhookSender,
      inject: [CONFIG],
      useFactory: ({ webhookAllowPrivate }: Config) =>
        new WebhookSender({ allowPrivate: webhookAllowPrivate }),
    },
  ],
})
export class NotificationsModule {}
