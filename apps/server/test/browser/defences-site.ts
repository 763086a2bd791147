import { readFileSync } from 'node:fs'
import {
  createApp,
  createAuthCookies,
  createSessions,
  createSignIn,
  type Plugin,
  type Reply,
  type Route,
  type SameSite,
  sessionFlow,
} from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { type RunningServer, serve } from '@pylon/node'
import { cors } from '@pylon/security/cors'
import { csrf } from '@pylon/security/csrf'
import { headers } from '@pylon/security/headers'
import type { Certificate } from './certificate.ts'

export interface SiteRequest {
  readonly method: string
  readonly path: string
  readonly origin: string | null
  readonly hasSession: boolean
}

/** Somebody's server behind our plugins, with one page, and one route that changes something. */
export interface Site {
  readonly origin: string
  /** What browsers sent, preflights too. */
  readonly requests: readonly SiteRequest[]
  /** How often something was changed. */
  changes(): number
  stop(): Promise<void>
}

export interface SiteOptions {
  readonly tls: Certificate
  /** Who may call with scripts, and post forms. */
  readonly friend: string
  readonly sameSite: SameSite
  readonly mode: 'origin' | 'double_submit'
  readonly allowCredentials: boolean
}

/** It learns its port only when it listens, so that its own origin comes to the plugins later. */
export async function startSite({ tls, friend, sameSite, mode, allowCredentials }: SiteOptions): Promise<Site> {
  const stores = memoryStores()
  const cookies = createAuthCookies({ sameSite })
  const sessions = createSessions({ store: stores.sessions, cookie: cookies.session })
  const requests: SiteRequest[] = []
  const observe = observer(requests, cookies.session.name)
  const allowFriend = cors({ allowedOrigins: [friend], allowCredentials })
  let changes = 0

  const start = (expectedOrigin: string, port: number): Promise<RunningServer> => {
    const secure = headers({ expectedOrigin, contentSecurityPolicy: pagePolicy })
    const refuse = csrf({
      ...{ expectedOrigin, trustedOrigins: [friend], cookieNames: Object.values(cookies).map(cookie => cookie.name) },
      ...{ mode, sessionCookie: { sameSite }, secret: 'a secret of at least thirty-two characters' },
    })
    const change = async (): Promise<Reply> => {
      changes += 1
      return html(`<title>changed ${changes}</title>`)
    }
    const page: Route['handle'] = async ctx => html(pageBody(secure.nonce(ctx), refuse.token(ctx)))
    const app = createApp({
      flows: [sessionFlow({ stores, sessions, signIn: createSignIn({ stores, sessions }) })],
      routes: [
        { method: 'GET', path: '/page', auth: 'anyone', handle: page },
        { method: 'POST', path: '/change', auth: 'anyone', acceptsForm: true, handle: change },
        { method: 'PUT', path: '/change', auth: 'anyone', handle: change },
        { method: 'POST', path: '/sign-in', auth: 'anyone', acceptsForm: true, isSignIn: true, handle: change },
      ],
      authenticators: [sessions.authenticator],
      plugins: [observe, secure, allowFriend, refuse],
    })
    return serve(app, { port, tls: readCertificate(tls) })
  }
  const probe = await start('https://localhost', 0)
  await probe.close()
  const origin = `https://localhost:${probe.port}`
  const server = await start(origin, probe.port)
  return { origin, requests, changes: () => changes, stop: () => server.close(0) }
}

/** Another site, whose pages are empty; `host` tells whether it is the same site as others. */
export async function startOtherSite(host: 'localhost' | '127.0.0.1', tls: Certificate): Promise<RunningServer> {
  const handle = async (): Promise<Reply> => html('<title>Another site</title>')
  const app = createApp({ routes: [{ method: 'GET', path: '/', auth: 'anyone', handle }] })
  const server = await serve(app, { port: 0, tls: readCertificate(tls) })
  return { ...server, url: `https://${host}:${server.port}` }
}

const pagePolicy = { 'form-action': ["'self'"], 'connect-src': ["'self'"], 'script-src': ['nonce'] }

const pageBody = (nonce: string, token: string | null): string =>
  `<title>Page</title>
<form method="post" action="/change"><input type="hidden" name="_csrf" value="${token ?? ''}"><button>Go</button></form>
<script>document.title += ' inline'</script>
<script nonce="${nonce}">document.title += ' nonce'</script>
<p onclick="document.title += ' handler'">Text</p>`

const html = (body: string): Reply => ({
  status: 200,
  headers: [['Content-Type', 'text/html; charset=utf-8']],
  body: `<!doctype html><html lang="en">${body}</html>`,
})

function observer(requests: SiteRequest[], sessionName: string): Plugin {
  return {
    ...{ name: 'observer', stage: 'observe' },
    handle(ctx, next) {
      const { method, path } = ctx
      requests.push({ method, path, origin: ctx.header('origin'), hasSession: ctx.cookie(sessionName) !== null })
      return next()
    },
  }
}

const readCertificate = ({ key, cert }: Certificate): Certificate => ({
  key: readFileSync(key, 'utf8'),
  cert: readFileSync(cert, 'utf8'),
})
