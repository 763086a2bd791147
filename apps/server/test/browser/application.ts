import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Somebody's web application that leaves signing in to Pylon. */
export interface Application {
  readonly origin: string
  /** What browsers asked it for, and from where they said they came. */
  readonly visits: readonly Visit[]
  /** Where its link leads, and where Pylon is. */
  attach(pylonUrl: string): void
  stop(): void
}

export interface Visit {
  readonly path: string
  readonly referer: string | null
}

/** Its pages call `/pylon/…`, which it hands on with the cookies of the browser, as a server-side application does. */
export async function startApplication(): Promise<Application> {
  const visits: Visit[] = []
  let pylonUrl = ''
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/'
    if (path.startsWith('/pylon/')) return handOn(request, response, `${pylonUrl}/api/auth${path.slice(6)}`)
    visits.push({ path, referer: request.headers.referer ?? null })
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(pageFor(path, origin, pylonUrl))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    visits,
    attach(url) {
      pylonUrl = url
    },
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function handOn(request: IncomingMessage, response: ServerResponse, url: string): Promise<void> {
  const { method = 'GET', headers } = request
  const body = Buffer.concat(await request.toArray())
  const kept = new Headers()
  for (const name of ['cookie', 'origin', 'content-type']) {
    const value = headers[name]
    if (typeof value === 'string') kept.set(name, value)
  }
  const answer = await fetch(url, { method, headers: kept, ...(body.length === 0 ? {} : { body }) })
  response.writeHead(answer.status, { 'Content-Type': 'application/json', 'Set-Cookie': answer.headers.getSetCookie() })
  response.end(await answer.text())
}

function pageFor(path: string, origin: string, pylonUrl: string): string {
  const query = new URLSearchParams({ callback: `${origin}/done`, error_callback: `${origin}/failed`, redirect: '1' })
  const link = `${pylonUrl}/api/auth/login/acme?${query}`.replaceAll('&', '&amp;')
  const text = path === '/' ? `<a href="${link}">Sign in with Acme</a>` : 'A page of the application'
  return `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Application</title><p>${text}</p></html>`
}
