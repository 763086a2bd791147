import type { AuditStore } from '../stores/audit.ts'
import type { Access } from './access.ts'
import type { Journal } from './journal.ts'
import { createTable } from './table.ts'

interface Sink {
  readonly seq: number
  readonly holder: string
  readonly leasedUntil: number
}

/** How far the sinks of the audit log have come. */
export function memoryAuditSinks(
  journal: Journal,
): (access: Access) => Pick<AuditStore, 'claimSink' | 'advanceSink' | 'findSink'> {
  const sinks = createTable<Sink>(journal)

  function claim(name: string, holder: string, leaseSecs: number, now: number): number | null {
    const sink = sinks.get(name)
    if (sink !== null && sink.holder !== holder && sink.leasedUntil > now) return null
    const seq = sink?.seq ?? 0
    sinks.put(name, { seq, holder, leasedUntil: now + leaseSecs })
    return seq
  }

  function advance(name: string, holder: string, seq: number): boolean {
    const sink = sinks.get(name)
    if (sink === null || sink.holder !== holder) return false
    sinks.put(name, { ...sink, seq: Math.max(sink.seq, seq) })
    return true
  }

  return access => ({
    claimSink: (sink, holder, leaseSecs, now) => access.run(() => claim(sink, holder, leaseSecs, now)),
    advanceSink: (sink, holder, seq) => access.run(() => advance(sink, holder, seq)),
    findSink: sink => access.run(() => sinks.get(sink)?.seq ?? null),
  })
}
