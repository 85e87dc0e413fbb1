import { applyDecorators, Body, type PipeTransform, Query } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { isDay } from '../common/day.js';
import { InvalidInputError, NotFoundError } from '../common/errors.js';
import { ItemBatch, MAX_ITEMS } from './item-batch.js';
import { readDtoOrThrow } from './read-dto.js';

type DtoClass<T extends object = object> = new () => T;

/** Binds a body that is one object or an array of them. */
export function Items(type: DtoClass): ParameterDecorator {
  const pipe: PipeTransform = { transform: (body: unknown) => ItemBatch.read(type, body) };
  return Body(pipe);
}

/** Describes such a body in the OpenAPI document. */
export function AcceptsItems(type: DtoClass): MethodDecorator {
  const one = { $ref: getSchemaPath(type) };
  return applyDecorators(
    ApiExtraModels(type),
    ApiResponse({ status: 200, description: 'Recorded before: the first result' }),
    ApiResponse({ status: 207, description: 'For an array: {status, result | problem} per item, in order' }),
    ApiBody({ schema: { oneOf: [one, { type: 'array', items: one, minItems: 1, maxItems: MAX_ITEMS }] } }),
  );
}

/** Binds a body that is one object. */
export function Dto(type: DtoClass): ParameterDecorator {
  const pipe: PipeTransform = { transform: (body: unknown) => readDtoOrThrow(type, body ?? {}) };
  return Body(pipe);
}

/** Binds the query string to a DTO; unknown parameters are refused like unknown fields. */
export function QueryDto(type: DtoClass): ParameterDecorator {
  const pipe: PipeTransform = {
    transform: (query: unknown) => readDtoOrThrow(type, { ...(query as object) }),
  };
  return Query(pipe);
}

/** Reads a path parameter that names a record by its number. */
export const IdParam: PipeTransform<string, number> = {
  transform: (text) => {
    const id = Number(text);
    if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(id) || id < 1) {
      throw new NotFoundError('not_found', `Expected the number of a record, was "${text.slice(0, 40)}"`);
    }
    return id;
  },
};

const MAX_RECENT = 100;

/** Reads a path parameter that limits a list: 1 to 100. */
export const LimitParam: PipeTransform<string, number> = {
  transform: (text) => {
    const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
    if (limit < 1 || limit > MAX_RECENT) {
      throw InvalidInputError.field(
        'limit',
        'range',
        `limit: Expected 1 to ${MAX_RECENT}, was "${text.slice(0, 40)}"`,
      );
    }
    return limit;
  },
};

/** Reads a path parameter that is a calendar date. */
export const DayParam: PipeTransform<string, string> = {
  transform: (text) => {
    if (!isDay(text)) {
      throw InvalidInputError.field('date', 'day', 'date: Expected a date that exists, such as "2026-03-02"');
    }
    return text;
  },
};

/** Reads a path parameter that names a record by a text: a slug, a symbol. */
export const NameParam: PipeTransform<string, string> = {
  transform: (text) => {
    // A NUL would break the query on Postgres; no name has one.
    if (text.length > MAX_NAME || !/^[^\p{Cc}\p{Cs}]+$/u.test(text)) {
      throw new NotFoundError('not_found', 'Expected the name of a record');
    }
    return text;
  },
};

const MAX_NAME = 100;
