import type { Settings } from './entries.ts'

const basePath = '/api/auth'

const limitOn =
  (maxRequests: number) =>
  (path: string): Settings => ({ maxRequests, route: basePath + path, methods: ['POST'] })

/** How often one address may ask, in a minute, where the manifest says nothing of it. */
export const defaultLimits: readonly Settings[] = [
  { maxRequests: 600 },
  limitOn(10)('/password/login'),
  ...['/password/register', '/magic/send', '/magic-link/send', '/password/reset/request'].map(limitOn(5)),
  ...[
    '/magic/verify',
    '/magic-link/verify',
    '/email/verify',
    '/email/change/confirm',
    '/password/reset/complete',
    '/totp/verify',
    '/totp/login',
  ].map(limitOn(10)),
]
