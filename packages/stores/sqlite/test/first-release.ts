import type { Credential, Session, User } from '@pylon/core'
import Database from 'better-sqlite3'
import { migrations } from '../src/migrations.ts'

export interface FirstReleaseRows {
  readonly user: User
  readonly credential: Credential
  readonly sessions: readonly Session[]
}

/** Makes a file as the first release left it: its schema, and rows as it wrote them. */
export function writeFirstRelease(file: string, { user, credential, sessions }: FirstReleaseRows): void {
  const connection = new Database(file)
  connection.pragma('journal_mode = WAL')
  connection.exec(`${migrations[0]}; CREATE TABLE pylon_schema (version INTEGER NOT NULL) STRICT;
    INSERT INTO pylon_schema VALUES (1)`)
  connection.prepare('INSERT INTO pylon_users VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(...userValues(user))
  connection.prepare('INSERT INTO pylon_credentials VALUES (?, ?, ?, ?, ?)').run(...Object.values(credential))
  const insert = connection.prepare('INSERT INTO pylon_sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  for (const session of sessions) insert.run(...sessionValues(session))
  connection.close()
}

const userValues = (user: User): readonly unknown[] => [
  ...[user.id, user.email, Number(user.isEmailVerified), user.displayName, JSON.stringify(user.roles)],
  ...[Number(user.isBanned), user.authVersion, user.createdAt, user.updatedAt],
]

const sessionValues = (session: Session): readonly unknown[] => [
  ...[session.id, session.tokenHash, session.tokenPrefix, session.userId, Number(session.isGuest)],
  ...[JSON.stringify(session.roles), session.tenantId, JSON.stringify(session.amr), session.device, session.ip],
  ...[session.createdAt, session.authTime, session.lastUsedAt, session.expiresAt],
]
