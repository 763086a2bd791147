import { type AuditLog, createAuditKeys, createAuditLog } from '@pylon/audit'
import { auditAdminRoutes, auditFlow } from '@pylon/audit/flow'
import { type AuditSink, type Shipping, startShipping } from '@pylon/audit/sinks'
import type { Flow, OnEvent, Plugin, Route, StoreBundle } from '@pylon/core'
import type { Config } from './config/config.ts'
import { type Logger, warnSparingly } from './log.ts'
import { settingsOf } from './plugins/entries.ts'

export interface AuditOptions {
  readonly config: Config
  readonly stores: Pick<StoreBundle, 'audit' | 'orgs'>
  readonly sinks: readonly AuditSink[]
  readonly secret: string
  readonly logger: Logger
}

/** The audit log and all that a server needs of it; with the plugin turned off it is empty. */
export interface Audit {
  readonly onEvent: OnEvent
  readonly plugins: readonly Plugin[]
  readonly flows: readonly Flow[]
  readonly routes: readonly Route[]
  start(): void
  /** Writes, signs and ships what waits. */
  stop(): Promise<void>
}

export function createAudit(options: AuditOptions): Audit {
  const [settings, ...more] = settingsOf(options.config, 'audit_log')
  return settings === undefined ? noAudit : openAudit(options, Object.assign({}, settings, ...more))
}

const noAudit: Audit = {
  onEvent: () => {},
  plugins: [],
  flows: [],
  routes: [],
  start: () => {},
  stop: async () => {},
}

type LogSettings = Pick<Parameters<typeof createAuditLog>[0], 'entities' | 'checkpointEvery' | 'retentionDays'>

function openAudit(
  { config, stores, sinks, secret, logger }: AuditOptions,
  { required = false, sinks: _, ...settings }: LogSettings & { required?: boolean; sinks?: unknown },
): Audit {
  const onSinkError = warnSparingly(logger, 'an audit sink could not be written to')
  const keys = createAuditKeys({ secret, previousSecrets: config.previousSecrets })
  let shipping: Shipping | null = null
  const log: AuditLog = createAuditLog({
    ...settings,
    store: stores.audit,
    keys,
    isRequired: required,
    shippedUpTo: async () => shipping?.shippedUpTo() ?? 0, // before it has begun nothing is known to be elsewhere
    onAppended: () => shipping?.nudge(),
    onError: warnSparingly(logger, 'the audit log could not be written'),
  })

  return {
    onEvent: log.onEvent,
    plugins: [log.plugin],
    flows: [auditFlow({ log, stores })],
    routes: auditAdminRoutes({ log }),
    start() {
      logger.info(
        { public_key: keys.publicKeys[0] },
        'the audit log is signed: keep this key where the database is not',
      )
      shipping = startShipping({ store: stores.audit, sinks, onError: onSinkError })
      log.start()
    },
    async stop() {
      await log.stop()
      await shipping?.stop(3)
    },
  }
}
