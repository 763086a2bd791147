import type { OnEvent, Plugin, PylonError, RequestContext } from '@pylon/core'
import type { Logger } from './log.ts'

/**
 * One line per request at level debug, and nothing in the way of requests otherwise.
 * The query is left out: secrets travel there.
 */
export function requestLog(logger: Logger): readonly Plugin[] {
  if (!logger.isLevelEnabled('debug')) return []
  const plugin: Plugin = {
    name: 'request-log',
    stage: 'observe',
    async handle(ctx, next) {
      const reply = await next()
      logger.debug({ ...about(ctx), status: reply.status, ip: ctx.ip }, 'request')
      return reply
    },
  }
  return [plugin]
}

/** What a refusal does not tell the client: an error for what is our fault; of theirs, those who reach for too much. */
export function logError(logger: Logger): (error: PylonError, ctx: RequestContext) => void {
  return (error, ctx) => {
    const level = levelOf(error.status)
    logger[level](
      { ...about(ctx), code: error.code, ...(error.cause instanceof Error ? { err: error.cause } : {}) },
      error.message,
    )
  }
}

function levelOf(status: number): 'debug' | 'info' | 'warn' | 'error' {
  if (status >= 500) return status === 503 ? 'warn' : 'error'
  return status === 403 || status === 429 ? 'info' : 'debug'
}

export function logEvent(logger: Logger): OnEvent {
  return ({ name, userId, ip, requestId, data }) => {
    logger.info({ event: name, request_id: requestId, user_id: userId, ip, ...data }, name)
  }
}

const about = (ctx: RequestContext): object => ({
  request_id: ctx.requestId,
  method: ctx.method,
  route: ctx.route?.path ?? null,
})
