/**
 * An id as it is stored: the 22 characters of base64url when it is the prefix and 32 hex digits, as all ids of ours are,
 * else the text itself behind an `=`, which base64url never begins with.
 */
export function packId(prefix: string, id: string): string {
  const isOurs = id.length === prefix.length + 32 && id.startsWith(prefix) && hexDigits.test(id.slice(prefix.length))
  return isOurs ? Buffer.from(id.slice(prefix.length), 'hex').toString('base64url') : `=${id}`
}

export function unpackId(prefix: string, packed: string): string {
  return packed.startsWith('=') ? packed.slice(1) : prefix + Buffer.from(packed, 'base64url').toString('hex')
}

const hexDigits = /^[0-9a-f]+$/

export const packUserId = (userId: string): string => packId('usr_', userId)
export const unpackUserId = (packed: string): string => unpackId('usr_', packed)
export const packSessionId = (id: string): string => packId('ses_', id)
export const unpackSessionId = (packed: string): string => unpackId('ses_', packed)

/** What tells sessions apart is behind `pylon_`; other texts stand behind an `=`, as above. */
export const packTokenPrefix = (text: string): string =>
  text.startsWith('pylon_') && text[6] !== '=' ? text.slice(6) : `=${text}`
export const unpackTokenPrefix = (packed: string): string =>
  packed.startsWith('=') ? packed.slice(1) : `pylon_${packed}`
