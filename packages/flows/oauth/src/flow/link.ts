import { authRequired, FieldReader, type JsonObject, jsonReply, type Route, userOf } from '@pylon/core'
import { begin, checkTargets } from './begin.ts'
import { missingCallback, providerNotFound } from './errors.ts'
import type { OAuthFlowParts } from './oauth-flow.ts'
import { beginningSchema } from './schemas.ts'

/** `POST /accounts/:provider/link`: begins a visit to the provider that ends with its account linked to the caller. */
export function linkRoute(parts: OAuthFlowParts): Route {
  return {
    method: 'POST',
    path: '/accounts/:provider/link',
    auth: 'fresh',
    doc: {
      summary: 'Begins to link an account of a provider',
      body: {
        type: 'object',
        required: ['callback'],
        properties: { callback: { type: 'string' }, error_callback: { type: ['string', 'null'] } },
      },
      answers: { 200: beginningSchema },
      errors: {
        400: ['MISSING_CALLBACK'],
        403: ['UNTRUSTED_REDIRECT'],
        404: ['PROVIDER_NOT_FOUND'],
        409: ['ACCOUNT_LINKED_ELSEWHERE'],
        502: ['OAUTH_PROVIDER_BROKEN'],
      },
    },
    async handle(ctx) {
      const { callback, errorCallback } = parseLink(await ctx.json())
      const provider = parts.registry.find(ctx.params.provider ?? '')
      if (provider === null) throw providerNotFound()
      const targets = checkTargets(parts, callback, errorCallback)
      const { userId, sessionId } = userOf(await ctx.auth())
      const user = await parts.stores.users.findById(userId)
      if (user === null || sessionId === null) throw authRequired()

      const link = { userId, sessionId, authVersion: user.authVersion }
      const { redirect, state, headers } = await begin(parts, ctx, provider, { ...targets, link })

      return jsonReply(200, { redirect, state }, headers)
    },
  }
}

function parseLink(body: JsonObject): { readonly callback: string; readonly errorCallback: string | null } {
  const fields = new FieldReader(body)
  const callback = fields.string('callback', {}, missingCallback())
  const errorCallback = fields.optionalString('error_callback')
  fields.check()
  return { callback, errorCallback }
}
