import type { RequestContext } from './context.ts'
import type { Reply } from './reply.ts'

/** Where a plugin stands in the pipeline, outermost first; the order in which plugins are written does not matter. */
export const pluginStages = [
  'observe',
  'headers',
  'cors',
  'address-limit',
  'csrf',
  'user-limit',
  'session-expiry',
  'validation',
  'application',
  'audit',
] as const

export type PluginStage = (typeof pluginStages)[number]

/** Continues with the plugins further in and the route; it never rejects, a refusal comes back as its error reply. */
export type Next = () => Promise<Reply>

/**
 * Wraps requests: looks at them before, at the reply after, or answers in their place.
 *
 * @example
 * import type { Plugin } from '@pylon/core'
 *
 * const serverName: Plugin = {
 *   name: 'server-name',
 *   stage: 'headers',
 *   async handle(_ctx, next) {
 *     const reply = await next()
 *     return { ...reply, headers: [...reply.headers, ['Server', 'pylon']] }
 *   },
 * }
 */
export interface Plugin {
  readonly name: string
  readonly stage: PluginStage
  handle(ctx: RequestContext, next: Next): Promise<Reply>
}

export function sortByStage(plugins: readonly Plugin[]): readonly Plugin[] {
  return plugins.toSorted((a, b) => pluginStages.indexOf(a.stage) - pluginStages.indexOf(b.stage))
}
