-- Who is to get how much of what is in stock, and what is on its way.
ALTER TABLE stock ADD COLUMN soft INTEGER NOT NULL DEFAULT 0 CHECK (soft >= 0); -- wanted, promised from no bin yet
ALTER TABLE parts ADD COLUMN lead_days INTEGER NOT NULL DEFAULT 7 CHECK (lead_days BETWEEN 0 AND 1000); -- from order to shelf
ALTER TABLE stock_policy ADD COLUMN buffer_days INTEGER NOT NULL DEFAULT 2 CHECK (buffer_days BETWEEN 0 AND 90);

CREATE TABLE stock_reservations (
  id TEXT PRIMARY KEY,
  part_id TEXT NOT NULL REFERENCES parts (id),
  state TEXT NOT NULL CHECK (state IN ('assigned', 'reserved', 'kitted', 'staged', 'issued', 'returned', 'released')),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  issued INTEGER NOT NULL DEFAULT 0 CHECK (issued >= 0),
  returned INTEGER NOT NULL DEFAULT 0 CHECK (returned BETWEEN 0 AND issued),
  bin_id TEXT, -- where it is promised
  lot_id TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL, -- as in stock_moves
  required_on TEXT,
  note TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (issued <= quantity),
  CHECK ((state IN ('reserved', 'kitted', 'staged')) = (bin_id IS NOT NULL))
) STRICT;
CREATE INDEX stock_reservations_part ON stock_reservations (part_id, required_on, id) WHERE state IN ('assigned', 'reserved', 'kitted', 'staged');
CREATE INDEX stock_reservations_open ON stock_reservations (coalesce(required_on, ''), id) WHERE state IN ('assigned', 'reserved', 'kitted', 'staged');
CREATE INDEX stock_reservations_subject ON stock_reservations (subject, id);
CREATE INDEX stock_reservations_bin ON stock_reservations (bin_id) WHERE bin_id IS NOT NULL;

-- What was ordered and has not come: a line of an order each, by its id.
CREATE TABLE stock_on_order (
  source TEXT PRIMARY KEY,
  part_id TEXT NOT NULL REFERENCES parts (id),
  quantity INTEGER NOT NULL CHECK (quantity > 0), -- still to come
  due_on TEXT,
  place_id TEXT, -- the storeroom or site that it is for
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX stock_on_order_part ON stock_on_order (part_id, due_on);
