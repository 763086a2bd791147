import { jsonReply, type Route } from '@pylon/core'
import { begin, checkTargets } from './begin.ts'
import { providerNotFound } from './errors.ts'
import type { OAuthFlowParts } from './oauth-flow.ts'
import { beginningSchema } from './schemas.ts'

/** `GET /login/:provider`: begins a sign-in. */
export function loginRoute(parts: OAuthFlowParts): Route {
  return {
    method: 'GET',
    path: '/login/:provider',
    auth: 'anyone',
    doc: {
      summary: 'Begins a sign-in at a provider',
      query: {
        callback: { type: 'string', description: 'where to send the browser afterwards' },
        error_callback: { type: 'string', description: 'where to send it when something fails' },
        redirect: { enum: ['1', 'true'], description: 'answers with the redirect itself' },
      },
      answers: { 200: beginningSchema, 302: null },
      errors: {
        400: ['MISSING_CALLBACK'],
        403: ['UNTRUSTED_REDIRECT'],
        404: ['PROVIDER_NOT_FOUND'],
        502: ['OAUTH_PROVIDER_BROKEN'],
      },
    },
    async handle(ctx) {
      const provider = parts.registry.find(ctx.params.provider ?? '')
      if (provider === null) throw providerNotFound()
      const targets = checkTargets(parts, ctx.query.get('callback'), ctx.query.get('error_callback'))

      const { redirect, state, headers } = await begin(parts, ctx, provider, { ...targets, link: null })

      const isRedirect = ['1', 'true'].includes(ctx.query.get('redirect') ?? '')
      if (isRedirect) return { status: 302, headers: [['Location', redirect], ...headers], body: null }
      return jsonReply(200, { redirect, state }, headers)
    },
  }
}
