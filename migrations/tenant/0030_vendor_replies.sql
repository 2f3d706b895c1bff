-- What vendors wrote back about an RFQ, until a person has looked at it. The words stay in the post office.
CREATE TABLE vendor_replies (
  id TEXT PRIMARY KEY,
  rfq_id TEXT NOT NULL REFERENCES rfqs (id),
  vendor_id TEXT NOT NULL REFERENCES vendors (id),
  invitation_id TEXT NOT NULL REFERENCES rfq_invitations (id),
  message_id TEXT NOT NULL UNIQUE,
  thread_id TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  trusted INTEGER NOT NULL CHECK (trusted IN (0, 1)), -- came with the thread's seal from somebody who was written to
  guessed INTEGER NOT NULL CHECK (guessed IN (0, 1)), -- nothing but the sender says which RFQ it answers
  state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'set-aside')),
  quote_id TEXT REFERENCES quotes (id),
  why TEXT NOT NULL DEFAULT '',
  received_at INTEGER NOT NULL,
  decided_at INTEGER,
  decided_by TEXT
) STRICT;
CREATE INDEX vendor_replies_rfq ON vendor_replies (rfq_id, id DESC);
CREATE INDEX vendor_replies_waiting ON vendor_replies (id) WHERE state = 'waiting';
