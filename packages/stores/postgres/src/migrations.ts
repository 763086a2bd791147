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
]
