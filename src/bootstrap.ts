import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { WsAdapter } from '@nestjs/platform-ws';
import { LogController } from 'fastify';
import { AppModule } from './app.module.js';
import { type Clock, SystemClock } from './common/clock.js';
import type { Config } from './config/config.js';
import { connectDatabase } from './database/connect.js';
import { serveApiDocs } from './http/openapi.js';
import { acceptPlainText } from './http/plain-text.js';
import { PinoNestLogger } from './http/pino-nest-logger.js';
import { ProblemFilter } from './http/problem.filter.js';
import { limitRates } from './http/rate-limit.js';
import { RecordResponseInterceptor } from './http/record-response.interceptor.js';
import { securityHeaders } from './http/security-headers.js';
import { loggedRequest, refuseUrl } from './http/url-secrets.js';

const SHUTDOWN_GRACE_MS = 3000;

/** Connects, migrates and assembles the application; `listen` is the caller's. Throws DatabaseStartError. */
export async function createApplication(
  config: Config,
  clock: Clock = new SystemClock(),
): Promise<NestFastifyApplication> {
  const adapter = fastifyAdapter(config);
  const fastify = adapter.getInstance();
  const database = await connectDatabase(config.database, fastify.log);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot({ config, database, clock, logger: fastify.log }),
    adapter,
    { logger: new PinoNestLogger(fastify.log), abortOnError: false },
  );
  app.setGlobalPrefix('api');
  app.useWebSocketAdapter(new WsAdapter(app));
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalInterceptors(new RecordResponseInterceptor());
  app.enableShutdownHooks();
  acceptPlainText(app);
  await protect(app, config);
  serveApiDocs(app);
  return app;
}

function fastifyAdapter(config: Config): FastifyAdapter {
  return new FastifyAdapter({
    logger: {
      level: config.logLevel,
      redact: ['req.headers["x-api-key"]', 'req.headers.authorization'],
      serializers: { req: loggedRequest },
    },
    // One line per request would cost more than the request; errors and slow queries are logged with the id.
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: refuseUrl,
    genReqId: () => randomUUID(),
    requestIdHeader: 'x-request-id',
    bodyLimit: config.bodyLimitBytes,
    trustProxy: config.trustProxy,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 300 },
  });
}

async function protect(app: NestFastifyApplication, config: Config): Promise<void> {
  const headers = await securityHeaders();
  if (config.corsOrigins.length > 0) {
    await app.register(cors, {
      origin: config.corsOrigins,
      credentials: true,
      exposedHeaders: ['x-request-id'],
    });
  }
  await limitRates(app, config);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('preClose', async () => {
    // Requests under way may finish; a client that just holds its connection must not keep us from stopping.
    setTimeout(() => {
      fastify.server.closeAllConnections();
    }, SHUTDOWN_GRACE_MS).unref();
  });
  fastify.addHook('onSend', async (request, reply) => {
    void reply.headers(headers).header('x-request-id', request.id);
  });
}
