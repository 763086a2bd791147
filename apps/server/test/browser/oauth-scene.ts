import type { Browser } from 'playwright-core'
import { type Env, freePort, type ServerProcess, startProcess } from '../process.ts'
import { type Application, startApplication } from './application.ts'
import { launchChromium } from './chromium.ts'
import { agreeAtProvider, type IdentityProvider, startIdentityProvider } from './identity-provider.ts'
import { openVisitor, type Visitor } from './visitor.ts'

/** A browser, an application, the provider that its users have accounts at, and the server between them. */
export interface OAuthScene {
  readonly server: ServerProcess
  readonly application: Application
  readonly provider: IdentityProvider
  newVisitor(): Promise<Visitor>
  /** Follows the link of the application to the provider. */
  setOut(visitor: Visitor): Promise<void>
  /** Sets out, says yes to everything, and is back at the application. */
  signIn(visitor: Visitor, login: string): Promise<void>
  stop(): Promise<void>
}

/** The server runs in dev mode, for a provider without https. */
export async function startOAuthScene(executablePath: string, moreEnv: Env = {}): Promise<OAuthScene> {
  const port = await freePort()
  const application = await startApplication()
  const provider = await startIdentityProvider(`http://127.0.0.1:${port}/api/auth/callback/acme`)
  const env = { PYLON_DEV_MODE: '1', PYLON_PORT: String(port), PYLON_TRUSTED_ORIGINS: application.origin }
  const starting = [startProcess({ ...env, ...provider.env, ...moreEnv }), launchChromium(executablePath)] as const
  const [server, browser]: [ServerProcess, Browser] = await Promise.all(starting)
  application.attach(server.url)

  async function setOut({ page }: Visitor): Promise<void> {
    await page.goto(application.origin)
    await page.getByRole('link', { name: 'Sign in with Acme' }).click()
  }

  return {
    ...{ server, application, provider, setOut },
    newVisitor: () => openVisitor(browser, `${application.origin}/pylon`),
    async signIn(visitor, login) {
      await setOut(visitor)
      await agreeAtProvider(visitor.page, login)
      await visitor.page.waitForURL(url => url.origin === application.origin)
    },
    async stop() {
      await browser.close()
      await server.stop()
      provider.stop()
      application.stop()
    },
  }
}
