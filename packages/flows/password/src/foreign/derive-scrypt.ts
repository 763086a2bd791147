import { scrypt } from 'node:crypto'

/** The costs of scrypt under the names of RFC 7914 §2. */
export interface ScryptCosts {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** Computes scrypt on a thread of libuv's pool; the caller has bounded the costs. */
export function deriveScrypt(
  password: string,
  salt: Uint8Array | string,
  keyBytes: number,
  { N, r, p }: ScryptCosts,
): Promise<Uint8Array> {
  const maxmem = 128 * r * (N + p) + 2 ** 20

  return new Promise((resolve, reject) => {
    scrypt(password, salt, keyBytes, { N, r, p, maxmem }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
}
