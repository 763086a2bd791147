import { describe, expect, it } from 'vitest'
import { limitedApp, send } from '../../test/limited-app.ts'
import type { RateLimitHeaders } from './headers.ts'
import { type RateLimitOptions, rateLimit } from './rate-limit.ts'

/** The headers about limits of the n-th answer, in the order in which they are sent, those of several lines joined. */
async function headersOf(limits: readonly RateLimitOptions[], calls = 1): Promise<Record<string, string>> {
  const app = limitedApp(limits.map(options => rateLimit({ windowSecs: 64, clock: () => 1_000, ...options })))
  for (let call = 1; call < calls; call++) await send(app)
  const { headers } = await send(app)
  return Object.fromEntries([...headers].filter(([name]) => name.includes('ratelimit')))
}

const shown = (headers: RateLimitHeaders, maxRequests: number): RateLimitOptions => ({ headers, maxRequests })

describe('forms', () => {
  it('draft-7', async () => {
    expect(await headersOf([shown('draft-7', 100)], 51)).toEqual({
      'ratelimit-policy': '100;w=64',
      ratelimit: expect.stringMatching(/^limit=100, remaining=49, reset=64$/),
    })
  })

  it('draft-8', async () => {
    expect(await headersOf([{ headers: 'draft-8', maxRequests: 100, name: 'all of it' }])).toEqual({
      'ratelimit-policy': '"all of it";q=100;w=64',
      ratelimit: expect.stringMatching(/^"all of it";r=99;t=64$/),
    })
    const { ratelimit } = await headersOf([{ headers: 'draft-8', route: '/read', methods: ['POST', 'GET'] }])
    expect(ratelimit).toMatch(/^"ip 60\/64 \/64 GET,POST \/read";r=59;t=64$/)
  })

  it('legacy, with unix seconds', async () => {
    expect(await headersOf([shown('legacy', 100)])).toEqual({
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '99',
      'x-ratelimit-reset': '1064',
    })
  })

  it('off: none, but a refusal still says when to come again', async () => {
    expect(await headersOf([shown('off', 100)])).toEqual({})
    const app = limitedApp([rateLimit({ headers: 'off', maxRequests: 1 })])
    await send(app)
    expect((await send(app)).headers.get('retry-after')).toBe('60')
  })
})

describe('of several limits the tightest is told of, once', () => {
  it.each([[[10, 20, 30]], [[30, 20, 10]], [[20, 10, 30]]])('%j', async maxima => {
    for (const form of ['draft-7', 'draft-8', 'legacy'] as const) {
      const headers = await headersOf(
        maxima.map(maxRequests => shown(form, maxRequests)),
        3,
      )
      const expected = { 'draft-7': '10;w=64', 'draft-8': '"ip 10/64 /64";q=10;w=64', legacy: '7' }[form]
      expect(headers[form === 'legacy' ? 'x-ratelimit-remaining' : 'ratelimit-policy']).toBe(expected)
      expect(Object.keys(headers)).toHaveLength(form === 'legacy' ? 3 : 2)
    }
  })

  it('the one further in when none is tighter: it may be the one that refused', async () => {
    const limits = [
      { ...shown('draft-8', 5), name: 'outer' },
      { ...shown('draft-8', 5), name: 'inner' },
    ]
    expect((await headersOf(limits)).ratelimit).toMatch(/^"inner";r=4/)
    expect((await headersOf(limits, 6)).ratelimit).toMatch(/^"outer";r=0/)
    const strictInside = [
      { ...shown('draft-8', 3), name: 'outer' },
      { ...shown('draft-8', 2), name: 'inner' },
    ]
    expect((await headersOf(strictInside, 3)).ratelimit).toMatch(/^"inner";r=0/)
  })

  it('of two drafts too, for they share the name of the header; the old headers stand beside them', async () => {
    expect(await headersOf([shown('draft-7', 5), shown('draft-8', 9), shown('legacy', 7)])).toEqual({
      'ratelimit-policy': '5;w=64',
      ratelimit: expect.stringMatching(/^limit=5, remaining=4,/),
      'x-ratelimit-limit': '7',
      'x-ratelimit-remaining': '6',
      'x-ratelimit-reset': expect.any(String),
    })
    expect((await headersOf([shown('draft-7', 9), shown('draft-8', 5)]))['ratelimit-policy']).toContain('q=5')
  })
})
