import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

/**
 * The headers that helmet sets, computed once: they are the same for every response, and assembling them anew for each
 * costs more than reading a fill.
 */
export function securityHeaders(): Promise<Record<string, string>> {
  const setHeaders = helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        // Swagger UI sets styles and draws its icons from data URLs.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        upgradeInsecureRequests: null,
      },
    },
  });
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => {
      headers[name.toLowerCase()] = value;
    },
    removeHeader: () => undefined,
  };
  return new Promise((resolve, reject) => {
    setHeaders({} as IncomingMessage, response as unknown as ServerResponse, (error?: unknown) => {
      if (error === undefined) {
        resolve(headers);
      } else {
        reject(error instanceof Error ? error : new Error('helmet refused its options'));
      }
    });
  });
}
