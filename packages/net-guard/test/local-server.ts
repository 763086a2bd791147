import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, LookupFunction } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** The tests allow this one as if it were public; the rest of 127.0.0.0/8 stays private, and servers listen on all of it. */
export const publicIp = '127.0.0.2'
export const privateIp = '127.0.0.3'

export interface LocalServer {
  readonly port: number
  readonly server: Server
  /** `METHOD path`, in the order of arrival. */
  readonly requests: readonly string[]
}

export async function startServer(listener: RequestListener, host = '0.0.0.0'): Promise<LocalServer> {
  return listen(createServer({ maxHeaderSize: 65_536 }), listener, host)
}

export async function startTlsServer(listener: RequestListener, { key, cert }: Certificate): Promise<LocalServer> {
  return listen(createTlsServer({ key, cert }), listener)
}

async function listen(server: Server, listener: RequestListener, host = '0.0.0.0'): Promise<LocalServer> {
  const requests: string[] = []
  server.on('request', (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    listener(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, server, requests }
}

export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** A self-signed certificate for `*.test`. */
export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'pylon-net-guard-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  try {
    const names = ['-subj', '/CN=net-guard.test', '-addext', 'subjectAltName=DNS:a.test,DNS:b.test']
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', cert, '-days', '2', ...names], {
      stdio: 'pipe',
    })
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Answers each name with its addresses; given several lists, with the next one on each call. */
export function fakeLookup(hosts: Readonly<Record<string, readonly (readonly string[])[]>>): LookupFunction {
  const calls = new Map<string, number>()
  return (hostname, _options, callback) => {
    const answers = hosts[hostname]
    if (answers === undefined)
      return callback(Object.assign(new Error(`ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' }), [])
    const call = calls.get(hostname) ?? 0
    calls.set(hostname, call + 1)
    const addresses = answers[Math.min(call, answers.length - 1)] ?? []
    callback(
      null,
      addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
}

export async function readText(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}
