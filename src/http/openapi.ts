import { VERSION } from '../common/version.js';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const DESCRIPTION = `The system of record and the risk gate for automated trading.

Decimals travel as strings, instants as ISO-8601 with a zone. Every error is a problem document (RFC 9457) with a
stable \`code\`. Recording routes take one object or an array of up to 1,000 and may be repeated at will: the same fact
again answers with the first result.`;

export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Blotter')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'apiKey')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'bearer')
    .addSecurityRequirements('apiKey')
    .addGlobalResponse({
      status: 'default',
      description: 'Any error, as a problem document (RFC 9457)',
      content: { 'application/problem+json': { schema: PROBLEM_SCHEMA } },
    })
    .build();
  return withSortedChoices(SwaggerModule.createDocument(app, builder));
}

/** The compiler lists the members of a union in an order that changes with what it read before. */
function withSortedChoices<T>(part: T): T {
  if (Array.isArray(part)) {
    part.forEach(withSortedChoices);
  } else if (typeof part === 'object' && part !== null) {
    for (const [name, value] of Object.entries(part)) {
      if (name === 'enum' && Array.isArray(value)) {
        value.sort();
      } else {
        withSortedChoices(value);
      }
    }
  }
  return part;
}

const FIELD_ERROR_SCHEMA = {
  type: 'object',
  properties: { field: { type: 'string' }, rule: { type: 'string' }, message: { type: 'string' } },
};
const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; listed in docs/errors.md' },
    detail: { type: 'string' },
    requestId: { type: 'string' },
    errors: { type: 'array', items: FIELD_ERROR_SCHEMA },
  },
};

/** Swagger UI at /docs, the document itself at /docs/openapi.json. */
export function serveApiDocs(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => describeApi(app), {
    jsonDocumentUrl: 'docs/openapi.json',
    yamlDocumentUrl: 'docs/openapi.yaml',
    customSiteTitle: 'Blotter API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true },
  });
}
