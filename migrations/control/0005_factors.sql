-- How people prove who they are beside the password. Factors belong to the login, whatever organizations it is in.

CREATE TABLE passkeys (
  id TEXT PRIMARY KEY,
  login_id TEXT NOT NULL REFERENCES logins (id),
  credential_id TEXT NOT NULL UNIQUE, -- base64url, as the device names it
  public_key TEXT NOT NULL, -- COSE, base64url
  counter INTEGER NOT NULL CHECK (counter >= 0), -- the device's own; it never goes back
  transports TEXT NOT NULL CHECK (json_valid(transports)),
  synced INTEGER NOT NULL CHECK (synced IN (0, 1)), -- kept by a password manager on several devices
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX passkeys_login ON passkeys (login_id, created_at);

-- One authenticator app a login. The secret is in a box that only the worker's SECRET opens.
CREATE TABLE authenticator_apps (
  login_id TEXT PRIMARY KEY REFERENCES logins (id),
  secret_box TEXT, -- null until a first code proved that the app has it
  last_step INTEGER NOT NULL DEFAULT 0, -- 30-second steps since 1970; no code of it or before is taken again
  confirmed_at INTEGER,
  used_at INTEGER,
  new_secret_box TEXT, -- being set up: shown until its first code is typed
  new_since INTEGER
) STRICT;

-- Ten a set, 120 random bits each, so SHA-256 keeps them.
CREATE TABLE recovery_codes (
  hash TEXT PRIMARY KEY,
  login_id TEXT NOT NULL REFERENCES logins (id),
  created_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX recovery_codes_login ON recovery_codes (login_id);

-- An administrator agreed that somebody who lost their second factor may set up a new one. With several organizations
-- each must agree; then the letter with the code goes out, which stands in for the second factor once.
CREATE TABLE factor_resets (
  login_id TEXT NOT NULL REFERENCES logins (id),
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  agreed_by TEXT NOT NULL, -- the administrator's member id
  agreed_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  code_hash TEXT UNIQUE, -- on the last one that agreed
  PRIMARY KEY (login_id, organization_id)
) STRICT;
CREATE INDEX factor_resets_expires ON factor_resets (expires_at);

-- A session of a shared tablet reaches one organization only, and dies with the tablet.
ALTER TABLE sessions ADD COLUMN only_organization_id TEXT REFERENCES organizations (id);
ALTER TABLE sessions ADD COLUMN shared_device_id TEXT;
CREATE INDEX sessions_shared_device ON sessions (shared_device_id) WHERE shared_device_id IS NOT NULL;

-- What counts once and was used: challenges, steps of a clock that was wrong.
CREATE TABLE spent (
  hash TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX spent_expires ON spent (expires_at);
