import { hash, randomUUID } from 'node:crypto'
import type { Mail } from './mail.ts'
import type { OutboxMail } from './outbox-store.ts'

/** Seals and opens under the application's secret; `open` answers null for what was changed, moved or is too old. */
export interface SealingKeys {
  seal(plaintext: string, context: string): string
  open(sealed: string, context: string): string | null
}

/** What is under the seal. */
export type Letter = Pick<Mail, 'to' | 'template' | 'values'> & { readonly isDecoy: boolean }

/** A copy of the store gives no code, link or address: the mail is sealed, its key a digest. */
export function sealMail(mail: Mail, keys: SealingKeys, now: number): OutboxMail {
  const { to, template, values, key, expiresAt, isDecoy = false } = mail
  const id = randomUUID()
  const letter: Letter = { to, template, values, isDecoy: isDecoy || to.endsWith('.invalid') } // RFC 2606 §2
  return {
    id,
    key: hash('sha256', key, 'base64url'),
    value: keys.seal(JSON.stringify(letter), contextOf(id)),
    dueAt: now,
    tries: 0,
    createdAt: now,
    expiresAt,
  }
}

export function openMail({ id, value }: OutboxMail, keys: SealingKeys): Letter | null {
  const text = keys.open(value, contextOf(id))
  return text === null ? null : (JSON.parse(text) as Letter) // under the seal is what sealMail wrote
}

const contextOf = (id: string): string => `outbox:${id}`
