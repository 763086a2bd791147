import { jsonReply, type Reply, type Route } from '@pylon/core'
import type { Metrics } from '../metrics.ts'
import { openApiDocument } from '../openapi.ts'
import { docsPage } from './docs.ts'
import { homePage } from './home.ts'

export interface ServerRoutesOptions {
  readonly publicUrl: string
  readonly isDevMode: boolean
  readonly metrics: Metrics
  /** Throws when a store does not answer. */
  readonly ping: () => Promise<void>
  /** Every route of the app, these included. */
  readonly allRoutes: () => readonly Route[]
}

/** What stands at the root of the server. */
export function serverRoutes({
  publicUrl,
  isDevMode,
  metrics,
  ping,
  allRoutes,
}: ServerRoutesOptions): readonly Route[] {
  return [
    plainRoute('/', 'A page that says what runs here', async () => homePage(publicUrl)),
    plainRoute('/docs', 'A page of all routes', async () => docsPage(allRoutes())),
    plainRoute('/openapi.json', 'This document', async () => jsonReply(200, openApiDocument(allRoutes(), publicUrl))),
    plainRoute('/health', 'Answers as long as the server lives', async () => jsonReply(200, { status: 'ok' })),
    {
      ...plainRoute('/ready', 'Answers while the stores do', async () => {
        await ping()
        return jsonReply(200, { status: 'ready' })
      }),
      doc: { summary: 'Answers while the stores do', answers: { 200: null }, errors: { 503: ['STORE_UNAVAILABLE'] } },
    },
    {
      ...plainRoute('/metrics', 'Prometheus text', async () => ({
        status: 200,
        headers: [['Content-Type', 'text/plain; version=0.0.4; charset=utf-8']],
        body: await metrics.write(),
      })),
      auth: isDevMode ? 'anyone' : 'admin',
    },
  ]
}

function plainRoute(path: string, summary: string, handle: () => Promise<Reply>): Route {
  return { method: 'GET', path, auth: 'anyone', doc: { summary, answers: { 200: null } }, handle }
}
