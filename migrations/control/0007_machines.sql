-- Machines at the doors. What a key may do is decided in the organization's own database; here is the copy that the
-- doors read, and beside it what only the doors know: when it was last used.

CREATE TABLE machine_keys (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('key', 'rotating')),
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  service_id TEXT,
  service_name TEXT,
  service_permissions TEXT CHECK (service_permissions IS NULL OR json_valid(service_permissions)),
  maker_id TEXT NOT NULL,
  scopes TEXT NOT NULL CHECK (json_valid(scopes)),
  expires_at INTEGER NOT NULL,
  ended_at INTEGER, -- revoked, or its service is switched off
  version INTEGER NOT NULL,
  used_at INTEGER,
  used_from TEXT -- the network, without the part that names a household
) STRICT;
CREATE INDEX machine_keys_organization ON machine_keys (organization_id, id);
CREATE INDEX machine_keys_expires ON machine_keys (expires_at);

-- Each refresh token once: a used one that comes back ends its key.
CREATE TABLE refresh_tokens (
  hash TEXT PRIMARY KEY,
  key_id TEXT NOT NULL REFERENCES machine_keys (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX refresh_tokens_key ON refresh_tokens (key_id);
CREATE INDEX refresh_tokens_expires ON refresh_tokens (expires_at);

-- Access tokens that were ended before their time.
CREATE TABLE ended_tokens (
  id TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ended_tokens_expires ON ended_tokens (expires_at);

-- What signs access tokens. The private half is sealed by a key that is derived from the SECRET.
CREATE TABLE signing_keys (
  generation INTEGER PRIMARY KEY,
  kid TEXT NOT NULL UNIQUE,
  public_key TEXT NOT NULL CHECK (json_valid(public_key)),
  private_key TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  active_from INTEGER NOT NULL
) STRICT;
