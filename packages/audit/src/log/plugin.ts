import { type AuditStore, type Plugin, PylonError, type RequestContext, storeUnavailable } from '@pylon/core'

/** Tries before a request that may change something whether its entry could be written; others cost nothing. */
export function writablePlugin(store: AuditStore, isRequired: boolean): Plugin {
  return {
    name: 'audit-log',
    stage: 'audit',
    handle: (ctx, next) => (isRequired && mayChange(ctx) ? store.probe().catch(refuse).then(next) : next()),
  }
}

/** A provider sends the browser back by GET, and that signs it in. */
const mayChange = ({ method, route }: RequestContext): boolean =>
  route !== null &&
  (!(method === 'GET' || method === 'HEAD' || method === 'OPTIONS') ||
    route.isSignIn === true ||
    route.isBoundByState === true)

function refuse(error: unknown): never {
  throw error instanceof PylonError ? error : storeUnavailable(error)
}
