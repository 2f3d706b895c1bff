-- Invoices of vendors, matched line by line with what was ordered and what came.
CREATE TABLE vendor_invoices (
  id TEXT PRIMARY KEY,
  vendor_id TEXT NOT NULL REFERENCES vendors (id),
  order_id TEXT NOT NULL REFERENCES purchase_orders (id),
  number TEXT NOT NULL, -- in the vendor's books
  number_key TEXT NOT NULL, -- the same without marks and cases: two of them are one invoice
  currency TEXT NOT NULL,
  invoiced_on TEXT NOT NULL,
  due_on TEXT,
  freight_minor INTEGER NOT NULL CHECK (freight_minor >= 0),
  total_minor INTEGER NOT NULL CHECK (total_minor >= 0), -- as it is written on the invoice, without VAT
  state TEXT NOT NULL CHECK (state IN ('matched', 'exception', 'released', 'cancelled')),
  exceptions TEXT NOT NULL CHECK (json_valid(exceptions)), -- of the whole: freight, total, currency
  owner_id TEXT NOT NULL, -- who is asked about its exceptions
  reason TEXT NOT NULL DEFAULT '', -- why it was released or cancelled
  decided_by TEXT,
  decided_at INTEGER,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX vendor_invoices_once ON vendor_invoices (vendor_id, number_key) WHERE state <> 'cancelled';
CREATE INDEX vendor_invoices_state ON vendor_invoices (state, id DESC);
CREATE INDEX vendor_invoices_order ON vendor_invoices (order_id, id);

CREATE TABLE vendor_invoice_lines (
  id TEXT PRIMARY KEY,
  invoice_id TEXT NOT NULL REFERENCES vendor_invoices (id),
  order_line_id TEXT NOT NULL REFERENCES purchase_order_lines (id),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  price INTEGER NOT NULL CHECK (price >= 0),
  exceptions TEXT NOT NULL CHECK (json_valid(exceptions)),
  UNIQUE (invoice_id, order_line_id)
) STRICT;
CREATE INDEX vendor_invoice_lines_line ON vendor_invoice_lines (order_line_id);

-- How far a billed price may stand above the ordered one; what of an order's line is billed.
ALTER TABLE buying_rules ADD COLUMN price_percent INTEGER NOT NULL DEFAULT 2 CHECK (price_percent BETWEEN 0 AND 100);
ALTER TABLE purchase_order_lines ADD COLUMN billed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX purchase_order_lines_unbilled ON purchase_order_lines (id) WHERE received > billed;
