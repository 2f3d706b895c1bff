-- A form that came when the session had just ended, sealed, until its sender has signed in again: one a session.

CREATE TABLE kept_forms (
  session_id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE, -- of the word in the address
  login_id TEXT NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  box TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX kept_forms_expires ON kept_forms (expires_at);
