import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Answer, type Call, clientOf } from '../client.ts'

/** Everything that nobody but its owner may see again, by what it is. */
export interface Planted {
  /** Keeps a secret in mind, and answers it. */
  plant(name: string, value: string): string
  /** Names of the secrets that a text holds, in plain or in a usual encoding. */
  seenIn(text: string): readonly string[]
  /** Calls a route, and plants what it hands out; an answer that repeats an earlier secret is noted. */
  readonly call: Call
  /** Route and secret. */
  readonly repeated: readonly string[]
  /** Routes that did what they were asked for at least once. */
  readonly succeeded: ReadonlySet<string>
  readonly count: () => number
}

export function createPlanted(url: string): Planted {
  const secrets = new Map<string, string>()
  const repeated: string[] = []
  const succeeded = new Set<string>()
  const request = clientOf(url)

  const seenIn = (text: string): readonly string[] =>
    [...secrets].filter(([value]) => holds(text, value)).map(([, name]) => name)

  const call: Call = async (method, path, options) => {
    const answer = await request(method, path, options)
    const route = path.replace(/\?.*|pylon\w*_[0-9a-f]{10,}/g, '…')
    if (answer.status < 300) succeeded.add(`${method} ${route}`)
    for (const name of seenIn(textOf(answer))) repeated.push(`${method} ${route} ${answer.status}: ${name}`)
    for (const [name, value] of handedOut(answer)) plant(`${name} of ${method} ${route}`, value)
    return answer
  }

  function plant(name: string, value: string): string {
    if (!secrets.has(value)) secrets.set(value, name)
    return value
  }

  return { plant, seenIn, call, repeated, succeeded, count: () => secrets.size }
}

function holds(text: string, value: string): boolean {
  if (value.length < 12) return new RegExp(`(?<![0-9A-Za-z])${value}(?![0-9A-Za-z])`).test(text)
  const bytes = Buffer.from(value)
  const forms = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]
  const encoded = [bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')]
  return [...forms, ...encoded].some(form => text.includes(form))
}

const textOf = ({ body, headers }: Answer): string =>
  `${JSON.stringify(body)}\n${[...headers].map(([name, value]) => `${name}: ${value}`).join('\n')}`

function handedOut({ body, headers }: Answer): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = []
  for (const name of ['token', 'challenge', 'key', 'secret', 'access_token']) {
    if (typeof body?.[name] === 'string') found.push([name, body[name]])
  }
  for (const code of body?.backup_codes ?? []) found.push(['backup code', code])
  for (const line of headers.getSetCookie()) {
    const [name = '', value = ''] = line.split(';', 1)[0]?.split('=', 2) ?? []
    if (value !== '') found.push([`cookie ${name}`, value])
  }
  return found
}

/** The bytes of a folder with a database: what was deleted and not overwritten yet is among them. */
export function bytesOf(folder: string): string {
  const names = readdirSync(folder).filter(name => name.startsWith('pylon.db'))
  return names.map(name => readFileSync(join(folder, name)).toString('utf8')).join('\n')
}

/** Every value of a database, each on a line of its own. */
export function valuesOf(folder: string): string {
  const database = new Database(join(folder, 'pylon.db'), { readonly: true })
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[]
  const rows = tables.flatMap(name => database.prepare(`SELECT * FROM "${name}"`).raw().all() as unknown[][])
  database.close()
  return rows.flat().map(String).join('\n')
}
