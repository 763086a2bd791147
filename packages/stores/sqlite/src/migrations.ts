/**
 * What makes the schema, step by step: a database of version n has seen the first n. A step that was released is never
 * changed, a new one is added at the end.
 *
 * The tables of sessions and one-time entries keep their rows in the order of insertion, apart from their random keys:
 * rows that expire together lie together. The index on `expires_at` covers every row, so that counting reads it alone.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE pylon_users (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    is_email_verified INTEGER NOT NULL,
    display_name TEXT,
    roles TEXT NOT NULL, -- JSON array
    is_banned INTEGER NOT NULL,
    auth_version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE pylon_credentials (
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    step INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, kind)
  ) STRICT;

  CREATE TABLE pylon_sessions (
    id TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    token_prefix TEXT NOT NULL,
    user_id TEXT NOT NULL,
    is_guest INTEGER NOT NULL,
    roles TEXT NOT NULL, -- JSON array
    tenant_id TEXT,
    amr TEXT NOT NULL, -- JSON array
    device TEXT,
    ip TEXT,
    created_at INTEGER NOT NULL,
    auth_time INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL -- 0 = never
  ) STRICT;
  CREATE INDEX pylon_sessions_by_user ON pylon_sessions (user_id);
  CREATE INDEX pylon_sessions_by_expiry ON pylon_sessions (expires_at);

  CREATE TABLE pylon_one_time (
    purpose TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT, -- NULL = burned
    tries INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, -- 0 = never
    UNIQUE (purpose, key)
  ) STRICT;
  CREATE INDEX pylon_one_time_by_expiry ON pylon_one_time (expires_at);

  CREATE TABLE pylon_counters (
    key TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL,
    reset_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX pylon_counters_by_end ON pylon_counters (reset_at);`,
]
