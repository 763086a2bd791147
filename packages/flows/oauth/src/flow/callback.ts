import {
  FieldReader,
  type JsonObject,
  jsonReply,
  objectSchema,
  type Reply,
  type RequestContext,
  type Route,
  signInSchema,
} from '@pylon/core'
import type { OAuthProvider } from '../oauth-provider.ts'
import { answerBrowser } from './answer-browser.ts'
import { announceFailure, complete } from './complete.ts'
import { providerNotFound } from './errors.ts'
import type { OAuthFlowParts } from './oauth-flow.ts'
import { takeClientState } from './take-state.ts'

/** `GET /callback/:provider`: where providers send browsers back to. */
export function callbackRoute(parts: OAuthFlowParts): Route {
  return {
    method: 'GET',
    path: '/callback/:provider',
    auth: 'anyone',
    doc: {
      summary: 'Where providers send browsers back to',
      query: { code: { type: 'string' }, state: { type: 'string' }, iss: { type: 'string' } },
      answers: { 302: null },
      errors: { 403: ['OAUTH_INVALID_STATE'], 404: ['PROVIDER_NOT_FOUND'] },
    },
    async handle(ctx) {
      return answerBrowser(parts, ctx, providerOf(parts, ctx), ctx.query)
    },
  }
}

/** `POST /callback/:provider`: what a client brings itself as JSON, or a provider's form by way of the browser. */
export function postedCallbackRoute(parts: OAuthFlowParts): Route {
  return {
    method: 'POST',
    isBoundByState: true,
    path: '/callback/:provider',
    auth: 'anyone',
    acceptsForm: true,
    doc: {
      summary: 'Takes what a client brought back from a provider',
      body: {
        type: 'object',
        required: ['code', 'state'],
        properties: { code: { type: 'string' }, state: { type: 'string' }, iss: { type: ['string', 'null'] } },
      },
      answers: { 200: { allOf: [signInSchema, objectSchema({ provider: { type: 'string' } })] }, 302: null },
      errors: {
        403: ['OAUTH_INVALID_STATE', 'USER_BANNED'],
        404: ['PROVIDER_NOT_FOUND'],
        409: ['EMAIL_TAKEN', 'ACCOUNT_LINKED_ELSEWHERE'],
        502: ['OAUTH_TOKEN_EXCHANGE_FAILED'],
      },
    },
    async handle(ctx) {
      const provider = providerOf(parts, ctx)
      if (isForm(ctx)) return answerBrowser(parts, ctx, provider, await ctx.form())
      return answerClient(parts, ctx, provider)
    },
  }
}

function providerOf({ registry }: OAuthFlowParts, ctx: RequestContext): OAuthProvider {
  const provider = registry.find(ctx.params.provider ?? '')
  if (provider === null) throw providerNotFound()
  return provider
}

const isForm = (ctx: RequestContext): boolean =>
  /^application\/x-www-form-urlencoded(?:\s*;|\s*$)/i.test(ctx.header('content-type')?.trim() ?? '')

async function answerClient(parts: OAuthFlowParts, ctx: RequestContext, provider: OAuthProvider): Promise<Reply> {
  const { code, state: text, iss } = parseAnswer(await ctx.json())
  const state = await takeClientState(parts, ctx, provider, text)

  const back = { provider, state, answer: { code, iss }, displayName: null }
  try {
    const result = await complete(parts, ctx, back)
    if (result === null) return jsonReply(200, { linked: true, provider: provider.id })
    return parts.signIn.reply(ctx, result, 200, { provider: provider.id })
  } catch (error) {
    await announceFailure(parts, ctx, back, error)
    throw error
  }
}

interface ClientAnswer {
  readonly code: string
  readonly state: string
  readonly iss: string | null
}

function parseAnswer(body: JsonObject): ClientAnswer {
  const fields = new FieldReader(body)
  const code = fields.string('code', { maxLength: 16_384 })
  const state = fields.string('state', { maxLength: 1024 })
  const iss = fields.optionalString('iss', { maxLength: 2048 })
  fields.check()
  return { code, state, iss }
}
