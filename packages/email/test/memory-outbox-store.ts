import type { OutboxMail, OutboxStore } from '../src/index.ts'

export interface MemoryOutboxStore extends OutboxStore {
  readonly mails: Map<string, OutboxMail>
  /** Thrown by the next call of that method. */
  failNext(method: keyof OutboxStore): void
}

export function memoryOutboxStore(mails: Map<string, OutboxMail> = new Map()): MemoryOutboxStore {
  const failing: (keyof OutboxStore)[] = []

  async function begin(method: keyof OutboxStore): Promise<void> {
    const index = failing.indexOf(method)
    if (index === -1) return
    failing.splice(index, 1)
    throw new Error(`${method}: the store is away`)
  }

  return {
    mails,
    failNext: method => void failing.push(method),
    async insert(mail) {
      await begin('insert')
      for (const { id, key } of mails.values()) if (key === mail.key) mails.delete(id)
      mails.set(mail.id, mail)
    },
    async claim(now, leaseSecs, limit) {
      await begin('claim')
      const due = Array.from(mails.values()).filter(mail => mail.dueAt <= now)
      const oldest = due.sort((one, other) => one.dueAt - other.dueAt).slice(0, limit)
      const claimed = oldest.map(mail => ({ ...mail, tries: mail.tries + 1, dueAt: now + leaseSecs }))
      for (const mail of claimed) mails.set(mail.id, mail)
      return claimed
    },
    async delete(id) {
      await begin('delete')
      return mails.delete(id)
    },
    async postpone(id, dueAt) {
      await begin('postpone')
      const mail = mails.get(id)
      if (mail !== undefined) mails.set(id, { ...mail, dueAt })
      return mail !== undefined
    },
    async count() {
      await begin('count')
      return mails.size
    },
  }
}
