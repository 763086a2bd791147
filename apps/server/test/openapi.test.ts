import { memoryStores } from '@pylon/core/memory'
import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, it } from 'vitest'
import { compose } from '../src/compose.ts'
import { readConfig } from '../src/config/config.ts'
import { createLogger } from '../src/log.ts'

const { app } = compose({
  config: await readConfig({ PYLON_STORE: 'memory:' }),
  stores: memoryStores(),
  sessionCache: null,
  secret: 'secret of the test',
  publicUrl: 'https://app.example.com',
  logger: createLogger('silent'),
})
const document = (await (await app.fetch(new Request('http://app/openapi.json'))).json()) as {
  openapi: string
  paths: Record<string, Record<string, { summary: string }>>
}

it('is a valid OpenAPI document', async () => {
  const { valid, errors } = await new Validator().validate(document)
  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
})

it('has every route, each with a summary', () => {
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
  )
  const routed = app.routes.map(route => `${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`)
  expect(documented.toSorted()).toEqual(routed.toSorted())
  expect(
    Object.values(document.paths)
      .flatMap(Object.values)
      .every(({ summary }) => summary !== ''),
  ).toBe(true)
})

it('has the routes of the contract', () => {
  const routes = app.routes.map(route => `${route.method} ${route.path}`)
  for (const route of [
    'GET /api/auth/me',
    'POST /api/auth/session',
    'GET /api/auth/session',
    'DELETE /api/auth/session',
    'POST /api/auth/refresh',
    'GET /api/auth/sessions',
    'DELETE /api/auth/sessions',
    'DELETE /api/auth/sessions/:id',
    'POST /api/auth/guest',
    'POST /api/auth/upgrade',
    'POST /api/auth/password/register',
    'POST /api/auth/password/login',
    'POST /api/auth/password/change',
    'GET /',
    'GET /health',
    'GET /ready',
    'GET /metrics',
    'GET /openapi.json',
  ]) {
    expect(routes).toContain(route)
  }
})
