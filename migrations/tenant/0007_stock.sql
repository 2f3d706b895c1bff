-- Parts and the stock ledger. Quantities are hundred-thousandths of the part's base unit, values the currency's
-- smallest unit: whole numbers both.
CREATE TABLE part_categories (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  parent_id TEXT REFERENCES part_categories (id),
  path TEXT NOT NULL UNIQUE, -- the ids from the root, each with a slash behind it: what is below is a range of it
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX part_categories_name ON part_categories (coalesce(parent_id, ''), name COLLATE NOCASE);

CREATE TABLE parts (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL, -- as people write it
  number_folded TEXT NOT NULL UNIQUE, -- without separators and capitals
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  category_id TEXT REFERENCES part_categories (id),
  manufacturer TEXT NOT NULL DEFAULT '',
  manufacturer_number TEXT NOT NULL DEFAULT '',
  criticality TEXT NOT NULL DEFAULT 'essential' CHECK (criticality IN ('vital', 'essential', 'desirable')),
  unit TEXT NOT NULL, -- UN/ECE Recommendation 20
  whole INTEGER NOT NULL CHECK (whole IN (0, 1)), -- counted in whole units only
  tracking TEXT NOT NULL DEFAULT 'none' CHECK (tracking IN ('none', 'lot', 'serial')),
  expires INTEGER NOT NULL DEFAULT 0 CHECK (expires IN (0, 1)),
  repairable INTEGER NOT NULL DEFAULT 0 CHECK (repairable IN (0, 1)),
  hazard TEXT NOT NULL DEFAULT '',
  storage TEXT NOT NULL DEFAULT '',
  specifications TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(specifications)),
  photo_id TEXT,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  retired_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX parts_number ON parts (number, id) WHERE retired_at IS NULL;
CREATE INDEX parts_name ON parts (name, id) WHERE retired_at IS NULL;
CREATE INDEX parts_category ON parts (category_id, number, id) WHERE retired_at IS NULL;
CREATE INDEX parts_retired ON parts (number, id) WHERE retired_at IS NOT NULL;

CREATE VIRTUAL TABLE parts_words USING fts5 (number, name, description, manufacturer, manufacturer_number, content = 'parts', content_rowid = 'rowid', tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3');
CREATE TRIGGER parts_words_insert AFTER INSERT ON parts BEGIN
  INSERT INTO parts_words (rowid, number, name, description, manufacturer, manufacturer_number)
  VALUES (NEW.rowid, NEW.number, NEW.name, NEW.description, NEW.manufacturer, NEW.manufacturer_number);
END;
CREATE TRIGGER parts_words_update AFTER UPDATE OF number, name, description, manufacturer, manufacturer_number ON parts BEGIN
  INSERT INTO parts_words (parts_words, rowid, number, name, description, manufacturer, manufacturer_number)
  VALUES ('delete', OLD.rowid, OLD.number, OLD.name, OLD.description, OLD.manufacturer, OLD.manufacturer_number);
  INSERT INTO parts_words (rowid, number, name, description, manufacturer, manufacturer_number)
  VALUES (NEW.rowid, NEW.number, NEW.name, NEW.description, NEW.manufacturer, NEW.manufacturer_number);
END;

-- Every number by which a part is known, folded: its own, its maker's, its vendors', and the bar codes on its box.
CREATE TABLE part_numbers (
  part_id TEXT NOT NULL REFERENCES parts (id),
  kind TEXT NOT NULL CHECK (kind IN ('own', 'maker', 'vendor', 'old')),
  number TEXT NOT NULL,
  folded TEXT NOT NULL,
  PRIMARY KEY (part_id, kind, folded)
) STRICT;
CREATE INDEX part_numbers_folded ON part_numbers (folded, part_id);
CREATE VIRTUAL TABLE part_numbers_words USING fts5 (folded, content = 'part_numbers', content_rowid = 'rowid', tokenize = 'trigram');
CREATE TRIGGER part_numbers_words_insert AFTER INSERT ON part_numbers BEGIN
  INSERT INTO part_numbers_words (rowid, folded) VALUES (NEW.rowid, NEW.folded);
END;
CREATE TRIGGER part_numbers_words_delete AFTER DELETE ON part_numbers BEGIN
  INSERT INTO part_numbers_words (part_numbers_words, rowid, folded) VALUES ('delete', OLD.rowid, OLD.folded);
END;

-- How the organization keeps its stock.
CREATE TABLE stock_policy (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  method TEXT NOT NULL DEFAULT 'average' CHECK (method IN ('average', 'fifo')),
  open_from TEXT NOT NULL DEFAULT '1970-01-01', -- the first day of the open stock period
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO stock_policy (only_row) VALUES (1);

-- What is in stock of a part in all its bins: the projection of its ledger, kept in the same transaction.
CREATE TABLE stock (
  part_id TEXT PRIMARY KEY REFERENCES parts (id),
  quantity INTEGER NOT NULL DEFAULT 0 CHECK (quantity >= 0),
  value_minor INTEGER NOT NULL DEFAULT 0 CHECK (value_minor >= 0),
  hard INTEGER NOT NULL DEFAULT 0 CHECK (hard >= 0), -- promised
  unfit INTEGER NOT NULL DEFAULT 0 CHECK (unfit >= 0), -- in a condition other than ok
  on_order INTEGER NOT NULL DEFAULT 0 CHECK (on_order >= 0),
  last_unit_value_minor INTEGER NOT NULL DEFAULT 0, -- of a whole unit, at the last receipt
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (hard + unfit <= quantity),
  CHECK (quantity > 0 OR value_minor = 0)
) STRICT;

CREATE TABLE stock_lots (
  id TEXT PRIMARY KEY,
  part_id TEXT NOT NULL REFERENCES parts (id),
  code TEXT NOT NULL, -- the lot's or the serial number
  expires_on TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (part_id, code)
) STRICT;
CREATE INDEX stock_lots_expires ON stock_lots (expires_on) WHERE expires_on IS NOT NULL;

CREATE TABLE stock_balances (
  part_id TEXT NOT NULL REFERENCES parts (id),
  bin_id TEXT NOT NULL,
  condition TEXT NOT NULL CHECK (condition IN ('ok', 'quarantine', 'damaged', 'rejected', 'in-repair', 'expired', 'lost')),
  lot_id TEXT NOT NULL DEFAULT '', -- empty for none
  on_hand INTEGER NOT NULL CHECK (on_hand >= 0),
  hard INTEGER NOT NULL CHECK (hard >= 0),
  CHECK (hard <= on_hand),
  PRIMARY KEY (part_id, bin_id, condition, lot_id)
) STRICT;
CREATE INDEX stock_balances_bin ON stock_balances (bin_id, part_id);

CREATE TABLE stock_layers (
  part_id TEXT NOT NULL REFERENCES parts (id),
  seq INTEGER NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  value_minor INTEGER NOT NULL CHECK (value_minor >= 0),
  PRIMARY KEY (part_id, seq)
) STRICT;

-- The ledger. Append-only: a correction is a new line that names the one it takes back.
CREATE TABLE stock_moves (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  part_id TEXT NOT NULL REFERENCES parts (id),
  kind TEXT NOT NULL CHECK (kind IN ('receipt', 'issue', 'return', 'transfer', 'adjustment', 'count', 'scrap', 'revaluation')),
  quantity INTEGER NOT NULL CHECK (quantity >= 0),
  from_bin TEXT,
  from_condition TEXT,
  to_bin TEXT,
  to_condition TEXT,
  lot_id TEXT NOT NULL DEFAULT '',
  value_minor INTEGER NOT NULL, -- what it did to the value of the stock
  variance_minor INTEGER NOT NULL DEFAULT 0,
  currency TEXT NOT NULL,
  running_quantity INTEGER NOT NULL CHECK (running_quantity >= 0),
  running_value_minor INTEGER NOT NULL CHECK (running_value_minor >= 0),
  subject TEXT, -- the id of what it was for: a work order, an asset, a member; or a cost centre in words
  reason TEXT NOT NULL DEFAULT '',
  reverses_id TEXT UNIQUE REFERENCES stock_moves (id),
  returns_id TEXT REFERENCES stock_moves (id),
  effective_at INTEGER NOT NULL, -- when it happened
  posted_at INTEGER NOT NULL, -- when it was written: its value counts from here
  actor_id TEXT NOT NULL
) STRICT;
CREATE INDEX stock_moves_part ON stock_moves (part_id, seq);
CREATE INDEX stock_moves_from ON stock_moves (from_bin, seq) WHERE from_bin IS NOT NULL;
CREATE INDEX stock_moves_to ON stock_moves (to_bin, seq) WHERE to_bin IS NOT NULL;
CREATE INDEX stock_moves_subject ON stock_moves (subject, seq) WHERE subject IS NOT NULL;
CREATE INDEX stock_moves_returns ON stock_moves (returns_id) WHERE returns_id IS NOT NULL;
CREATE INDEX stock_moves_posted ON stock_moves (posted_at, seq);

CREATE TRIGGER stock_moves_no_update BEFORE UPDATE ON stock_moves BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER stock_moves_no_delete BEFORE DELETE ON stock_moves BEGIN SELECT RAISE(ABORT, 'append-only'); END;
-- INSERT OR REPLACE deletes without firing the trigger above.
CREATE TRIGGER stock_moves_no_replace BEFORE INSERT ON stock_moves
WHEN EXISTS (SELECT 1 FROM stock_moves WHERE seq = NEW.seq OR id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'append-only: duplicate'); END;
