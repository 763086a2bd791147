import { type AuditStore, type Clock, ConfigError } from '@pylon/core'
import type { AuditKeys } from '../keys.ts'

export interface AuditLogOptions {
  readonly store: AuditStore
  /** Sign checkpoints. */
  readonly keys: AuditKeys
  /** Types of resources to keep; `User` keeps their sessions too. Default null: all. */
  readonly entities?: readonly string[] | null
  /** Refuses an action with 503 when its entry cannot be written; default false. */
  readonly isRequired?: boolean
  /** Entries between two signatures; default 1,000. */
  readonly checkpointEvery?: number
  /** Between two signatures when little happens, in seconds; default 3,600. */
  readonly checkpointSecs?: number
  /** How long entries are kept, in days; default null: for ever. */
  readonly retentionDays?: number | null
  /** How far sinks have brought the log elsewhere: nothing beyond is ever cut. Default: there are none. */
  readonly shippedUpTo?: () => Promise<number>
  /** Entries that wait to be written; beyond them whoever adds one waits. Default 10,000. */
  readonly maxQueued?: number
  readonly clock?: Clock
  /** Told what could not be written, sealed or cut, at every try. */
  readonly onError?: (error: unknown) => void
  /** Called after entries were written. */
  readonly onAppended?: () => void
}

type CheckedOptions = Required<
  Pick<AuditLogOptions, 'entities' | 'checkpointEvery' | 'checkpointSecs' | 'retentionDays' | 'maxQueued'>
>

/** Throws `ConfigError` with every problem. */
export function checkOptions({
  entities,
  checkpointEvery,
  checkpointSecs,
  retentionDays,
  maxQueued,
}: CheckedOptions): void {
  const problems = [
    isWhole(checkpointEvery, 1_000_000) ? null : 'checkpointEvery: expected 1 to 1,000,000',
    isWhole(checkpointSecs, 86_400) ? null : 'checkpointSecs: expected 1 to 86,400',
    retentionDays === null || isWhole(retentionDays, 36_500) ? null : 'retentionDays: expected 1 to 36,500',
    isWhole(maxQueued, 1_000_000) ? null : 'maxQueued: expected 1 to 1,000,000',
    entities === null || isListOfTypes(entities) ? null : 'entities: expected at least one type of resource',
  ].filter(problem => problem !== null)
  if (problems.length > 0) throw new ConfigError(problems)
}

const isWhole = (value: number, max: number): boolean => Number.isSafeInteger(value) && value >= 1 && value <= max

const isListOfTypes = (entities: readonly string[]): boolean =>
  Array.isArray(entities) && entities.length > 0 && entities.every(type => typeof type === 'string' && type !== '')
