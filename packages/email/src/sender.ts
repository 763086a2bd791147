import { isAddress } from './address.ts'

export interface Sender {
  /** Empty when only an address was given. */
  readonly name: string
  readonly address: string
}

/**
 * Reads `address`, `Name <address>` or `"Name, Inc." <address>`; null for anything else.
 *
 * @example
 * import { parseSender } from '@pylon/email'
 *
 * parseSender('Acme <no-reply@acme.com>') // { name: 'Acme', address: 'no-reply@acme.com' }
 */
export function parseSender(text: unknown): Sender | null {
  if (typeof text !== 'string' || text.length > maxChars) return null
  if (isAddress(text)) return { name: '', address: text }
  const [, quoted, plain, address] = senderForm.exec(text) ?? []
  const name = (quoted ?? plain ?? '').trim()
  const isSound = isAddress(address) && name !== '' && !unsafe.test(name)
  return isSound && address !== undefined ? { name, address } : null
}

/** `Name <address>` as RFC 5322 §3.4 writes it. */
export function formatSender({ name, address }: Sender): string {
  if (name === '') return address
  return plainName.test(name) ? `${name} <${address}>` : `"${name}" <${address}>`
}

const maxChars = 400

const senderForm = /^(?:"([^"]{1,100})"|([^",;:@<>()[\]]{1,100})) ?<([^<>]+)>$/u

/** Would end the header line or the quotes, or show the name in another order than it is written. */
const unsafe = /[\p{Cc}\p{Cs}\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069"\\]/u

const plainName = /^[\p{L}\p{N} '&!_-]+$/u
