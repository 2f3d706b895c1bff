-- What every room stands on. Instants are whole milliseconds UTC; local dates are 'YYYY-MM-DD'.

CREATE TABLE organization (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  id TEXT NOT NULL, -- whose database this is: a store that is opened for another organization refuses
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  legal_name TEXT NOT NULL DEFAULT '',
  tax_number TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  website TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(address)),
  billing_address TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(billing_address)),
  time_zone TEXT NOT NULL,
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  locale TEXT NOT NULL,
  units TEXT NOT NULL CHECK (units IN ('metric', 'us')),
  fiscal_year_start_month INTEGER NOT NULL CHECK (fiscal_year_start_month BETWEEN 1 AND 12),
  logo TEXT, -- the key of the picture in the file store
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE audit_entries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind IN ('member', 'system', 'operator')),
  actor_id TEXT NOT NULL,
  session_id TEXT,
  address_prefix TEXT,
  request_id TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  facts TEXT NOT NULL CHECK (json_valid(facts)),
  changes TEXT NOT NULL CHECK (json_valid(changes)),
  reason TEXT,
  key TEXT UNIQUE, -- the same key a second time is the same deed
  fingerprint TEXT,
  result TEXT NOT NULL CHECK (json_valid(result))
) STRICT;
CREATE INDEX audit_entries_subject ON audit_entries (subject, seq);
CREATE INDEX audit_entries_actor ON audit_entries (actor_id, seq);
CREATE INDEX audit_entries_action ON audit_entries (action, seq);
CREATE INDEX audit_entries_at ON audit_entries (at);

CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries BEGIN SELECT RAISE(ABORT, 'append-only'); END;
-- INSERT OR REPLACE deletes without firing the trigger above.
CREATE TRIGGER audit_entries_no_replace BEFORE INSERT ON audit_entries
WHEN EXISTS (SELECT 1 FROM audit_entries WHERE seq = NEW.seq OR id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'append-only: duplicate'); END;

-- The chain over the audit entries: hash(n) = SHA-256(hash(n - 1) and entry n), written by the sealer.
CREATE TABLE audit_seals (
  seq INTEGER PRIMARY KEY,
  hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_seals_no_update BEFORE UPDATE ON audit_seals BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER audit_seals_no_delete BEFORE DELETE ON audit_seals BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER audit_seals_no_replace BEFORE INSERT ON audit_seals
WHEN EXISTS (SELECT 1 FROM audit_seals WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'append-only: duplicate'); END;

CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body)),
  request_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  sent_at INTEGER
) STRICT;
CREATE INDEX outbox_waiting ON outbox (created_at) WHERE sent_at IS NULL;
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;

-- A guard is a count that must be exactly one, or the whole batch is rolled back. Always empty between commits.
CREATE TABLE commit_guard (
  holds INTEGER NOT NULL CHECK (holds = 1)
) STRICT;

CREATE TABLE members (
  id TEXT PRIMARY KEY,
  login_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  job_title TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL, -- for showing; what counts is the membership in the control database
  theme TEXT NOT NULL DEFAULT 'auto' CHECK (theme IN ('auto', 'day', 'night')),
  density TEXT NOT NULL DEFAULT 'comfortable' CHECK (density IN ('comfortable', 'compact')),
  shortcuts INTEGER NOT NULL DEFAULT 1 CHECK (shortcuts IN (0, 1)),
  time_zone TEXT, -- null: the organization's
  joined_at INTEGER NOT NULL,
  left_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX members_name ON members (name, id);
