-- What is known of a part beside its stock: who sells it, what stands in for it, what it belongs to, how it is ordered,
-- counted, lent and put into kits. Quantities are hundred-thousandths of a unit, as in 0007.
CREATE TABLE part_vendors (
  id TEXT PRIMARY KEY,
  part_id TEXT NOT NULL REFERENCES parts (id),
  vendor_id TEXT, -- where the vendor is a record
  vendor_name TEXT NOT NULL,
  number TEXT NOT NULL DEFAULT '', -- what the vendor calls it
  unit TEXT NOT NULL, -- what it is bought in
  factor INTEGER NOT NULL CHECK (factor > 0), -- base units in one of those
  least INTEGER NOT NULL CHECK (least >= 0), -- bought at least, in that unit
  multiple INTEGER NOT NULL CHECK (multiple > 0), -- and in multiples of
  lead_days INTEGER CHECK (lead_days BETWEEN 0 AND 1000),
  price TEXT NOT NULL DEFAULT '', -- of one of that unit, a decimal in the organization's currency
  preferred INTEGER NOT NULL DEFAULT 0 CHECK (preferred IN (0, 1)),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;
CREATE INDEX part_vendors_part ON part_vendors (part_id, preferred, id);
CREATE INDEX part_vendors_vendor ON part_vendors (vendor_id, id) WHERE vendor_id IS NOT NULL;

-- What can be taken instead. One row a direction: the smaller bearing does not always do for the larger.
CREATE TABLE part_substitutes (
  part_id TEXT NOT NULL REFERENCES parts (id),
  instead_id TEXT NOT NULL REFERENCES parts (id),
  note TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (part_id, instead_id),
  CHECK (part_id <> instead_id)
) STRICT;
CREATE INDEX part_substitutes_instead ON part_substitutes (instead_id);

-- The bill of spares of an asset (as_) or of all of a model (md_).
CREATE TABLE part_uses (
  target TEXT NOT NULL,
  part_id TEXT NOT NULL REFERENCES parts (id),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  note TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (target, part_id)
) STRICT;
CREATE INDEX part_uses_part ON part_uses (part_id, target);

-- When to buy again: in all (place_id empty) or for one storeroom.
ALTER TABLE stock ADD COLUMN reorder_point INTEGER CHECK (reorder_point >= 0); -- of the row for all; null: never by itself
ALTER TABLE stock ADD COLUMN low_since INTEGER; -- set once when it falls to the point, cleared when it is above again
ALTER TABLE stock ADD COLUMN class TEXT CHECK (class IN ('A', 'B', 'C')); -- by the value used in a year; null: none was
ALTER TABLE stock ADD COLUMN used_year INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stock ADD COLUMN used_value_minor INTEGER NOT NULL DEFAULT 0;
CREATE INDEX stock_wanting ON stock (part_id) WHERE reorder_point IS NOT NULL AND quantity - unfit - hard - soft <= reorder_point;
CREATE INDEX stock_low ON stock (part_id) WHERE reorder_point IS NOT NULL AND quantity - unfit - hard <= reorder_point;
CREATE TABLE part_policies (
  part_id TEXT NOT NULL REFERENCES parts (id),
  place_id TEXT NOT NULL DEFAULT '',
  reorder_point INTEGER NOT NULL CHECK (reorder_point >= 0),
  reorder_quantity INTEGER NOT NULL CHECK (reorder_quantity >= 0), -- zero: up to the maximum
  maximum INTEGER CHECK (maximum >= 0),
  version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (part_id, place_id)
) STRICT;
CREATE INDEX part_policies_place ON part_policies (place_id, part_id);

CREATE INDEX parts_criticality ON parts (criticality, number, id) WHERE retired_at IS NULL;

-- Counting.
CREATE TABLE count_rules (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('period', 'turnover', 'accuracy', 'zero')),
  place_id TEXT NOT NULL, -- the storeroom whose bins it is about
  every_days INTEGER NOT NULL DEFAULT 0, -- period: counted at least every so many days
  turnover_minor INTEGER NOT NULL DEFAULT 0, -- turnover: when so much value went through a bin since its last count
  accuracy_floor INTEGER NOT NULL DEFAULT 0, -- accuracy: when the last count of a bin was below so many per cent
  most_bins INTEGER NOT NULL DEFAULT 20, -- bins of one session
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE TABLE count_sessions (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  title TEXT NOT NULL,
  rule_id TEXT,
  blind INTEGER NOT NULL CHECK (blind IN (0, 1)),
  state TEXT NOT NULL CHECK (state IN ('open', 'review', 'posted', 'cancelled')),
  tolerance_percent INTEGER NOT NULL CHECK (tolerance_percent BETWEEN 0 AND 100),
  approval_minor INTEGER NOT NULL CHECK (approval_minor >= 0),
  accuracy INTEGER, -- hundredths of a per cent
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  closed_at INTEGER,
  closed_by TEXT,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX count_sessions_state ON count_sessions (state, number);
CREATE TABLE count_lines (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES count_sessions (id),
  part_id TEXT NOT NULL REFERENCES parts (id),
  bin_id TEXT NOT NULL,
  lot_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('to-count', 'recount', 'counted', 'posted')),
  expected INTEGER, -- by the ledger when it was first counted
  counted INTEGER,
  difference INTEGER, -- counted less what the ledger said at that moment
  counted_at INTEGER,
  counted_by TEXT,
  first_by TEXT, -- who counted before the recount
  first_difference INTEGER,
  move_id TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (session_id, bin_id, part_id, lot_id)
) STRICT;
CREATE INDEX count_lines_session ON count_lines (session_id, bin_id, id);
CREATE INDEX count_lines_bin ON count_lines (bin_id, counted_at);
CREATE INDEX count_lines_part ON count_lines (part_id, counted_at);

-- Kits: what goes together.
CREATE TABLE stock_kits (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  notes TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX stock_kits_name ON stock_kits (name, id) WHERE ended_at IS NULL;
CREATE TABLE stock_kit_lines (
  kit_id TEXT NOT NULL REFERENCES stock_kits (id),
  part_id TEXT NOT NULL REFERENCES parts (id),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (kit_id, part_id)
) STRICT;

-- Tools that are lent and come back. The tool is a part; the loan is an issue with a day.
CREATE TABLE stock_loans (
  id TEXT PRIMARY KEY,
  part_id TEXT NOT NULL REFERENCES parts (id),
  move_id TEXT NOT NULL UNIQUE REFERENCES stock_moves (id),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  borrower TEXT NOT NULL, -- as the subject of its move
  due_on TEXT NOT NULL,
  lent_at INTEGER NOT NULL,
  lent_by TEXT NOT NULL,
  back_at INTEGER
) STRICT;
CREATE INDEX stock_loans_out ON stock_loans (due_on, id) WHERE back_at IS NULL;
CREATE INDEX stock_loans_part ON stock_loans (part_id, id);
