import { ConfigError, createApp, type Flow, jsonReply, type Route } from '@pylon/core'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { StandardSchema } from './standard-schema.ts'
import { type RouteRules, validation } from './validation.ts'

const route = (method: Route['method'], path: string, more: Partial<Route> = {}): Route => ({
  method,
  path,
  auth: 'anyone',
  handle: async ctx => jsonReply(200, ctx.hasBody && method !== 'GET' && !more.acceptsForm ? await ctx.json() : {}),
  ...more,
})
const notes: Flow = { name: 'notes', routes: [route('POST', '/notes'), route('GET', '/notes/:id')] }

async function ask(rules: Partial<RouteRules>, target: string, init: RequestInit & { json?: unknown } = {}) {
  const errors: string[] = []
  const app = createApp({
    flows: [notes],
    routes: [route('POST', '/form', { acceptsForm: true })],
    plugins: [validation({ routes: [{ method: 'POST', path: '/api/auth/notes', ...rules }] })],
    onError: ({ code }) => void errors.push(code),
  })
  const { json, ...rest } = init
  const sent = json === undefined ? rest : { ...rest, ...sending(json) }
  const response = await app.fetch(new Request(`http://app${target}`, { method: 'POST', ...sent }))
  const text = await response.text()
  const body =
    text === '' ? {} : (JSON.parse(text) as { error?: { code: string; fields?: { path: string; message: string }[] } })
  return { status: response.status, code: body.error?.code, fields: body.error?.fields ?? [], body }
}

const sending = (json: unknown): RequestInit => ({
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(json),
})

describe.each<[string, StandardSchema]>([
  ['zod', z.object({ title: z.string().max(5), tags: z.array(z.object({ name: z.string() })).optional() })],
  [
    'valibot',
    v.object({
      title: v.pipe(v.string(), v.maxLength(5)),
      tags: v.optional(v.array(v.object({ name: v.string() }))),
    }),
  ],
  ['arktype', type({ title: 'string <= 5', 'tags?': [{ name: 'string' }, '[]'] })],
])('a schema of %s', (_, body) => {
  it('lets through what it allows, as it was sent, and names by path what it does not', async () => {
    const good = { title: 'short', extra: true }
    expect(await ask({ body }, '/api/auth/notes', { json: good })).toMatchObject({ status: 200, body: good })
    const bad = await ask({ body }, '/api/auth/notes', {
      json: { title: 'longer', tags: [{ name: 'x' }, { name: 5 }] },
    })
    expect([bad.status, bad.code]).toEqual([400, 'INVALID_REQUEST'])
    expect(bad.fields.map(field => field.path).sort()).toEqual(['tags.1.name', 'title'])
    expect(bad.fields.every(field => field.message.length > 3)).toBe(true)
  })
})

it('judges query and parameters, and takes a parameter that stands there twice for a list', async () => {
  const rules = {
    method: 'get',
    path: '/api/auth/notes/:id',
    query: z.object({ limit: z.string().regex(/^\d+$/).optional(), tag: z.array(z.string()).optional() }),
    params: z.object({ id: z.string().length(3) }),
  }
  const paths = async (target: string, method = 'GET') =>
    (await ask(rules, target, { method })).fields.map(({ path }) => path)
  expect(await paths('/api/auth/notes/abc?limit=5&tag=a&tag=b')).toEqual([])
  expect(await paths('/api/auth/notes/abcd?limit=x')).toEqual(['params.id', 'query.limit'])
  expect(await paths('/api/auth/notes/abc?limit=5&limit=6')).toEqual(['query.limit'])
  expect(await paths('/api/auth/notes/abc?limit=5&limit=')).toEqual(['query.limit'])
  expect((await ask(rules, '/api/auth/notes/abcd', { method: 'HEAD' })).status).toBe(400)
  expect(await paths('/api/auth/notes/abc?__proto__=x&constructor=y&__proto__=z')).toEqual([])
  expect(({} as Record<string, unknown>).x).toBeUndefined()
})

it('judges a missing body as an empty one, and the fields of a form where the route takes one', async () => {
  const body = z.object({ title: z.string() })
  expect((await ask({ body }, '/api/auth/notes')).fields.map(({ path }) => path)).toEqual(['title'])
  const form = { method: 'POST', path: '/form', body }
  const asForm = (text: string): RequestInit => ({
    body: text,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  })
  expect((await ask(form, '/form', asForm('title=a'))).status).toBe(200)
  expect((await ask(form, '/form', asForm('title=a&title=b'))).code).toBe('INVALID_REQUEST')
  expect((await ask({ body }, '/api/auth/notes', asForm('title=a'))).code).toBe('UNSUPPORTED_MEDIA_TYPE')
  expect((await ask({ body }, '/api/auth/notes', { ...sending(1), body: '{' })).code).toBe('INVALID_JSON')
})

