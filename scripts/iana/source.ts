import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export const families = ['ipv4', 'ipv6'] as const
export type Family = (typeof families)[number]

const registryOf = (family: Family): string => `iana-${family}-special-registry`

export const csvUrl = (family: Family): string => `${iana}/${registryOf(family)}/${registryOf(family)}-1.csv`
const iana = 'https://www.iana.org/assignments'

/** A registry as IANA serves it, and the day that it was changed last, as `2025-10-09`. */
export interface RegistryText {
  readonly csv: string
  readonly updated: string
}

/** Takes a registry from a place that is laid out as IANA's: a URL or a folder. Only the XML knows the day. */
export async function readRegistry(from: string, family: Family): Promise<RegistryText> {
  const name = registryOf(family)
  const csv = await read(from, `${name}/${name}-1.csv`)
  const updated = /<updated>(\d{4}-\d\d-\d\d)<\/updated>/.exec(await read(from, `${name}/${name}.xml`))?.[1]
  if (updated === undefined) throw new Error(`${name}.xml says no day`)
  return { csv, updated }
}

async function read(from: string, path: string): Promise<string> {
  if (!/^https?:/.test(from)) return readFile(join(from, path), 'utf8')
  const response = await fetch(`${from}/${path}`)
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`)
  return response.text()
}

/** Reads the copies in this repository; throws when one is not what was stored, byte for byte. */
export async function readCopies(folder: string): Promise<Readonly<Record<Family, RegistryText>>> {
  const known = JSON.parse(await readFile(join(folder, 'registries.json'), 'utf8'))
  const copy = async (family: Family): Promise<RegistryText> => {
    const csv = await readFile(join(folder, `${registryOf(family)}-1.csv`), 'utf8')
    if (sha256(csv) !== known[family].sha256) throw new Error(`${registryOf(family)}-1.csv is not as IANA served it`)
    return { csv, updated: known[family].updated }
  }
  return { ipv4: await copy('ipv4'), ipv6: await copy('ipv6') }
}

export async function writeCopies(folder: string, texts: Readonly<Record<Family, RegistryText>>): Promise<void> {
  const entries = families.map(family => {
    const { csv, updated } = texts[family]
    return [family, { updated, sha256: sha256(csv) }] as const
  })
  for (const family of families) await writeFile(join(folder, `${registryOf(family)}-1.csv`), texts[family].csv)
  await writeFile(join(folder, 'registries.json'), `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`)
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
