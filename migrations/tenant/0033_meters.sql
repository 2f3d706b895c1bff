-- Meters of assets and what they showed. Values are hundred-thousandths of the unit. A reading is never changed: a
-- correction is a new row that voids the old one.
CREATE TABLE meters (
  id TEXT PRIMARY KEY,
  asset_id TEXT NOT NULL REFERENCES assets (id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('continuous', 'gauge', 'characteristic')),
  unit TEXT NOT NULL DEFAULT '',
  words TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(words)), -- what a characteristic may show
  rolls_at INTEGER CHECK (rolls_at > 0), -- a counter goes from one below this to zero
  low INTEGER,
  high INTEGER,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  ended_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1, -- rises with each reading
  CHECK (low IS NULL OR high IS NULL OR low <= high)
) STRICT;
CREATE INDEX meters_asset ON meters (asset_id, id) WHERE ended_at IS NULL;

CREATE TABLE meter_readings (
  id TEXT PRIMARY KEY,
  meter_id TEXT NOT NULL REFERENCES meters (id),
  way TEXT NOT NULL CHECK (way IN ('reading', 'rollover', 'replacement')),
  value INTEGER, -- as the meter showed it
  total INTEGER, -- of a counter: over all its rollovers and replacements
  word TEXT NOT NULL DEFAULT '',
  taken_at INTEGER NOT NULL,
  entered_at INTEGER NOT NULL,
  entered_by TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('hand', 'api', 'step')),
  note TEXT NOT NULL DEFAULT '',
  root_id TEXT NOT NULL, -- the first of the rows that correct one another
  voided_at INTEGER,
  voided_by TEXT
) STRICT;
CREATE INDEX meter_readings_meter ON meter_readings (meter_id, taken_at DESC, id DESC);

-- What is watched: it fires once, and again only after it was re-armed.
CREATE TABLE meter_triggers (
  id TEXT PRIMARY KEY,
  meter_id TEXT NOT NULL REFERENCES meters (id),
  operator TEXT NOT NULL CHECK (operator IN ('above', 'below', 'equal', 'increases-by', 'decreases-by', 'rises-from-last', 'falls-from-last')),
  value INTEGER,
  word TEXT NOT NULL DEFAULT '',
  band INTEGER NOT NULL DEFAULT 0 CHECK (band >= 0), -- how far back it must come before it can fire again
  base INTEGER, -- from what increases and decreases are counted at first
  title TEXT NOT NULL,
  priority INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 4),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE INDEX meter_triggers_meter ON meter_triggers (meter_id, id) WHERE ended_at IS NULL;

CREATE TABLE meter_firings (
  id TEXT PRIMARY KEY,
  trigger_id TEXT NOT NULL REFERENCES meter_triggers (id),
  meter_id TEXT NOT NULL REFERENCES meters (id),
  reading_id TEXT NOT NULL, -- the first of the rows that correct one another
  fired_at INTEGER NOT NULL,
  UNIQUE (trigger_id, reading_id)
) STRICT;
CREATE INDEX meter_firings_meter ON meter_firings (meter_id, fired_at DESC, id DESC);
