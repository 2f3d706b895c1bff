-- What goes wrong, why, and what is done about it: lists for every class of equipment, and for all of them.
CREATE TABLE work_failure_codes (
  id TEXT PRIMARY KEY,
  class_id TEXT REFERENCES asset_classes (id), -- null: for every class
  level TEXT NOT NULL CHECK (level IN ('problem', 'cause', 'remedy')),
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  words TEXT NOT NULL DEFAULT '', -- what people write when they mean it
  needs_words INTEGER NOT NULL DEFAULT 0 CHECK (needs_words IN (0, 1)),
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX work_failure_codes_code ON work_failure_codes (coalesce(class_id, ''), level, lower(code)) WHERE ended_at IS NULL;

-- What was suggested of an order’s words and what a person chose.
CREATE TABLE work_codings (
  order_id TEXT NOT NULL REFERENCES work_orders (id),
  level TEXT NOT NULL CHECK (level IN ('problem', 'cause', 'remedy')),
  suggested_id TEXT,
  chosen_id TEXT NOT NULL REFERENCES work_failure_codes (id),
  chosen_by TEXT NOT NULL,
  chosen_at INTEGER NOT NULL,
  PRIMARY KEY (order_id, level)
) STRICT;
