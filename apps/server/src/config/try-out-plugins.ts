import { type ForeignIssuerOptions, jwtAuthenticator } from '@pylon/jwt/flow'
import { createNetGuard } from '@pylon/net-guard'
import { type CaptchaOptions, captcha } from '@pylon/security/captcha'
import type { Environment } from './environment.ts'
import type { JwtSettings } from './jwt.ts'
import type { Manifest, PluginEntry } from './manifest.ts'

/** Notes what factories would refuse although the schema of the manifest lets it through. */
export function tryOutPlugins(
  env: Environment,
  { plugins }: Manifest,
  jwt: JwtSettings | null,
  isDevMode: boolean,
): void {
  const settingsOf = (name: PluginEntry['name']): PluginEntry['settings'][] =>
    plugins.filter(entry => entry.name === name && entry.isEnabled).map(entry => entry.settings)

  for (const settings of settingsOf('captcha')) {
    const options = settings as unknown as Omit<CaptchaOptions, 'fetch'> // checked by the schema, as below
    env.tryOut('captcha', () => captcha({ ...options, fetch }))
  }
  const foreign = settingsOf('jwt').map(settings => ({
    ...(settings as unknown as ForeignIssuerOptions),
    allowInsecureRequests: isDevMode,
  }))
  env.tryOut('jwt', () => jwtAuthenticator({ own: jwt, foreign }))
  for (const settings of settingsOf('net_guard')) env.tryOut('net_guard', () => createNetGuard(settings))
}
