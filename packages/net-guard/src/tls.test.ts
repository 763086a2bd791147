import https from 'node:https'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeLookup, makeCertificate, privateIp, publicIp, startServer, startTlsServer } from '../test/local-server.ts'
import { refusalOf } from '../test/refusal.ts'
import { createNetGuard } from './net-guard.ts'

const certificate = makeCertificate()
const trusted = getCACertificates('default')
beforeAll(() => setDefaultCACertificates([...trusted, certificate.cert]))
afterAll(() => setDefaultCACertificates(trusted))

const makeGuard = (...answers: readonly (readonly string[])[]) =>
  createNetGuard({
    allowHosts: [`${publicIp}/32`],
    allowPorts: null,
    lookup: fakeLookup({ 'a.test': answers, 'b.test': [[publicIp]], 'c.test': [[publicIp]] }),
  })

describe('https', () => {
  it('reaches a public host by its name, though it connects to an address', async () => {
    const server = await startTlsServer((_, response) => response.end('hello'), certificate)
    const response = await makeGuard([publicIp]).fetch(`https://a.test:${server.port}/`)
    expect(await response.text()).toBe('hello')
  })

  it('refuses a certificate of another name', async () => {
    const server = await startTlsServer((_, response) => response.end(), certificate)
    await expect(makeGuard([publicIp]).fetch(`https://c.test:${server.port}/`)).rejects.toThrow(TypeError)
    expect(server.requests).toEqual([])
  })

  it('refuses a private host before it shakes hands', async () => {
    const server = await startTlsServer((_, response) => response.end(), certificate)
    let connections = 0
    server.server.on('connection', () => connections++)
    const guard = makeGuard([privateIp])
    expect(await refusalOf(guard.fetch(`https://a.test:${server.port}/`))).toBe('host')
    expect(await refusalOf(get(guard.httpsAgent, `https://a.test:${server.port}/`))).toBe('host')
    expect(connections).toBe(0)
  })

  it('refuses to go on without it, even to the same host', async () => {
    const plain = await startServer((_, response) => response.end('read on the way'))
    const server = await startTlsServer(
      (_, response) => response.writeHead(307, { Location: `http://a.test:${plain.port}/` }).end(),
      certificate,
    )
    expect(await refusalOf(makeGuard([publicIp]).fetch(`https://a.test:${server.port}/`))).toBe('scheme')
    expect(plain.requests).toEqual([])
  })

  it('may follow http', async () => {
    const server = await startTlsServer((_, response) => response.end('safe'), certificate)
    const plain = await startServer((_, response) =>
      response.writeHead(301, { Location: `https://b.test:${server.port}/` }).end(),
    )
    const response = await makeGuard([publicIp]).fetch(`http://a.test:${plain.port}/`)
    expect(await response.text()).toBe('safe')
  })

  it('httpsAgent connects to the address that was checked, each time anew', async () => {
    const server = await startTlsServer((request, response) => {
      response.setHeader('Connection', 'close').end(request.socket.localAddress)
    }, certificate)
    const { httpsAgent } = makeGuard([publicIp], [privateIp])
    const url = `https://a.test:${server.port}/`
    expect(await get(httpsAgent, url)).toBe(publicIp)
    expect(await refusalOf(get(httpsAgent, url))).toBe('host')
    expect(server.requests.length).toBe(1)
  })
})

function get(agent: https.Agent, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = https.get(url, { agent }, async response => {
      let text = ''
      for await (const chunk of response) text += chunk
      resolve(text)
    })
    request.on('error', reject)
  })
}
