import type { Session } from '../stores/session.ts'

/** Every role that a session gives: the user's own, and the one in its organization. */
export const rolesOf = ({ roles, tenantRole }: Pick<Session, 'roles' | 'tenantRole'>): readonly string[] =>
  tenantRole === null ? roles : [...new Set([...roles, tenantRole])]
