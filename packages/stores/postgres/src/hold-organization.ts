import type { Tables } from './tables.ts'

export type OrgTables = Pick<Tables, 'organizations' | 'memberships' | 'invites'>

/**
 * What a statement about members or invites begins with: it waits for a transaction that has found the organization $1,
 * and for one that deletes it. The statement must read `held`, for PostgreSQL runs no part that is not read; of an
 * organization that is not there it is empty.
 */
export const holdOrganization = ({ organizations }: OrgTables): string =>
  `WITH held AS MATERIALIZED (SELECT id FROM ${organizations} WHERE id = $1 FOR NO KEY UPDATE)`

/** Reads `held` and is always true. */
export const isHeld = '(SELECT count(*) FROM held) >= 0'
