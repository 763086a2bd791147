// `node scripts/iana-ranges.ts [from]`: writes the special-purpose ranges of @pylon/net-guard.
// `from`: a URL or folder laid out as https://www.iana.org/assignments, whose registries are copied into the package
// first; without it, the copies that are there.
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { rangeFile } from './iana/range-file.ts'
import { parseRegistry } from './iana/registry.ts'
import { families, readCopies, readRegistry, writeCopies } from './iana/source.ts'

const [from] = process.argv.slice(2)
const netGuard = fileURLToPath(new URL('../packages/net-guard', import.meta.url))
const copies = `${netGuard}/iana`

if (from !== undefined) {
  await writeCopies(copies, { ipv4: await readRegistry(from, 'ipv4'), ipv6: await readRegistry(from, 'ipv6') })
}
const texts = await readCopies(copies)
for (const family of families) {
  const { csv, updated } = texts[family]
  const path = `${netGuard}/src/address/${family}-ranges.ts`
  await writeFile(path, rangeFile(family, parseRegistry(csv), updated))
  console.log(`${path}: ${updated}`)
}
