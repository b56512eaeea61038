import * as z from 'zod/mini'
import { errorAnswer } from './error.ts'
import { routes, type Route, type RouteAnswer, type RouteParameter } from './routes.ts'

/** The OpenAPI 3.1 document of dax's own REST parts, made from the schemas that validate them. */
export function openapiDocument(version: string, server: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Skydax data access',
      version,
      description:
        'The parts of dax that are not a VO standard. TAP, SIA, DataLink, SODA and HiPS describe themselves: see /api/tap/capabilities and its siblings.',
      license: { name: 'GPL-3.0-or-later', identifier: 'GPL-3.0-or-later' },
    },
    servers: [{ url: server }],
    paths,
    components: { schemas: { Error: schemaOf(errorAnswer) } },
  }
}

function operation(route: Route): object {
  return {
    summary: route.summary,
    parameters: route.parameters.map(parameter),
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body) } } } }),
    responses: {
      ...Object.fromEntries(Object.entries(route.answers).map(([status, one]) => [status, answer(one)])),
      default: {
        description: 'A refusal: what failed, with which value, and what to do',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  }
}

function answer(one: RouteAnswer): object {
  if (one.schema !== undefined) return { description: one.description, content: { 'application/json': { schema: schemaOf(one.schema) } } }
  return { description: one.description, ...(one.media === undefined ? {} : { content: { [one.media]: {} } }) }
}

function parameter(one: RouteParameter): object {
  const type = { type: one.type ?? 'string' }
  return {
    name: one.name,
    in: one.in,
    description: one.description,
    required: one.required === true,
    schema: one.repeated === true ? { type: 'array', items: type } : type,
    ...(one.repeated === true ? { style: 'form', explode: true } : {}),
  }
}

function schemaOf(schema: z.ZodMiniType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema) as Record<string, unknown>
  return rest
}
