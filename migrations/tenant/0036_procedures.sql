-- How work is done, in versions: a draft is changed, an approved version never is.
CREATE TABLE procedures (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  title TEXT NOT NULL,
  summary TEXT NOT NULL DEFAULT '',
  current_id TEXT, -- the approved version that new work pins
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX procedures_list ON procedures (title, id) WHERE ended_at IS NULL;

CREATE TABLE procedure_versions (
  id TEXT PRIMARY KEY,
  procedure_id TEXT NOT NULL REFERENCES procedures (id),
  number INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'approved', 'replaced')),
  steps TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(steps)),
  tools TEXT NOT NULL DEFAULT '',
  written_by TEXT NOT NULL,
  written_at INTEGER NOT NULL,
  approved_by TEXT,
  approved_at INTEGER,
  revision INTEGER NOT NULL DEFAULT 1,
  UNIQUE (procedure_id, number),
  CHECK ((state = 'draft') = (approved_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX procedure_versions_draft ON procedure_versions (procedure_id) WHERE state = 'draft';

-- The steps that hang on an order: copies of the version that it pins, with what was answered.
CREATE TABLE work_steps (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES work_orders (id),
  version_id TEXT NOT NULL REFERENCES procedure_versions (id),
  position INTEGER NOT NULL,
  step TEXT NOT NULL CHECK (json_valid(step)),
  meter_id TEXT REFERENCES meters (id),
  value INTEGER,
  words TEXT NOT NULL DEFAULT '',
  result TEXT CHECK (result IN ('pass', 'flag', 'fail', 'na')),
  is_outside INTEGER NOT NULL DEFAULT 0 CHECK (is_outside IN (0, 1)),
  note TEXT NOT NULL DEFAULT '',
  answered_at INTEGER,
  answered_by TEXT,
  follow_id TEXT REFERENCES work_orders (id), -- the corrective order that it proposed
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (order_id, position),
  CHECK ((answered_at IS NULL) = (result IS NULL))
) STRICT;

ALTER TABLE plans ADD COLUMN procedure_id TEXT REFERENCES procedures (id);
