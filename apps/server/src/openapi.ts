import type { JsonObject, Route } from '@pylon/core'

/** An OpenAPI 3.1 document made from the routes themselves. */
export function openApiDocument(routes: readonly Route[], serverUrl: string): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Pylon', version: '0.0.0', description: 'Sign-in, sessions and the defences around them.' },
    servers: [{ url: serverUrl }],
    paths,
    components: {
      schemas: { Error: errorSchema },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
  }
}

const errorSchema: JsonObject = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string', pattern: '^[A-Z0-9_]+$' },
        message: { type: 'string' },
        retry_after_secs: { type: 'integer' },
        fields: {
          type: 'array',
          items: {
            type: 'object',
            required: ['path', 'message'],
            properties: { path: { type: 'string' }, message: { type: 'string' } },
          },
        },
      },
    },
  },
}

function operation(route: Route): JsonObject {
  const { doc } = route
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replace(/[^a-z0-9]+/gi, '_')}`,
    summary: doc?.summary ?? '',
    ...(route.auth === 'anyone' ? {} : { security: [{ bearer: [] }] }),
    parameters: parameters(route),
    ...(doc?.body === undefined ? {} : { requestBody: { required: true, content: json(doc.body) } }),
    responses: { ...answers(route), ...errors(route) },
  }
}

function parameters({ path, doc }: Route): readonly JsonObject[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const inQuery = Object.entries(doc?.query ?? {}).map(([name, schema]) => ({ name, in: 'query', schema }))
  return [...inPath, ...inQuery]
}

function answers({ doc }: Route): Record<string, JsonObject> {
  const entries = Object.entries(doc?.answers ?? { 200: null })
  return Object.fromEntries(
    entries.map(([status, schema]) => [
      status,
      { description: 'Done', ...(schema === null ? {} : { content: json(schema) }) },
    ]),
  )
}

function errors(route: Route): Record<string, JsonObject> {
  const own = Object.entries({ ...refusalsOf(route), ...route.doc?.errors })
  const described = own.map(([status, codes]) => [status, errorResponse(codes.join(', '))])
  return { ...Object.fromEntries(described), default: errorResponse('Any error that every route can give') }
}

/** What the pipeline itself answers for a mode. */
function refusalsOf({ auth }: Route): Readonly<Record<number, readonly string[]>> {
  if (auth === 'admin') return { 403: ['FORBIDDEN'] }
  if (auth === 'user') return { 401: ['AUTH_REQUIRED'] }
  if (auth === 'session') return { 401: ['AUTH_REQUIRED'], 403: ['API_KEY_AUTH_FORBIDDEN'] }
  if (auth === 'fresh') return { 401: ['AUTH_REQUIRED'], 403: ['API_KEY_AUTH_FORBIDDEN', 'REAUTH_REQUIRED'] }
  return {}
}

const errorResponse = (description: string): JsonObject => ({
  description,
  content: json({ $ref: '#/components/schemas/Error' }),
})

const json = (schema: JsonObject): JsonObject => ({ 'application/json': { schema } })
