-- What the organization asks of those who come in; no row: the defaults of identity/access.ts.
CREATE TABLE access_policy (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  idle_minutes INTEGER NOT NULL CHECK (idle_minutes BETWEEN 15 AND 60),
  absolute_minutes INTEGER NOT NULL CHECK (absolute_minutes BETWEEN 480 AND 1440),
  second_factor TEXT NOT NULL CHECK (second_factor IN ('optional', 'required')),
  networks TEXT NOT NULL CHECK (json_type(networks) = 'array'),
  version INTEGER NOT NULL
) STRICT;

-- What an administrator should look at; told by mail once.
CREATE TABLE security_events (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  member_id TEXT NOT NULL,
  detail TEXT NOT NULL,
  mailed_at INTEGER
) STRICT;
CREATE INDEX security_events_at ON security_events (at);

-- What people agreed to is only added to.
CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents BEGIN SELECT RAISE(ABORT, 'append-only'); END;
