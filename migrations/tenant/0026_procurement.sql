-- Buying: what is needed, who is asked, what they answer, what is ordered and what comes. Quantities are
-- hundred-thousandths of the unit, prices millionths of the currency, amounts its smallest unit: whole numbers all.

-- One thing that somebody needs, until it is asked for, ordered or dropped.
CREATE TABLE requisitions (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  part_id TEXT REFERENCES parts (id),
  words TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  unit TEXT NOT NULL,
  needed_on TEXT,
  about TEXT, -- what it is for: an asset, a work order
  state TEXT NOT NULL CHECK (state IN ('open', 'asked', 'ordered', 'dropped')),
  rfq_id TEXT,
  reason TEXT NOT NULL DEFAULT '', -- why it was dropped
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX requisitions_state ON requisitions (state, id);
CREATE INDEX requisitions_rfq ON requisitions (rfq_id) WHERE rfq_id IS NOT NULL;

CREATE TABLE rfqs (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'closed', 'awarded', 'cancelled')),
  revision INTEGER NOT NULL DEFAULT 0, -- how often it went out
  ship_to TEXT NOT NULL,
  needed_on TEXT,
  reply_on TEXT NOT NULL,
  reply_by INTEGER NOT NULL, -- the end of that day where the goods go
  about TEXT,
  waiting_minor INTEGER CHECK (waiting_minor >= 0), -- what a working day of waiting costs; nobody outside is told
  notes TEXT NOT NULL DEFAULT '', -- for the vendors
  owner_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  closed_at INTEGER,
  award_reason TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX rfqs_state ON rfqs (state, id DESC);
CREATE INDEX rfqs_due ON rfqs (reply_by) WHERE state = 'sent';

CREATE TABLE rfq_lines (
  id TEXT PRIMARY KEY,
  rfq_id TEXT NOT NULL REFERENCES rfqs (id),
  position INTEGER NOT NULL,
  requisition_id TEXT REFERENCES requisitions (id),
  part_id TEXT REFERENCES parts (id),
  part_number TEXT NOT NULL DEFAULT '',
  words TEXT NOT NULL,
  specification TEXT NOT NULL DEFAULT '',
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  unit TEXT NOT NULL,
  alternates INTEGER NOT NULL DEFAULT 1 CHECK (alternates IN (0, 1)), -- an equal part will do
  UNIQUE (rfq_id, position)
) STRICT;

-- Who was asked, once a revision, with exactly what they were told.
CREATE TABLE rfq_invitations (
  id TEXT PRIMARY KEY,
  rfq_id TEXT NOT NULL REFERENCES rfqs (id),
  vendor_id TEXT NOT NULL REFERENCES vendors (id),
  revision INTEGER NOT NULL,
  contact_id TEXT,
  person TEXT NOT NULL,
  email TEXT NOT NULL,
  disclosed TEXT NOT NULL CHECK (json_valid(disclosed)),
  code TEXT NOT NULL, -- of the house's directory: whose link it is
  token TEXT NOT NULL UNIQUE, -- 256 random bits: the link
  state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'bounced', 'opened', 'answered', 'declined', 'expired', 'withdrawn')),
  trouble TEXT NOT NULL DEFAULT '',
  sent_at INTEGER,
  opened_at INTEGER,
  answered_at INTEGER,
  reminders INTEGER NOT NULL DEFAULT 0 CHECK (reminders BETWEEN 0 AND 2),
  reminded_at INTEGER,
  draft TEXT CHECK (draft IS NULL OR json_valid(draft)), -- what they saved to finish later
  UNIQUE (rfq_id, vendor_id, revision)
) STRICT;
CREATE INDEX rfq_invitations_vendor ON rfq_invitations (vendor_id, id DESC);

CREATE TABLE quotes (
  id TEXT PRIMARY KEY,
  rfq_id TEXT NOT NULL REFERENCES rfqs (id),
  vendor_id TEXT NOT NULL REFERENCES vendors (id),
  invitation_id TEXT REFERENCES rfq_invitations (id),
  version INTEGER NOT NULL,
  way TEXT NOT NULL CHECK (way IN ('link', 'mail', 'hand')),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  freight_kind TEXT NOT NULL CHECK (freight_kind IN ('included', 'flat', 'unknown')),
  freight_minor INTEGER,
  free_above_minor INTEGER,
  valid_until TEXT,
  reference TEXT NOT NULL DEFAULT '',
  terms TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '', -- the words that it was read from
  late INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),
  received_at INTEGER NOT NULL,
  received_by TEXT NOT NULL,
  replaced_at INTEGER, -- a newer version came
  UNIQUE (rfq_id, vendor_id, version)
) STRICT;
CREATE INDEX quotes_vendor ON quotes (vendor_id, received_at DESC);

