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

  `ALTER TABLE pylon_sessions ADD COLUMN tenant_role TEXT;

  CREATE TABLE pylon_accounts (
    id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    email TEXT,
    access_token TEXT,
    refresh_token TEXT,
    id_token TEXT,
    access_token_expires_at INTEGER,
    refresh_token_expires_at INTEGER,
    scope TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (provider_id, account_id)
  ) STRICT;
  CREATE INDEX pylon_accounts_by_user ON pylon_accounts (user_id);

  CREATE TABLE pylon_api_keys (
    id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    name TEXT,
    prefix TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    previous_hash TEXT,
    previous_expires_at INTEGER NOT NULL, -- 0 = none
    scopes TEXT, -- JSON array; NULL = not limited
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    expires_at INTEGER NOT NULL -- 0 = never
  ) STRICT;
  CREATE INDEX pylon_api_keys_by_user ON pylon_api_keys (user_id);
  CREATE INDEX pylon_api_keys_by_expiry ON pylon_api_keys (expires_at);

  CREATE TABLE pylon_organizations (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE pylon_memberships (
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    role TEXT NOT NULL,
    joined_at INTEGER NOT NULL,
    PRIMARY KEY (org_id, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX pylon_memberships_by_user ON pylon_memberships (user_id);

  CREATE TABLE pylon_invites (
    id TEXT NOT NULL,
    org_id TEXT NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL -- 0 = never
  ) STRICT;
  CREATE INDEX pylon_invites_by_org ON pylon_invites (org_id);
  CREATE INDEX pylon_invites_by_expiry ON pylon_invites (expires_at);

  CREATE TABLE pylon_outbox (
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX pylon_outbox_by_due_time ON pylon_outbox (due_at);`,

  `CREATE TABLE pylon_audit (
    seq INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    actor_id TEXT,
    subject_id TEXT,
    tenant_id TEXT,
    entry TEXT NOT NULL, -- canonical JSON
    hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX pylon_audit_by_actor ON pylon_audit (actor_id, seq, tenant_id) WHERE actor_id IS NOT NULL;
  CREATE INDEX pylon_audit_by_subject ON pylon_audit (subject_id, seq, tenant_id) WHERE subject_id IS NOT NULL;
  CREATE INDEX pylon_audit_by_tenant ON pylon_audit (tenant_id, seq) WHERE tenant_id IS NOT NULL;

  CREATE TABLE pylon_audit_head (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    probes INTEGER NOT NULL -- a change that says nothing, to see whether one can be written
  ) STRICT;
  INSERT INTO pylon_audit_head VALUES (1, 0, '', 0);

  CREATE TABLE pylon_audit_checkpoints (
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('seal', 'cut')),
    id TEXT NOT NULL,
    hash TEXT NOT NULL,
    at INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    signature TEXT NOT NULL,
    PRIMARY KEY (seq, kind DESC)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX pylon_audit_cuts ON pylon_audit_checkpoints (seq) WHERE kind = 'cut';

  CREATE TABLE pylon_audit_sinks (
    sink TEXT NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    holder TEXT NOT NULL,
    leased_until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TRIGGER pylon_audit_insert_at_end BEFORE INSERT ON pylon_audit
  WHEN NEW.seq IS NOT (SELECT seq + 1 FROM pylon_audit_head)
  BEGIN SELECT RAISE(ABORT, 'the audit log can only be added to, one entry after the other'); END;
  CREATE TRIGGER pylon_audit_move_head AFTER INSERT ON pylon_audit
  BEGIN UPDATE pylon_audit_head SET seq = NEW.seq, hash = NEW.hash; END;
  CREATE TRIGGER pylon_audit_no_update BEFORE UPDATE ON pylon_audit
  BEGIN SELECT RAISE(ABORT, 'the audit log cannot be changed'); END;
  CREATE TRIGGER pylon_audit_no_delete BEFORE DELETE ON pylon_audit
  WHEN OLD.seq > (SELECT coalesce(max(seq), 0) FROM pylon_audit_checkpoints WHERE kind = 'cut')
  BEGIN SELECT RAISE(ABORT, 'the audit log cannot be changed'); END;

  CREATE TRIGGER pylon_audit_head_no_insert BEFORE INSERT ON pylon_audit_head
  BEGIN SELECT RAISE(ABORT, 'the audit log cannot be changed'); END;
  CREATE TRIGGER pylon_audit_head_no_delete BEFORE DELETE ON pylon_audit_head
  BEGIN SELECT RAISE(ABORT, 'the audit log cannot be changed'); END;
  CREATE TRIGGER pylon_audit_head_forward BEFORE UPDATE OF one, seq, hash ON pylon_audit_head
  WHEN NEW.one <> 1 OR NEW.seq <> OLD.seq + 1
    OR NOT EXISTS (SELECT 1 FROM pylon_audit WHERE seq = NEW.seq AND hash = NEW.hash)
  BEGIN SELECT RAISE(ABORT, 'the audit log cannot be changed'); END;

  -- REPLACE would delete without asking the trigger about deletions
  CREATE TRIGGER pylon_audit_checkpoints_no_replace BEFORE INSERT ON pylon_audit_checkpoints
  WHEN EXISTS (SELECT 1 FROM pylon_audit_checkpoints WHERE seq = NEW.seq AND kind = NEW.kind)
  BEGIN SELECT RAISE(ABORT, 'the audit log cannot be changed'); END;
  CREATE TRIGGER pylon_audit_checkpoints_no_update BEFORE UPDATE ON pylon_audit_checkpoints
  BEGIN SELECT RAISE(ABORT, 'the audit log cannot be changed'); END;
  CREATE TRIGGER pylon_audit_checkpoints_no_delete BEFORE DELETE ON pylon_audit_checkpoints
  BEGIN SELECT RAISE(ABORT, 'the audit log cannot be changed'); END;`,
]