it('waits for a schema that takes its time, and passes nothing when one throws', async () => {
  const slow = z.object({ title: z.string().refine(async title => title === 'free', 'is taken') })
  expect((await ask({ body: slow }, '/api/auth/notes', { json: { title: 'free' } })).status).toBe(200)
  expect((await ask({ body: slow }, '/api/auth/notes', { json: { title: 'x' } })).fields).toEqual([
    { path: 'title', message: 'is taken' },
  ])
  const boom = async (): Promise<never> => Promise.reject(new Error('boom'))
  const nothing = (() => undefined) as unknown as () => { value: unknown }
  for (const validate of [boom, nothing]) {
    const broken: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate } }
    expect((await ask({ body: broken }, '/api/auth/notes', { json: {} })).status).toBe(500)
  }
})

it('answers with at most 20 fields of at most 200 characters', async () => {
  const long = 'x'.repeat(5_000)
  const body = z.record(z.string(), z.number({ error: () => long }))
  const json = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`${long}${at}`, 'no number']))
  const { fields } = await ask({ body }, '/api/auth/notes', {
    json: Object.fromEntries(Object.entries(json).slice(0, 5)),
  })
  expect(fields).toHaveLength(5)
  expect(fields[0]).toEqual({ path: 'x'.repeat(200), message: 'x'.repeat(200) })
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`f${at}`, 'no number']))
  expect((await ask({ body }, '/api/auth/notes', { json: many })).fields).toHaveLength(20)
})

it('keeps the URLs in named fields, of body and query, on their list', async () => {
  const urlAllowlist = { 'hook.url': ['https://example.com/hooks'], 'query.next': ['https://app.example.com'] }
  const paths = async (query: string, json: unknown) =>
    (await ask({ urlAllowlist }, `/api/auth/notes${query}`, { json })).fields.map(({ path }) => path)
  const good = { hook: { url: 'https://example.com/hooks/1' } }
  expect(await paths('?next=https://app.example.com/x', good)).toEqual([])
  expect(await paths('', {})).toEqual([])
  expect(await paths('', { hook: { url: null } })).toEqual([])
  expect(await paths('?next=https://app.example.com&next=https://evil.example', good)).toEqual(['query.next'])
  for (const url of ['https://example.com/hooksevil', 5, ['https://example.com/hooks'], { href: 'x' }, '', true]) {
    expect(await paths('', { hook: { url } }), JSON.stringify(url)).toEqual(['hook.url'])
  }
  expect(await paths('', { ...good, 'hook.url': 'https://evil.example' })).toEqual(['hook.url'])
})

it('leaves other routes and unknown paths alone, and lets several rules hold for one route', async () => {
  const never = z.object({ never: z.string() })
  expect((await ask({ method: 'POST', path: '/other', body: never }, '/api/auth/notes', { json: {} })).status).toBe(200)
  expect((await ask({ body: never }, '/api/auth/notes/', { json: {} })).code).toBe('NOT_FOUND')
  const two = validation({
    routes: [
      { method: 'POST', path: '/x', body: z.object({ a: z.string() }) },
      { method: 'post', path: '/x', body: z.object({ b: z.string() }) },
    ],
  })
  const app = createApp({ routes: [route('POST', '/x')], plugins: [two] })
  const answer = await app.fetch(new Request('http://app/x', { method: 'POST', ...sending({}) }))
  expect(JSON.stringify(await answer.json())).toMatch(/"path":"a".*"path":"b"/)
})

it('refuses rules that can never be right, all of them at once', () => {
  const schema = z.object({})
  const bad = [
    { method: 'OPTIONS', path: '/x', body: schema },
    { method: 'GET', path: '/x', body: schema },
    { method: 'POST', path: 'x', body: schema },
    { method: 'POST', path: '/x' },
    { method: 'POST', path: '/x', query: { type: 'object' } },
    { method: 'POST', path: '/x', urlAllowlist: { url: [] } },
    { method: 'POST', path: '/x', urlAllowlist: { 'a..b': ['https://example.com'] } },
    { method: 'POST', path: '/x', urlAllowlist: { url: ['https://*.example.com'] } },
  ] as unknown as RouteRules[]
  let problems: readonly string[] = []
  try {
    validation({ routes: bad })
  } catch (error) {
    if (error instanceof ConfigError) problems = error.problems
  }
  expect(problems.map(problem => problem.slice(0, 9))).toEqual(bad.map((_, at) => `routes[${at}]`))
  expect(() => validation({ routes: {} as never })).toThrow(ConfigError)
})
