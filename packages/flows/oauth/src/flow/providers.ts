import { jsonReply, type Route } from '@pylon/core'
import type { OAuthFlowParts } from './oauth-flow.ts'
import { providersSchema } from './schemas.ts'

/** `GET /providers`: those that are configured. */
export function providersRoute({ registry, publicUrl }: OAuthFlowParts): Route {
  return {
    method: 'GET',
    path,
    auth: 'anyone',
    doc: { summary: 'Lists the providers of sign-in', answers: { 200: providersSchema } },
    async handle(ctx) {
      const base = publicUrl.replace(/\/$/, '') + ctx.path.slice(0, -path.length)
      return jsonReply(
        200,
        registry.providers.map(({ id, name }) => ({ provider: id, name, auth_url: `${base}/login/${id}` })),
      )
    },
  }
}

const path = '/providers'
