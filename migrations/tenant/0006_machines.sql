-- Integrations that act as themselves, and the keys by which machines come in.

CREATE TABLE service_accounts (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  about TEXT NOT NULL DEFAULT '',
  permissions TEXT NOT NULL CHECK (json_type(permissions) = 'array'),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL REFERENCES members (id),
  disabled_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX service_accounts_name ON service_accounts (lower(name));
CREATE INDEX service_accounts_list ON service_accounts (name, id);

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('key', 'rotating')),
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE, -- SHA-256 of its text, which is shown once
  hint TEXT NOT NULL, -- the last four letters of its text
  service_id TEXT REFERENCES service_accounts (id), -- null: it acts as its maker
  maker_id TEXT NOT NULL REFERENCES members (id),
  scopes TEXT NOT NULL CHECK (json_type(scopes) = 'array'),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  revoked_by TEXT, -- a member, or the house when a used refresh token came back
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (expires_at > created_at AND expires_at - created_at <= 31536000000), -- a year
  CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)),
  CHECK (kind = 'key' OR service_id IS NULL)
) STRICT;
CREATE INDEX api_keys_maker ON api_keys (maker_id, id);
CREATE INDEX api_keys_service ON api_keys (service_id, id) WHERE service_id IS NOT NULL;
