import type { Config } from '../config/config.ts'
import { settingsOf } from './entries.ts'

/** Combinations that defeat themselves. */
export function warningsOf(config: Config): readonly string[] {
  return checks.filter(({ isTrue }) => isTrue(config)).map(({ warning }) => warning)
}

const isShared = ({ store, redisUrl }: Config): boolean => store.kind === 'postgres' || redisUrl !== null

const checks: readonly { readonly warning: string; readonly isTrue: (config: Config) => boolean }[] = [
  {
    warning: 'cookies are on and csrf is off: other sites can act for your users',
    isTrue: config => config.cookies !== null && settingsOf(config, 'csrf').length === 0,
  },
  {
    warning: 'cors lets other origins send cookies along, and cookies are off: allow_credentials does nothing',
    isTrue: config => config.cookies === null && settingsOf(config, 'cors').some(cors => cors.allowCredentials),
  },
  {
    warning: 'rate limits are off: passwords and codes can be guessed as fast as this server answers',
    isTrue: config => settingsOf(config, 'rate_limit').length === 0,
  },
  {
    warning:
      'rate limits count in memory while several servers can share the store: each of them lets the full number through',
    isTrue: config => isShared(config) && settingsOf(config, 'rate_limit').some(limit => limit.backend === 'memory'),
  },
  {
    warning:
      'the public URL is https, this server speaks http, and no proxy is trusted: all clients share the address of the proxy, and its limits',
    isTrue: config =>
      config.publicUrl?.startsWith('https:') === true && config.tls === null && config.trustedProxies.length === 0,
  },
  {
    warning: 'the audit log is kept in memory and has no durable sink: it ends with this process',
    isTrue: config =>
      config.store.kind === 'memory' &&
      settingsOf(config, 'audit_log').some(({ sinks = [] }) => (sinks as readonly Sink[]).every(isFleeting)),
  },
  {
    warning: 'several issuers of JWTs share one user_id_prefix: the same subject at two of them is one user here',
    isTrue: config => {
      const prefixes = settingsOf(config, 'jwt').map(({ userIdPrefix = '' }) => userIdPrefix)
      return new Set(prefixes).size < prefixes.length
    },
  },
]

interface Sink {
  readonly type: string
}

const isFleeting = ({ type }: Sink): boolean => type === 'stdout'
