-- Work orders. Instants are milliseconds UTC, money the currency's smallest unit, rates millionths of the currency an hour.
CREATE TABLE work_orders (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  title TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL CHECK (kind IN ('corrective', 'preventive', 'inspection', 'improvement', 'safety', 'calibration', 'project')),
  priority INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 4),
  status TEXT NOT NULL CHECK (status IN ('requested', 'rejected', 'approved', 'planned', 'scheduled', 'waiting-material', 'waiting-condition', 'in-progress', 'on-hold', 'completed', 'closed', 'cancelled')),
  reason TEXT NOT NULL DEFAULT '',
  asset_id TEXT REFERENCES assets (id),
  asset_tag TEXT NOT NULL DEFAULT '', -- what it is called, for lists; of a closed order what it was called
  asset_name TEXT NOT NULL DEFAULT '',
  place_id TEXT REFERENCES places (id),
  place_name TEXT NOT NULL DEFAULT '',
  site_id TEXT REFERENCES places (id),
  parent_id TEXT REFERENCES work_orders (id),
  assignee_id TEXT REFERENCES members (id),
  team_id TEXT REFERENCES teams (id),
  due_on TEXT,
  due_minute INTEGER CHECK (due_minute BETWEEN 0 AND 1439),
  due_at INTEGER, -- by the clock of the site
  scheduled_on TEXT,
  estimate_minutes INTEGER CHECK (estimate_minutes > 0),
  source TEXT, -- the report, the plan's occurrence or the order that it came of
  procedure_version_id TEXT,
  open_steps INTEGER NOT NULL DEFAULT 0 CHECK (open_steps >= 0), -- kept by whoever hangs steps on it
  hazards TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(hazards)),
  signature TEXT NOT NULL DEFAULT 'none' CHECK (signature IN ('none', 'tick', 'drawn', 'name', 'proof')),
  problem_id TEXT,
  cause_id TEXT,
  remedy_id TEXT,
  failure_words TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT '',
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  approved_at INTEGER,
  started_at INTEGER,
  completed_at INTEGER,
  completed_by TEXT,
  closed_at INTEGER,
  closed_by TEXT,
  cost_minor INTEGER, -- set when it is closed, and final
  version INTEGER NOT NULL DEFAULT 1,
  CHECK ((status = 'closed') = (closed_at IS NOT NULL)),
  CHECK (due_minute IS NULL OR due_on IS NOT NULL)
) STRICT;
CREATE INDEX work_orders_asset ON work_orders (asset_id, id DESC) WHERE asset_id IS NOT NULL;
CREATE INDEX work_orders_parent ON work_orders (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX work_orders_source ON work_orders (source) WHERE source IS NOT NULL;
CREATE INDEX work_orders_scheduled ON work_orders (scheduled_on, id) WHERE scheduled_on IS NOT NULL;
CREATE INDEX work_orders_closed ON work_orders (closed_at, id) WHERE closed_at IS NOT NULL;

CREATE VIRTUAL TABLE work_orders_words USING fts5 (title, description, asset_tag, asset_name, content = 'work_orders', content_rowid = 'rowid', tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3');
CREATE TRIGGER work_orders_words_insert AFTER INSERT ON work_orders BEGIN
  INSERT INTO work_orders_words (rowid, title, description, asset_tag, asset_name) VALUES (NEW.rowid, NEW.title, NEW.description, NEW.asset_tag, NEW.asset_name);
END;
CREATE TRIGGER work_orders_words_update AFTER UPDATE OF title, description, asset_tag, asset_name ON work_orders BEGIN
  INSERT INTO work_orders_words (work_orders_words, rowid, title, description, asset_tag, asset_name) VALUES ('delete', OLD.rowid, OLD.title, OLD.description, OLD.asset_tag, OLD.asset_name);
  INSERT INTO work_orders_words (rowid, title, description, asset_tag, asset_name) VALUES (NEW.rowid, NEW.title, NEW.description, NEW.asset_tag, NEW.asset_name);
END;
CREATE TRIGGER work_orders_words_delete AFTER DELETE ON work_orders BEGIN
  INSERT INTO work_orders_words (work_orders_words, rowid, title, description, asset_tag, asset_name) VALUES ('delete', OLD.rowid, OLD.title, OLD.description, OLD.asset_tag, OLD.asset_name);
END;

-- Who helps beside the one who answers for it.
CREATE TABLE work_people (
  order_id TEXT NOT NULL REFERENCES work_orders (id),
  member_id TEXT NOT NULL REFERENCES members (id),
  PRIMARY KEY (order_id, member_id)
) STRICT;

-- What an order belongs to, so that every list is one range: people, teams, the asset and what it is a part of, places,
-- status, kind, priority. '~' stands before the key of what is finished, whose order is newest first.
CREATE TABLE work_facets (
  key TEXT NOT NULL,
  sort INTEGER NOT NULL, -- when it is due; of finished ones when that was, below zero
  order_id TEXT NOT NULL REFERENCES work_orders (id),
  PRIMARY KEY (key, sort, order_id)
) STRICT;
CREATE INDEX work_facets_order ON work_facets (order_id);

-- How orders hang together: one blocks another, follows from it, or says the same.
CREATE TABLE work_links (
  from_id TEXT NOT NULL REFERENCES work_orders (id),
  kind TEXT NOT NULL CHECK (kind IN ('blocks', 'follow-up', 'same')),
  to_id TEXT NOT NULL REFERENCES work_orders (id),
  PRIMARY KEY (from_id, kind, to_id),
  CHECK (from_id <> to_id)
) STRICT;
CREATE INDEX work_links_to ON work_links (to_id, kind);

-- Everything that happened to an order: each move is one row, and so is each thing that was said.
CREATE TABLE work_events (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES work_orders (id),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('move', 'comment', 'change', 'labor', 'part', 'cost', 'sign', 'link')),
  actor_id TEXT NOT NULL,
  from_status TEXT,
  to_status TEXT,
  text TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX work_events_order ON work_events (order_id, at DESC, id DESC);
CREATE INDEX work_events_at ON work_events (at, id);

-- What is dangerous at an asset and how it is locked out: the sheet that orders copy when they are approved.
CREATE TABLE work_sheets (
  asset_id TEXT PRIMARY KEY REFERENCES assets (id),
  hazards TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(hazards)),
  isolation TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(isolation)), -- in the order in which it is switched off
  restoration TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(restoration)), -- in the order in which it comes back
  checked_on TEXT, -- when somebody last went through it at the machine
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE work_lock_steps (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES work_orders (id),
  phase TEXT NOT NULL CHECK (phase IN ('isolation', 'restoration')),
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  signed_at INTEGER,
  signed_by TEXT,
  UNIQUE (order_id, phase, position),
  CHECK ((signed_at IS NULL) = (signed_by IS NULL))
) STRICT;

