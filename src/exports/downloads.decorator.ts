import { applyDecorators, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Needs } from '../http/scopes.js';
import { type Format, FORMATS, MEDIA_TYPES } from './formats.js';

/** A route `GET FILE` that answers with a file; its format is the extension. */
export function Downloads(file: `${string}.${Format}`, summary: string): MethodDecorator {
  const format = FORMATS.find((known) => file.endsWith(`.${known}`)) ?? 'csv';
  const schema = format === 'csv' ? { type: 'string' } : { type: 'string', format: 'binary' };
  return applyDecorators(
    Get(file),
    Needs('read'),
    ApiOperation({ summary }),
    ApiOkResponse({ content: { [MEDIA_TYPES[format].split(';')[0] ?? '']: { schema } } }),
  );
}
