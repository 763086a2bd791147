import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { rangeFile } from './iana/range-file.ts'
import { parseRegistry } from './iana/registry.ts'
import { families, readCopies, readRegistry, writeCopies } from './iana/source.ts'

const netGuard = new URL('../packages/net-guard/', import.meta.url)
const copies = new URL('iana', netGuard).pathname
const header = 'Address Block,Name,Globally Reachable\r\n'

it.each(families)('the %s ranges in the repository are what the registry gives', async family => {
  const { csv, updated } = (await readCopies(copies))[family]
  const committed = readFileSync(new URL(`src/address/${family}-ranges.ts`, netGuard), 'utf8')
  expect(rangeFile(family, parseRegistry(csv), updated)).toBe(committed)
})

it('takes registries from where IANA has them, and stores them as they came', async () => {
  const known = await readCopies(copies)
  const paths = new Map<string, string>(
    families.flatMap(family => {
      const path = `/iana-${family}-special-registry/iana-${family}-special-registry`
      return [
        [`${path}-1.csv`, known[family].csv],
        [`${path}.xml`, `<registry><updated>${known[family].updated}</updated></registry>`],
      ] as const
    }),
  )
  const server = createServer(({ url = '' }, response) => {
    response.writeHead(paths.has(url) ? 200 : 404).end(paths.get(url))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const folder = mkdtempSync(join(tmpdir(), 'pylon-iana-'))
  onTestFinished(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })

  const from = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await writeCopies(folder, { ipv4: await readRegistry(from, 'ipv4'), ipv6: await readRegistry(from, 'ipv6') })
  for (const name of ['registries.json', ...families.map(family => `iana-${family}-special-registry-1.csv`)]) {
    expect(readFileSync(join(folder, name))).toEqual(readFileSync(join(copies, name)))
  }
  await expect(readRegistry(`${from}/elsewhere`, 'ipv4')).rejects.toThrow('404')
})

it('reads quoted cells, footnotes and several blocks in one cell', () => {
  const csv = `${header}"10.0.0.0/8, 11.0.0.0/8","a ""b"",\n c",False [1]\r\n12.0.0.0/8 [2],d,True\r\n13.0.0.0/8,e,\r\n`
  expect(parseRegistry(csv)).toEqual([
    { block: '10.0.0.0/8', name: 'a "b",\n c', isGlobal: false },
    { block: '11.0.0.0/8', name: 'a "b",\n c', isGlobal: false },
    { block: '12.0.0.0/8', name: 'd', isGlobal: true },
    { block: '13.0.0.0/8', name: 'e', isGlobal: false },
  ])
})

it.each(['10.0.0.0/8,a,Maybe', '10.0.0.0/8,a', ',a,True'])('does not guess what %j means', row => {
  expect(() => parseRegistry(`${header}${row}\r\n`)).toThrow('Not understood')
  expect(() => parseRegistry('Block,Name,Reachable\r\n10.0.0.0/8,a,True\r\n')).toThrow('Not understood')
})

it.each(['10.0.0.0', 'example.com/8', '10.0.0.0/33', '10.0.0.0/x'])('does not write %s as a range', block => {
  expect(() => rangeFile('ipv4', [{ block, name: 'a', isGlobal: false }], '2025-10-09')).toThrow('no range')
})
