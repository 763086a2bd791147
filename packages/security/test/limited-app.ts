import { type App, type AppOptions, createApp, jsonReply, type Plugin, type Route } from '@pylon/core'

const route = (method: Route['method'], path: string, auth: Route['auth'] = 'anyone'): Route => ({
  method,
  path,
  auth,
  handle: async () => jsonReply(200, {}),
})

/** An app with a few routes behind these plugins. */
export const limitedApp = (plugins: readonly Plugin[], options: AppOptions = {}): App =>
  createApp({
    routes: [
      route('GET', '/read'),
      route('POST', '/write'),
      route('POST', '/codes/send'),
      route('POST', '/codes/verify'),
      route('GET', '/things/:id'),
      route('GET', '/mine', 'user'),
    ],
    plugins,
    ...options,
  })

export interface Sent {
  readonly method?: string
  readonly path?: string
  readonly ip?: string
  readonly headers?: Readonly<Record<string, string>>
}

export function send(
  app: App,
  { method = 'GET', path = '/read', ip = '203.0.113.7', headers = {} }: Sent = {},
): Promise<Response> {
  return app.fetch(new Request(`http://app.example${path}`, { method, headers }), { ip })
}

/** The statuses of requests that are sent one after the other. */
export async function statuses(app: App, requests: readonly Sent[]): Promise<readonly number[]> {
  const found: number[] = []
  for (const request of requests) found.push((await send(app, request)).status)
  return found
}

/** The same request so many times. */
export const times = (count: number, request: Sent = {}): readonly Sent[] => Array<Sent>(count).fill(request)
