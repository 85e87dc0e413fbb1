import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { TradingModule } from '../trading/trading.module.js';
import { WebhookKeyGuard } from './webhook-key.guard.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

@Module({
  imports: [AccessModule, TradingModule],
  controllers: [WebhooksController],
  providers: [WebhookKeyGuard, WebhooksService],
})
export class IntakeModule {}
