import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { OutboxMail, OutboxStore } from '../src/index.ts'
import { memoryOutboxStore } from './memory-outbox-store.ts'

/** One process at a time: what a killed one had written is there for the next. */
export function fileOutboxStore(path: string): OutboxStore {
  async function onFile<T>(run: (store: OutboxStore) => Promise<T>): Promise<T> {
    const entries: [string, OutboxMail][] = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []
    const store = memoryOutboxStore(new Map(entries))
    const answer = await run(store)
    writeFileSync(`${path}.new`, JSON.stringify([...store.mails]))
    renameSync(`${path}.new`, path)
    return answer
  }

  return {
    insert: mail => onFile(store => store.insert(mail)),
    claim: (now, leaseSecs, limit) => onFile(store => store.claim(now, leaseSecs, limit)),
    delete: id => onFile(store => store.delete(id)),
    postpone: (id, dueAt) => onFile(store => store.postpone(id, dueAt)),
    count: () => onFile(store => store.count()),
  }
}
