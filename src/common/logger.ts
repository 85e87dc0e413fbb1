/** Structured logging, as the rest of the house needs it. The application gives it Fastify's pino logger. */
export abstract class AppLogger {
  abstract info(fields: object, message: string): void;
  abstract warn(fields: object, message: string): void;
  abstract error(fields: object, message: string): void;
}

/** For commands and tests, where nobody reads a log. */
export class SilentLogger extends AppLogger {
  override info(): void {
    return undefined;
  }
  override warn(): void {
    return undefined;
  }
  override error(): void {
    return undefined;
  }
}
