-- Codes on things. Labels are printed in batches before there is anything to put them on.
CREATE TABLE code_batches (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size BETWEEN 1 AND 2000),
  made_at INTEGER NOT NULL,
  made_by TEXT NOT NULL
) STRICT;
CREATE INDEX code_batches_list ON code_batches (made_at, id);

CREATE TABLE codes (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE CHECK (length(code) = 8),
  state TEXT NOT NULL CHECK (state IN ('blank', 'live', 'revoked', 'retired', 'replaced')),
  target TEXT, -- the id of any record; kept when the code is out of use
  replaced_by TEXT REFERENCES codes (id),
  batch_id TEXT REFERENCES code_batches (id),
  public INTEGER NOT NULL DEFAULT 1 CHECK (public IN (0, 1)), -- whether strangers may report through it
  made_at INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (state <> 'blank' OR target IS NULL),
  CHECK (state <> 'live' OR target IS NOT NULL),
  CHECK ((state = 'replaced') = (replaced_by IS NOT NULL))
) STRICT;
CREATE INDEX codes_list ON codes (made_at, id);
CREATE INDEX codes_state ON codes (state, made_at, id);
CREATE INDEX codes_target ON codes (target, made_at, id) WHERE target IS NOT NULL;
CREATE INDEX codes_batch ON codes (batch_id, code) WHERE batch_id IS NOT NULL;
CREATE INDEX codes_replaced ON codes (replaced_by) WHERE replaced_by IS NOT NULL;

-- What became of each code. Rows are never changed.
CREATE TABLE code_changes (
  id TEXT PRIMARY KEY,
  code_id TEXT NOT NULL REFERENCES codes (id),
  what TEXT NOT NULL CHECK (what IN ('made', 'assigned', 'reassigned', 'released', 'revoked', 'reinstated', 'retired', 'replaced', 'opened', 'closed')),
  from_target TEXT,
  to_target TEXT,
  reason TEXT NOT NULL DEFAULT '',
  by TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX code_changes_code ON code_changes (code_id, at, id);
CREATE TRIGGER code_changes_fixed BEFORE UPDATE OF id, code_id, what, from_target, to_target, at ON code_changes
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- The makers' own bar codes on the same things.
CREATE TABLE bar_codes (
  id TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  symbology TEXT NOT NULL CHECK (symbology IN ('code-128', 'code-39', 'data-matrix', 'ean-13', 'ean-8', 'qr')),
  -- What scanners may write differently is the same here.
  match TEXT NOT NULL,
  target TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  added_by TEXT NOT NULL,
  removed_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX bar_codes_match ON bar_codes (match) WHERE removed_at IS NULL;
CREATE INDEX bar_codes_target ON bar_codes (target, added_at) WHERE removed_at IS NULL;

-- Every scan, for two years. Rows are never changed, but for a person who is forgotten.
CREATE TABLE scans (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  raw TEXT NOT NULL,
  code_id TEXT, -- ours or a maker's; null for one that nobody knows
  target TEXT,
  actor_id TEXT, -- null for a stranger
  device TEXT NOT NULL CHECK (device IN ('phone', 'tablet', 'desktop', 'unknown')),
  place TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('open', 'report', 'list', 'claim')),
  way TEXT NOT NULL CHECK (way IN ('link', 'camera', 'typed', 'picture'))
) STRICT;
CREATE INDEX scans_at ON scans (at);
CREATE INDEX scans_target ON scans (target, at, id) WHERE target IS NOT NULL;
CREATE INDEX scans_code ON scans (code_id, at, id) WHERE code_id IS NOT NULL;
CREATE INDEX scans_actor ON scans (actor_id, at, id) WHERE actor_id IS NOT NULL;
CREATE TRIGGER scans_fixed BEFORE UPDATE OF id, at, raw, code_id, target, device, place, purpose, way ON scans
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- One row once somebody decided something; without it nothing is open to strangers.
CREATE TABLE code_settings (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  public_reports INTEGER NOT NULL CHECK (public_reports IN (0, 1)),
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