CREATE TABLE quote_lines (
  id TEXT PRIMARY KEY,
  quote_id TEXT NOT NULL REFERENCES quotes (id),
  line_id TEXT NOT NULL REFERENCES rfq_lines (id),
  offer TEXT NOT NULL CHECK (offer IN ('exact', 'alternate', 'none')),
  price INTEGER CHECK (price >= 0), -- of one unit of the line; null is not stated
  per INTEGER NOT NULL DEFAULT 1, -- as they wrote it: for so many
  minimum INTEGER,
  pack INTEGER,
  available INTEGER, -- when it is less than asked
  lead_days INTEGER,
  breaks TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(breaks)),
  note TEXT NOT NULL DEFAULT '',
  evidence TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(evidence)),
  UNIQUE (quote_id, line_id)
) STRICT;

-- What one unit of a currency was worth, by whom, on which day.
CREATE TABLE exchange_rates (
  from_currency TEXT NOT NULL,
  to_currency TEXT NOT NULL,
  on_day TEXT NOT NULL,
  rate TEXT NOT NULL,
  source TEXT NOT NULL,
  written_by TEXT NOT NULL,
  PRIMARY KEY (from_currency, to_currency, on_day)
) STRICT;

CREATE TABLE buying_rules (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  approve_above_minor INTEGER NOT NULL DEFAULT 100000,
  second_above_minor INTEGER NOT NULL DEFAULT 1000000,
  over_percent INTEGER NOT NULL DEFAULT 5 CHECK (over_percent BETWEEN 0 AND 100)
) STRICT;
INSERT INTO buying_rules (only_row) VALUES (1);

CREATE TABLE purchase_orders (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  revision INTEGER NOT NULL DEFAULT 1,
  vendor_id TEXT NOT NULL REFERENCES vendors (id),
  rfq_id TEXT REFERENCES rfqs (id),
  quote_id TEXT REFERENCES quotes (id),
  state TEXT NOT NULL CHECK (state IN ('approval', 'approved', 'sent', 'acknowledged', 'received', 'cancelled', 'declined')),
  currency TEXT NOT NULL,
  freight_minor INTEGER NOT NULL DEFAULT 0,
  total_minor INTEGER NOT NULL,
  own_minor INTEGER NOT NULL, -- in the organization's currency, at the rate of the award
  ship_to TEXT NOT NULL,
  about TEXT,
  terms TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT '',
  due_on TEXT,
  content_hash TEXT NOT NULL,
  code TEXT NOT NULL DEFAULT '',
  token TEXT NOT NULL UNIQUE,
  person TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  sent_at INTEGER,
  acknowledged_at INTEGER,
  chased_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX purchase_orders_state ON purchase_orders (state, id DESC);
CREATE INDEX purchase_orders_vendor ON purchase_orders (vendor_id, id DESC);
CREATE INDEX purchase_orders_due ON purchase_orders (due_on) WHERE state IN ('sent', 'acknowledged');

CREATE TABLE purchase_order_lines (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES purchase_orders (id),
  position INTEGER NOT NULL,
  rfq_line_id TEXT REFERENCES rfq_lines (id),
  part_id TEXT REFERENCES parts (id),
  part_number TEXT NOT NULL DEFAULT '',
  words TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  unit TEXT NOT NULL,
  price INTEGER NOT NULL CHECK (price >= 0),
  received INTEGER NOT NULL DEFAULT 0,
  damaged INTEGER NOT NULL DEFAULT 0,
  cancelled INTEGER NOT NULL DEFAULT 0,
  promised_on TEXT,
  UNIQUE (order_id, position)
) STRICT;
CREATE INDEX purchase_order_lines_part ON purchase_order_lines (part_id, id DESC) WHERE part_id IS NOT NULL;

CREATE TABLE purchase_order_approvals (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES purchase_orders (id),
  step INTEGER NOT NULL CHECK (step IN (1, 2)),
  content_hash TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('approved', 'declined')),
  reason TEXT NOT NULL DEFAULT '',
  decided_by TEXT NOT NULL,
  decided_at INTEGER NOT NULL,
  UNIQUE (order_id, step, content_hash)
) STRICT;

CREATE TABLE receipts (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  order_id TEXT NOT NULL REFERENCES purchase_orders (id),
  slip TEXT NOT NULL DEFAULT '',
  received_at INTEGER NOT NULL,
  received_by TEXT NOT NULL
) STRICT;
CREATE INDEX receipts_order ON receipts (order_id, id);

CREATE TABLE receipt_lines (
  id TEXT PRIMARY KEY,
  receipt_id TEXT NOT NULL REFERENCES receipts (id),
  order_line_id TEXT NOT NULL REFERENCES purchase_order_lines (id),
  bin_id TEXT,
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  condition TEXT NOT NULL CHECK (condition IN ('ok', 'quarantine')),
  lot TEXT NOT NULL DEFAULT '',
  expires_on TEXT,
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX receipt_lines_order_line ON receipt_lines (order_line_id);
