-- What people say is wrong with things. The work room takes reports over when there is one.
CREATE TABLE reports (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  target TEXT NOT NULL,
  code_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('received', 'triaged', 'merged', 'declined', 'done')),
  symptoms TEXT NOT NULL CHECK (json_valid(symptoms)),
  down INTEGER NOT NULL CHECK (down IN (0, 1)),
  reason TEXT NOT NULL DEFAULT '',
  merged_into TEXT REFERENCES reports (id),
  voices INTEGER NOT NULL DEFAULT 1,
  received_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  CHECK ((state = 'merged') = (merged_into IS NOT NULL))
) STRICT;
CREATE INDEX reports_open ON reports (received_at, id) WHERE state IN ('received', 'triaged');
CREATE INDEX reports_state ON reports (state, received_at, id);
CREATE INDEX reports_target ON reports (target, received_at, id);
CREATE INDEX reports_merged ON reports (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE report_voices (
  id TEXT PRIMARY KEY,
  report_id TEXT NOT NULL REFERENCES reports (id),
  words TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  member_id TEXT,
  language TEXT NOT NULL,
  link_hash TEXT UNIQUE, -- of the 256 random bits of the status link
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX report_voices_report ON report_voices (report_id, at, id);
