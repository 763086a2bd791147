import { escapeIdentifier } from 'pg'

/** The full names of the tables, quoted: nothing depends on the search path. */
export interface Tables {
  readonly users: string
  readonly credentials: string
  readonly sessions: string
  readonly oneTime: string
  readonly counters: string
  readonly accounts: string
  readonly apiKeys: string
  readonly organizations: string
  readonly memberships: string
  readonly invites: string
  readonly outbox: string
  readonly audit: string
  readonly auditHead: string
  readonly auditCheckpoints: string
  readonly auditSinks: string
  readonly limits: string
  /** What the triggers of the audit log call. */
  readonly auditGuard: string
  readonly schema: string
}

export function tablesIn(schema: string): Tables {
  const prefix = `${escapeIdentifier(schema)}.pylon_`
  return {
    users: `${prefix}users`,
    credentials: `${prefix}credentials`,
    sessions: `${prefix}sessions`,
    oneTime: `${prefix}one_time`,
    counters: `${prefix}counters`,
    accounts: `${prefix}accounts`,
    apiKeys: `${prefix}api_keys`,
    organizations: `${prefix}organizations`,
    memberships: `${prefix}memberships`,
    invites: `${prefix}invites`,
    outbox: `${prefix}outbox`,
    audit: `${prefix}audit`,
    auditHead: `${prefix}audit_head`,
    auditCheckpoints: `${prefix}audit_checkpoints`,
    auditSinks: `${prefix}audit_sinks`,
    limits: `${prefix}limits`,
    auditGuard: `${prefix}audit_guard`,
    schema: `${prefix}schema`,
  }
}
