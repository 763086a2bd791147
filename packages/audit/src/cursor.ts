import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto'
import { deriveKey } from '@pylon/core'

/** Writes a place in the log for the outside: numbers would tell anybody how much happens here. */
export interface Cursors {
  write(seq: number): string
  /** Null for a text that was not written here. */
  read(text: string): number | null
}

/** One block of AES is a permutation: every place has one spelling, and one in 2⁶⁴ made up texts means anything. */
export function createCursors(secret: string): Cursors {
  const key = createSecretKey(deriveKey(secret, 'pylon audit cursor'))

  function write(seq: number): string {
    const block = Buffer.alloc(blockBytes)
    block.writeBigUInt64BE(BigInt(seq), blockBytes / 2)
    return createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block).toString('base64url')
  }

  function read(text: string): number | null {
    const sealed = Buffer.from(text, 'base64url')
    if (sealed.length !== blockBytes || sealed.toString('base64url') !== text) return null
    const block = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(sealed)
    if (block.readBigUInt64BE(0) !== 0n) return null
    const seq = Number(block.readBigUInt64BE(blockBytes / 2))
    return Number.isSafeInteger(seq) && seq > 0 ? seq : null
  }

  return { write, read }
}

const blockBytes = 16
