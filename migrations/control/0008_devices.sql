-- Browsers that signed in, and every sign-in: shown to the person, and the ground of new-device letters.

CREATE TABLE devices (
  id TEXT PRIMARY KEY,
  login_id TEXT NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
  hash TEXT NOT NULL, -- of the value that the browser keeps
  browser TEXT NOT NULL,
  address_prefix TEXT NOT NULL,
  country TEXT NOT NULL,
  city TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  UNIQUE (login_id, hash)
) STRICT;
CREATE INDEX devices_seen ON devices (seen_at);

ALTER TABLE sessions ADD COLUMN device_id TEXT NOT NULL DEFAULT '';

-- Who signed in or failed to, of logins that exist: of addresses without a login nothing is kept.
CREATE TABLE sign_ins (
  id TEXT PRIMARY KEY,
  login_id TEXT NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  way TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('in', 'wrong')),
  session_id TEXT,
  ended_at INTEGER, -- when the session was last used, once it is over
  device_id TEXT,
  browser TEXT NOT NULL,
  address_prefix TEXT NOT NULL,
  country TEXT NOT NULL,
  city TEXT NOT NULL
) STRICT;
CREATE INDEX sign_ins_login ON sign_ins (login_id, id);
CREATE INDEX sign_ins_session ON sign_ins (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX sign_ins_at ON sign_ins (at);

-- However a session ends, its history knows how long it was.
CREATE TRIGGER sessions_history AFTER DELETE ON sessions BEGIN
  UPDATE sign_ins SET ended_at = OLD.seen_at WHERE session_id = OLD.id AND ended_at IS NULL;
END;

-- Mailed codes get more purposes: the list of them is the code's.
CREATE TABLE tickets_wider (
  hash TEXT PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (length(purpose) > 0),
  email TEXT NOT NULL,
  code_hash TEXT,
  tries_left INTEGER NOT NULL CHECK (tries_left >= 0),
  body TEXT CHECK (body IS NULL OR json_valid(body)),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
INSERT INTO tickets_wider SELECT * FROM tickets;
DROP TABLE tickets;
ALTER TABLE tickets_wider RENAME TO tickets;
CREATE INDEX tickets_expires ON tickets (expires_at);
