import http from 'node:http'
import { isIP } from 'node:net'
import { fetch } from 'undici'
import { expect, it } from 'vitest'
import { type LocalServer, startServer } from '../test/local-server.ts'
import { numbers, privateSpellings } from '../test/private-spellings.ts'
import { refusalOf } from '../test/refusal.ts'
import { createNetGuard } from './net-guard.ts'

const spellings = privateSpellings()

/** Answers on every address of this machine, IPv6 included. */
const startCanary = (): Promise<LocalServer> => startServer((_, response) => response.end('secret'), '::')

it(`none of ${spellings.length} spellings of private addresses reaches a server of this machine`, async () => {
  const canary = await startCanary()
  const guard = createNetGuard({ allowPorts: null })
  for (const { host } of spellings) {
    const outcome = await refusalOf(guard.fetch(`http://${host}:${canary.port}/`))
    expect([host, outcome]).toEqual([host, expect.stringMatching(/^(host|credentials|url|port)$/)])
  }
  expect(spellings.length).toBeGreaterThanOrEqual(300)
  expect(canary.requests).toEqual([])
})

it('each of those for this machine does reach it without a guard', async () => {
  const canary = await startCanary()
  const unreachable: string[] = []
  const local = spellings.filter(({ isLocal }) => isLocal)
  for (const { host } of local) {
    const text = await fetch(`http://${host}:${canary.port}/`).then(
      response => response.text(),
      () => null, // some parsers refuse some
    )
    if (text === null) unreachable.push(host)
  }
  expect(unreachable).toEqual([])
  expect(canary.requests.length).toBe(local.length)
})

/** What node:http takes as a host without a URL parser before it: the system's resolver reads these. */
const rawHosts = [...numbers('127.0.0.1'), ...numbers('0.0.0.0'), '::1', '::', '::ffff:7f00:1', '::1%lo', 'fe80::1%lo']

it(`none of ${rawHosts.length} that node:http hands to the resolver as they are does either`, async () => {
  const canary = await startCanary()
  const { httpAgent: agent } = createNetGuard({ allowPorts: null })
  for (const host of rawHosts) {
    const call = new Promise((resolve, reject) => {
      http.get({ agent, host, port: canary.port }, resolve).on('error', reject)
    })
    expect([host, await refusalOf(call)]).toEqual([host, 'host'])
  }
  expect(rawHosts.filter(host => isIP(host) === 6)).toHaveLength(5)
  expect(canary.requests).toEqual([])
})
