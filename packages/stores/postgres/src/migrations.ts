import { auditGuards } from './audit-guards.ts'
import type { Tables } from './tables.ts'

/**
 * What makes the schema, step by step: a database of version n has seen the first n. A step that was released is never
 * changed, a new one is added at the end.
 *
 * Servers of the release before go on while a step is taken, so it must neither break nor stop them: columns are added
 * with a constant default or none, an index on a table that has rows is made in a step of its own that locks out no
 * writer for long, and nothing rewrites a table.
 *
 * Texts compare by their bytes. `place` numbers the sessions in the order of insertion. What changes often is in no
 * index, and pages have room left for its next version, so that it costs no index anything (HOT).
 */
export const migrations: readonly ((tables: Tables) => string)[] = [
  tables => `
    CREATE TABLE ${tables.users} (
      id text COLLATE "C" PRIMARY KEY,
      email text COLLATE "C" NOT NULL UNIQUE,
      is_email_verified boolean NOT NULL,
      display_name text COLLATE "C",
      roles text NOT NULL, -- JSON array
      is_banned boolean NOT NULL,
      auth_version bigint NOT NULL,
      created_at bigint NOT NULL,
      updated_at bigint NOT NULL
    );

    CREATE TABLE ${tables.credentials} (
      user_id text COLLATE "C" NOT NULL,
      kind text COLLATE "C" NOT NULL,
      value text COLLATE "C" NOT NULL,
      step bigint NOT NULL,
      updated_at bigint NOT NULL,
      PRIMARY KEY (user_id, kind)
    ) WITH (fillfactor = 90);

    CREATE TABLE ${tables.sessions} (
      place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id text COLLATE "C" NOT NULL,
      token_hash text COLLATE "C" NOT NULL UNIQUE,
      token_prefix text NOT NULL,
      user_id text COLLATE "C" NOT NULL,
      is_guest boolean NOT NULL,
      roles text NOT NULL, -- JSON array
      tenant_id text,
      amr text NOT NULL, -- JSON array
      device text,
      ip text,
      created_at bigint NOT NULL,
      auth_time bigint NOT NULL,
      last_used_at bigint NOT NULL,
      expires_at bigint NOT NULL -- 0 = never
    ) WITH (fillfactor = 80);
    CREATE INDEX pylon_sessions_by_user ON ${tables.sessions} (user_id);
    CREATE INDEX pylon_sessions_by_expiry ON ${tables.sessions} (expires_at);

    CREATE TABLE ${tables.oneTime} (
      purpose text COLLATE "C" NOT NULL,
      key text COLLATE "C" NOT NULL,
      value text, -- NULL = burned
      tries bigint NOT NULL,
      expires_at bigint NOT NULL, -- 0 = never
      PRIMARY KEY (purpose, key)
    ) WITH (fillfactor = 80);
    CREATE INDEX pylon_one_time_by_expiry ON ${tables.oneTime} (expires_at);

    CREATE TABLE ${tables.counters} (
      key text COLLATE "C" PRIMARY KEY,
      count bigint NOT NULL,
      reset_at bigint NOT NULL
    ) WITH (fillfactor = 70);
    CREATE INDEX pylon_counters_by_end ON ${tables.counters} (reset_at);`,

  // the table that is in use comes last: nobody waits for the others to be made
  tables => `
    CREATE TABLE ${tables.accounts} (
      id text COLLATE "C" NOT NULL,
      user_id text COLLATE "C" NOT NULL,
      provider_id text COLLATE "C" NOT NULL,
      account_id text COLLATE "C" NOT NULL,
      email text,
      access_token text COLLATE "C", -- sealed, as the next two
      refresh_token text,
      id_token text,
      access_token_expires_at bigint,
      refresh_token_expires_at bigint,
      scope text,
      created_at bigint NOT NULL,
      updated_at bigint NOT NULL,
      PRIMARY KEY (provider_id, account_id)
    ) WITH (fillfactor = 90);
    CREATE INDEX pylon_accounts_by_id ON ${tables.accounts} (id);
    CREATE INDEX pylon_accounts_by_user ON ${tables.accounts} (user_id);

    CREATE TABLE ${tables.apiKeys} (
      id text COLLATE "C" PRIMARY KEY,
      user_id text COLLATE "C" NOT NULL,
      name text,
      prefix text NOT NULL,
      secret_hash text NOT NULL,
      previous_hash text,
      previous_expires_at bigint NOT NULL,
      scopes text, -- JSON array; NULL = not limited
      created_at bigint NOT NULL,
      last_used_at bigint,
      expires_at bigint NOT NULL -- 0 = never
    ) WITH (fillfactor = 80);
    CREATE INDEX pylon_api_keys_by_user ON ${tables.apiKeys} (user_id);
    CREATE INDEX pylon_api_keys_by_expiry ON ${tables.apiKeys} (expires_at);

    CREATE TABLE ${tables.organizations} (
      id text COLLATE "C" PRIMARY KEY,
      name text NOT NULL,
      created_at bigint NOT NULL
    );

    CREATE TABLE ${tables.memberships} (
      org_id text COLLATE "C" NOT NULL,
      user_id text COLLATE "C" NOT NULL,
      role text NOT NULL,
      joined_at bigint NOT NULL,
      PRIMARY KEY (org_id, user_id)
    );
    CREATE INDEX pylon_memberships_by_user ON ${tables.memberships} (user_id);

    CREATE TABLE ${tables.invites} (
      id text COLLATE "C" NOT NULL,
      org_id text COLLATE "C" NOT NULL,
      email text NOT NULL,
      role text NOT NULL,
      token_hash text COLLATE "C" PRIMARY KEY,
      created_at bigint NOT NULL,
      expires_at bigint NOT NULL
    );
    CREATE INDEX pylon_invites_by_org ON ${tables.invites} (org_id);
    CREATE INDEX pylon_invites_by_expiry ON ${tables.invites} (expires_at);

    CREATE TABLE ${tables.outbox} (
      id text COLLATE "C" NOT NULL,
      key text COLLATE "C" PRIMARY KEY,
      value text NOT NULL, -- sealed
      due_at bigint NOT NULL,
      tries bigint NOT NULL,
      created_at bigint NOT NULL,
      expires_at bigint NOT NULL
    );
    CREATE INDEX pylon_outbox_by_id ON ${tables.outbox} (id);
    CREATE INDEX pylon_outbox_by_due ON ${tables.outbox} (due_at, id);

    ALTER TABLE ${tables.sessions} ADD COLUMN tenant_role text;`,

  tables => `
    CREATE TABLE ${tables.audit} (
      seq bigint PRIMARY KEY,
      id text NOT NULL,
      actor_id text COLLATE "C",
      subject_id text COLLATE "C",
      tenant_id text COLLATE "C",
      entry text NOT NULL, -- canonical JSON
      hash text NOT NULL
    );
    CREATE INDEX pylon_audit_by_actor ON ${tables.audit} (actor_id, seq, tenant_id) WHERE actor_id IS NOT NULL;
    CREATE INDEX pylon_audit_by_subject ON ${tables.audit} (subject_id, seq, tenant_id) WHERE subject_id IS NOT NULL;
    CREATE INDEX pylon_audit_by_tenant ON ${tables.audit} (tenant_id, seq) WHERE tenant_id IS NOT NULL;

    CREATE TABLE ${tables.auditHead} (
      one integer PRIMARY KEY CHECK (one = 1),
      seq bigint NOT NULL,
      hash text NOT NULL
    ) WITH (fillfactor = 50);
    INSERT INTO ${tables.auditHead} VALUES (1, 0, '');

    CREATE TABLE ${tables.auditCheckpoints} (
      seq bigint NOT NULL,
      kind text COLLATE "C" NOT NULL CHECK (kind IN ('seal', 'cut')),
      id text NOT NULL,
      hash text NOT NULL,
      at bigint NOT NULL,
      key_id text NOT NULL,
      signature text NOT NULL,
      PRIMARY KEY (seq, kind)
    );
    CREATE INDEX pylon_audit_cuts ON ${tables.auditCheckpoints} (seq) WHERE kind = 'cut';

    CREATE TABLE ${tables.auditSinks} (
      sink text COLLATE "C" PRIMARY KEY,
      seq bigint NOT NULL,
      holder text NOT NULL,
      leased_until bigint NOT NULL
    ) WITH (fillfactor = 50);

    ${auditGuards(tables)}

    CREATE UNLOGGED TABLE ${tables.limits} (
      key text COLLATE "C" PRIMARY KEY,
      slots bigint[] NOT NULL, -- slots of a window since 1970 in which somebody was admitted, the oldest first
      counts integer[] NOT NULL, -- how often in each
      total integer NOT NULL, -- their sum
      is_admitted boolean NOT NULL, -- whether the last one was
      ends_at bigint NOT NULL -- unix milliseconds: nothing counts after this
    ) WITH (fillfactor = 50);
    CREATE INDEX pylon_limits_by_end ON ${tables.limits} (ends_at);`,
]
