import { ConfigError } from '@pylon/core'

export interface Address {
  readonly host: string
  readonly port: number
  readonly username: string | null
  readonly password: string | null
  readonly database: number
  readonly isEncrypted: boolean
}

/** Reads `redis://` and `rediss://` URLs. The problems it names never show one: there is a password in it. */
export function parseAddresses(text: string): readonly [Address, ...Address[]] {
  const [first, ...others] = text.split(',').map((part, at, { length }) => parseAddress(part.trim(), at, length))
  if (first === undefined) throw new ConfigError([expected(0, 1)]) // never: a split text has at least one part
  const isMixed = others.some(
    ({ username, password, isEncrypted }) =>
      username !== first.username || password !== first.password || isEncrypted !== first.isEncrypted,
  )
  if (isMixed) throw new ConfigError(['target: the URLs of a cluster need the same scheme, user name and password'])
  if (others.length > 0 && [first, ...others].some(({ database }) => database !== 0)) {
    throw new ConfigError(['target: a cluster has no database but 0'])
  }
  return [first, ...others]
}

function parseAddress(text: string, at: number, length: number): Address {
  const url = URL.canParse(text) ? new URL(text) : null
  const isKnown = url !== null && (url.protocol === 'redis:' || url.protocol === 'rediss:')
  if (!isKnown || url.hostname === '' || url.search !== '' || url.hash !== '' || !database.test(url.pathname)) {
    throw new ConfigError([expected(at, length)])
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 6379 : Number(url.port),
    username: decoded(url.username, at, length),
    password: decoded(url.password, at, length),
    database: Number(url.pathname.slice(1)),
    isEncrypted: url.protocol === 'rediss:',
  }
}

const database = /^(\/\d{0,5})?$/

function decoded(text: string, at: number, length: number): string | null {
  try {
    return text === '' ? null : decodeURIComponent(text)
  } catch {
    throw new ConfigError([expected(at, length)])
  }
}

const expected = (at: number, length: number): string =>
  `target: expected redis://[[user]:password@]host[:port][/database] or rediss://…, several of a cluster with commas${
    length > 1 ? `; number ${at + 1} is something else` : ''
  }`
