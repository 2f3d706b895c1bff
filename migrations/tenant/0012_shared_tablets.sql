-- Tablets that several people use, and the numbers by which they open them.

CREATE TABLE shared_devices (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  stands_at TEXT NOT NULL DEFAULT '', -- as people say it
  hash TEXT NOT NULL UNIQUE, -- of what the tablet's browser holds
  added_by TEXT NOT NULL REFERENCES members (id),
  added_at INTEGER NOT NULL,
  ended_by TEXT REFERENCES members (id),
  ended_at INTEGER
) STRICT;
CREATE INDEX shared_devices_list ON shared_devices (added_at, id);

CREATE TABLE tablet_pins (
  member_id TEXT PRIMARY KEY REFERENCES members (id),
  pin_hash TEXT NOT NULL, -- as a password is kept
  set_at INTEGER NOT NULL
) STRICT;
