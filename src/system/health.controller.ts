import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../http/scopes.js';
import { HealthService, HealthView } from './health.service.js';

@ApiTags('System')
@Controller('system/health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @Public()
  @ApiOperation({ summary: 'Ready to serve: the database answers' })
  ready(): Promise<HealthView> {
    return this.health.check();
  }

  @Get('live')
  @Public()
  @ApiOperation({ summary: 'The process runs; asks nothing else' })
  live(): { status: string } {
    return { status: 'healthy' };
  }
}
