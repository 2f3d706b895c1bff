-- The one shared database: who may come in, and where each organization's own database is.
-- Instants are whole milliseconds UTC. Secrets are stored as SHA-256 only.

CREATE TABLE organizations (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('opening', 'open', 'closed')),
  founding TEXT CHECK (founding IS NULL OR json_valid(founding)), -- what opening still has to write; null once open
  created_at INTEGER NOT NULL,
  active_at INTEGER NOT NULL
) STRICT;
CREATE INDEX organizations_active ON organizations (active_at);

CREATE TABLE databases (
  binding TEXT PRIMARY KEY,
  organization_id TEXT UNIQUE REFERENCES organizations (id),
  schema_version INTEGER NOT NULL DEFAULT 0,
  claimed_at INTEGER
) STRICT;
CREATE INDEX databases_behind ON databases (schema_version) WHERE organization_id IS NOT NULL;

CREATE TABLE logins (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE, -- as compared
  email_written TEXT NOT NULL, -- as the person wrote it
  name TEXT NOT NULL,
  password_hash TEXT,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER
) STRICT;

CREATE TABLE memberships (
  login_id TEXT NOT NULL REFERENCES logins (id),
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  member_id TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (login_id, organization_id)
) STRICT;
CREATE INDEX memberships_organization ON memberships (organization_id);

CREATE TABLE sessions (
  hash TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  login_id TEXT NOT NULL REFERENCES logins (id),
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  proved_at INTEGER NOT NULL, -- when the person last proved who they are
  address_prefix TEXT NOT NULL,
  browser TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_login ON sessions (login_id);
CREATE INDEX sessions_seen ON sessions (seen_at);

-- Codes and links that were mailed: for signing up, signing in, and choosing a new password.
CREATE TABLE tickets (
  hash TEXT PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (purpose IN ('sign-up', 'sign-in', 'reset')),
  email TEXT NOT NULL,
  code_hash TEXT,
  tries_left INTEGER NOT NULL CHECK (tries_left >= 0),
  body TEXT CHECK (body IS NULL OR json_valid(body)),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX tickets_expires ON tickets (expires_at);

CREATE TABLE inbound_addresses (
  address TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  purpose TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX inbound_addresses_organization ON inbound_addresses (organization_id);

-- A guard is a count that must be exactly one, or the whole batch is rolled back. Always empty between batches.
CREATE TABLE commit_guard (
  holds INTEGER NOT NULL CHECK (holds = 1)
) STRICT;

-- Queue messages that were given up on, kept until a person replays or dismisses them.
CREATE TABLE dead_letters (
  id TEXT PRIMARY KEY,
  organization_id TEXT,
  name TEXT NOT NULL,
  envelope TEXT NOT NULL CHECK (json_valid(envelope)),
  error TEXT NOT NULL,
  died_at INTEGER NOT NULL,
  replayed_at INTEGER,
  dismissed_at INTEGER
) STRICT;
CREATE INDEX dead_letters_open ON dead_letters (died_at) WHERE replayed_at IS NULL AND dismissed_at IS NULL;

-- The last sign of life of each thing that runs by itself, and what the operator must be told.
CREATE TABLE heartbeats (
  name TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  detail TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;

CREATE TABLE notices (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL UNIQUE,
  sentence TEXT NOT NULL,
  times INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT;

-- What the local post office keeps where no provider is set: it is shown at /dev in local mode only.
CREATE TABLE local_messages (
  id TEXT PRIMARY KEY,
  channel TEXT NOT NULL CHECK (channel IN ('mail', 'text', 'push')),
  direction TEXT NOT NULL CHECK (direction IN ('out', 'in')),
  key TEXT NOT NULL,
  sender TEXT NOT NULL,
  recipient TEXT NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body)),
  at INTEGER NOT NULL,
  UNIQUE (channel, key)
) STRICT;
CREATE INDEX local_messages_list ON local_messages (channel, at, id);
