import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { UnavailableError } from '../common/errors.js';
import { Database } from '../database/database.js';

export class HealthView {
  status: 'healthy';
  database: string;
  timestamp: string;
}

@Injectable()
export class HealthService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Throws `database_unavailable`. */
  async check(): Promise<HealthView> {
    try {
      await this.database.ping();
    } catch {
      throw new UnavailableError('database_unavailable', 'The database does not answer');
    }
    return { status: 'healthy', database: this.database.dialect, timestamp: this.clock.now() };
  }
}
