-- Preventive plans: what is done again and again, a clock for each of its assets, and what became of each date.
CREATE TABLE plans (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  title TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  tasks TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tasks)),
  kind TEXT NOT NULL CHECK (kind IN ('preventive', 'inspection', 'safety', 'calibration')),
  priority INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 4),
  assignee_id TEXT REFERENCES members (id),
  team_id TEXT REFERENCES teams (id),
  owner_id TEXT REFERENCES members (id), -- decides when nobody does it
  estimate_minutes INTEGER CHECK (estimate_minutes > 0),
  due_minute INTEGER CHECK (due_minute BETWEEN 0 AND 1439), -- by the clock of the site
  rule TEXT NOT NULL CHECK (json_valid(rule)),
  starts_on TEXT NOT NULL,
  ends_on TEXT,
  basis TEXT NOT NULL CHECK (basis IN ('fixed', 'floating')),
  lead_days INTEGER NOT NULL CHECK (lead_days BETWEEN 0 AND 365),
  holidays TEXT NOT NULL CHECK (holidays IN ('ignore', 'before', 'after', 'skip')),
  seasons TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(seasons)),
  skip_every INTEGER CHECK (skip_every BETWEEN 2 AND 100),
  stacks INTEGER NOT NULL CHECK (stacks IN (0, 1)),
  family TEXT NOT NULL DEFAULT '',
  grace_early_days INTEGER CHECK (grace_early_days BETWEEN 0 AND 365),
  grace_late_days INTEGER CHECK (grace_late_days BETWEEN 0 AND 365),
  paused_at INTEGER,
  paused_by TEXT,
  pause_reason TEXT NOT NULL DEFAULT '',
  next_on TEXT NOT NULL DEFAULT '9999-12-31', -- the earliest of its clocks, for lists
  untouched INTEGER NOT NULL DEFAULT 0, -- the most in a row that nobody did, of its clocks
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  CHECK ((paused_at IS NULL) = (paused_by IS NULL))
) STRICT;
CREATE INDEX plans_next ON plans (next_on, id) WHERE paused_at IS NULL;
CREATE INDEX plans_paused ON plans (title, id) WHERE paused_at IS NOT NULL;
CREATE INDEX plans_untouched ON plans (title, id) WHERE untouched >= 3;

CREATE TABLE plan_clocks (
  id TEXT PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plans (id),
  asset_id TEXT NOT NULL REFERENCES assets (id),
  site_id TEXT REFERENCES places (id),
  starts_on TEXT NOT NULL,
  last_on TEXT, -- the last date of the rule that was used up
  count INTEGER NOT NULL DEFAULT 0,
  base_on TEXT, -- from what a floating plan counts
  last_done_on TEXT,
  next_on TEXT, -- when it is due next
  look_at INTEGER, -- when the house looks at it again; null while nothing comes
  untouched INTEGER NOT NULL DEFAULT 0,
  trouble TEXT NOT NULL DEFAULT '', -- why the last order could not be raised
  ended_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX plan_clocks_plan ON plan_clocks (plan_id, asset_id) WHERE ended_at IS NULL;
CREATE INDEX plan_clocks_asset ON plan_clocks (asset_id, next_on) WHERE ended_at IS NULL;
CREATE INDEX plan_clocks_next ON plan_clocks (next_on, id) WHERE ended_at IS NULL;
CREATE INDEX plan_clocks_look ON plan_clocks (look_at, id) WHERE look_at IS NOT NULL;

-- One date of a plan for one asset. Its key names it, so that whoever reckons it twice finds it there.
CREATE TABLE occurrences (
  id TEXT PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plans (id),
  clock_id TEXT NOT NULL REFERENCES plan_clocks (id),
  asset_id TEXT NOT NULL REFERENCES assets (id),
  site_id TEXT REFERENCES places (id),
  key TEXT NOT NULL,
  rule_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('raised', 'done', 'missed', 'skipped', 'satisfied')),
  why TEXT NOT NULL DEFAULT '',
  order_id TEXT,
  raised_at INTEGER NOT NULL,
  settled_on TEXT,
  UNIQUE (clock_id, key)
) STRICT;
CREATE INDEX occurrences_plan ON occurrences (plan_id, due_on DESC, id DESC);
CREATE INDEX occurrences_open ON occurrences (clock_id) WHERE state = 'raised';
CREATE INDEX occurrences_order ON occurrences (order_id) WHERE order_id IS NOT NULL;
