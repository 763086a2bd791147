import { NetGuardError, type NetGuardReason } from '../src/net-guard-error.ts'

/** What a call was refused for; the outcome itself when it was not refused. */
export async function refusalOf(work: Promise<unknown> | (() => unknown)): Promise<NetGuardReason | unknown> {
  try {
    return { passed: await (typeof work === 'function' ? work() : work) }
  } catch (error) {
    if (error instanceof NetGuardError) return error.reason
    return { threw: error }
  }
}
