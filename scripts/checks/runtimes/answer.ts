import { createSmokeApp } from './app.ts'
import { smoke } from './smoke.ts'

const app = await createSmokeApp()

/** The app; and at `/smoke`, what the smoke test finds without a network between it and the app. */
export async function answer(request: Request): Promise<Response> {
  const { pathname, origin } = new URL(request.url)
  return pathname === '/smoke' ? Response.json(await smoke(origin, inner => app.fetch(inner))) : app.fetch(request)
}