-- Time that people worked. The rate is copied when it is entered: later rates change nothing here.
CREATE TABLE work_labor (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES work_orders (id),
  member_id TEXT NOT NULL REFERENCES members (id),
  started_at INTEGER NOT NULL,
  ended_at INTEGER, -- null while the timer runs
  rate_scaled INTEGER NOT NULL CHECK (rate_scaled >= 0),
  currency TEXT NOT NULL,
  cost_minor INTEGER, -- set with its end
  way TEXT NOT NULL CHECK (way IN ('timer', 'hand')),
  note TEXT NOT NULL DEFAULT '',
  entered_by TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  voided_at INTEGER,
  voided_by TEXT,
  void_reason TEXT NOT NULL DEFAULT '',
  CHECK (ended_at IS NULL OR ended_at > started_at),
  CHECK ((ended_at IS NULL) = (cost_minor IS NULL))
) STRICT;
CREATE UNIQUE INDEX work_labor_running ON work_labor (member_id) WHERE ended_at IS NULL;
CREATE INDEX work_labor_order ON work_labor (order_id, started_at, id);
CREATE INDEX work_labor_member ON work_labor (member_id, started_at);

-- What an hour of somebody's work costs; an empty member is everybody who has no rate of their own.
CREATE TABLE work_rates (
  member_id TEXT PRIMARY KEY,
  rate_scaled INTEGER NOT NULL CHECK (rate_scaled >= 0),
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

-- Services of others, and whatever else an order costs.
CREATE TABLE work_costs (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES work_orders (id),
  kind TEXT NOT NULL CHECK (kind IN ('service', 'other')),
  what TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  counts INTEGER NOT NULL DEFAULT 1 CHECK (counts IN (0, 1)), -- not when somebody else pays
  entered_by TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  voided_at INTEGER,
  voided_by TEXT
) STRICT;
CREATE INDEX work_costs_order ON work_costs (order_id, entered_at, id);

-- A signature is bound to what it signed: the version of the order and the hash of what it said.
CREATE TABLE work_signatures (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES work_orders (id),
  kind TEXT NOT NULL CHECK (kind IN ('tick', 'drawn', 'name', 'proof')),
  meaning TEXT NOT NULL,
  name TEXT NOT NULL,
  strokes TEXT NOT NULL DEFAULT '',
  signed_by TEXT NOT NULL,
  signed_at INTEGER NOT NULL,
  order_version INTEGER NOT NULL,
  content_hash TEXT NOT NULL
) STRICT;
CREATE INDEX work_signatures_order ON work_signatures (order_id, signed_at, id);

CREATE TABLE work_views (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX work_views_shared ON work_views (shared, name);
CREATE INDEX work_views_owner ON work_views (owner_id, name);
