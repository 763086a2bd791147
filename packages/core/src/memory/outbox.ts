import type { OutboxMail, OutboxStore } from '../stores/outbox.ts'
import type { Access } from './access.ts'
import type { Journal } from './journal.ts'
import { createTable } from './table.ts'

export function memoryOutbox(journal: Journal): (access: Access) => OutboxStore {
  const keyById = new Map<string, string>()
  const mails = createTable<OutboxMail>(journal, (key, before, after) => {
    if (before !== null) keyById.delete(before.id)
    if (after !== null) keyById.set(after.id, key)
  })

  const put = (mail: OutboxMail): OutboxMail => {
    const frozen = Object.freeze({ ...mail })
    mails.put(mail.key, frozen)
    return frozen
  }

  function findById(id: string): OutboxMail | null {
    const key = keyById.get(id)
    return key === undefined ? null : mails.get(key)
  }

  function claim(now: number, leaseSecs: number, limit: number): readonly OutboxMail[] {
    return [...mails.entries()]
      .map(([, mail]) => mail)
      .filter(mail => mail.dueAt <= now)
      .sort((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1))
      .slice(0, limit)
      .map(mail => put({ ...mail, tries: mail.tries + 1, dueAt: now + leaseSecs }))
  }

  function deleteById(id: string): boolean {
    const mail = findById(id)
    return mail !== null && mails.delete(mail.key)
  }

  function postpone(id: string, dueAt: number): boolean {
    const mail = findById(id)
    if (mail !== null) put({ ...mail, dueAt })
    return mail !== null
  }

  return access => ({
    insert: mail => access.run(() => void put(mail)),
    claim: (now, leaseSecs, limit) => access.run(() => claim(now, leaseSecs, limit)),
    delete: id => access.run(() => deleteById(id)),
    postpone: (id, dueAt) => access.run(() => postpone(id, dueAt)),
    count: () => access.run(() => mails.size),
  })
}
