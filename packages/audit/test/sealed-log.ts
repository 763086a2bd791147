import { type AuditStore, systemClock } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { type AuditKeys, type AuditLog, type AuditLogOptions, createAuditKeys, createAuditLog } from '../src/index.ts'
import { someEvent } from './some-event.ts'

export const testKeys: AuditKeys = createAuditKeys({ secret: 'a long random application secret' })

/** A log on a store in memory. */
export function openLog(options: Partial<AuditLogOptions> = {}): {
  readonly log: AuditLog
  readonly store: AuditStore
} {
  const store = options.store ?? memoryStores().audit
  return { log: createAuditLog({ keys: testKeys, clock: systemClock, ...options, store }), store }
}

/** Records events one after the other: each is a step of its own. */
export async function fill(log: AuditLog, count: number, at?: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const userId = `usr_${index % 7}`
    await log.onEvent(someEvent({ name: index % 3 ? 'session.created' : 'sign_in.failed', userId, ...(at && { at }) }))
    await log.flush()
  }
}
