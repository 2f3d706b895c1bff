-- Whom the organization buys from: who they are, how they are reached, and whether they may be.

CREATE TABLE vendors (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL, -- without capitals, accents and separators: the same company is not written down twice
  legal_name TEXT NOT NULL DEFAULT '',
  tax_number TEXT NOT NULL DEFAULT '',
  website TEXT NOT NULL DEFAULT '',
  account_number TEXT NOT NULL DEFAULT '', -- what we are called in their books
  language TEXT NOT NULL DEFAULT '', -- ISO 639-1; empty: the organization's
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  payment_days INTEGER CHECK (payment_days BETWEEN 0 AND 365),
  payment_terms TEXT NOT NULL DEFAULT '',
  delivery_terms TEXT NOT NULL DEFAULT '',
  categories TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(categories)),
  notes TEXT NOT NULL DEFAULT '',
  tier TEXT NOT NULL CHECK (tier IN ('approved', 'pending', 'blacklisted')),
  tier_reason TEXT NOT NULL DEFAULT '',
  tier_at INTEGER NOT NULL,
  tier_by TEXT NOT NULL,
  merged_into TEXT REFERENCES vendors (id),
  ended_at INTEGER,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX vendors_name ON vendors (name, id) WHERE ended_at IS NULL;
CREATE INDEX vendors_tier ON vendors (tier, name, id) WHERE ended_at IS NULL;
CREATE INDEX vendors_ended ON vendors (name, id) WHERE ended_at IS NOT NULL;
CREATE INDEX vendors_folded ON vendors (name_folded);

CREATE VIRTUAL TABLE vendors_words USING fts5 (name, legal_name, account_number, categories, content = 'vendors', content_rowid = 'rowid', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE TRIGGER vendors_words_insert AFTER INSERT ON vendors BEGIN
  INSERT INTO vendors_words (rowid, name, legal_name, account_number, categories) VALUES (NEW.rowid, NEW.name, NEW.legal_name, NEW.account_number, NEW.categories);
END;
CREATE TRIGGER vendors_words_update AFTER UPDATE OF name, legal_name, account_number, categories ON vendors BEGIN
  INSERT INTO vendors_words (vendors_words, rowid, name, legal_name, account_number, categories) VALUES ('delete', OLD.rowid, OLD.name, OLD.legal_name, OLD.account_number, OLD.categories);
  INSERT INTO vendors_words (rowid, name, legal_name, account_number, categories) VALUES (NEW.rowid, NEW.name, NEW.legal_name, NEW.account_number, NEW.categories);
END;
CREATE TRIGGER vendors_words_delete AFTER DELETE ON vendors BEGIN
  INSERT INTO vendors_words (vendors_words, rowid, name, legal_name, account_number, categories) VALUES ('delete', OLD.rowid, OLD.name, OLD.legal_name, OLD.account_number, OLD.categories);
END;

-- What they deliver, with their name, so that a list of one category runs by name.
CREATE TABLE vendor_categories (
  category TEXT NOT NULL COLLATE NOCASE,
  name TEXT NOT NULL,
  vendor_id TEXT NOT NULL REFERENCES vendors (id),
  PRIMARY KEY (category, vendor_id)
) STRICT;
CREATE INDEX vendor_categories_name ON vendor_categories (category, name, vendor_id);
CREATE INDEX vendor_categories_vendor ON vendor_categories (vendor_id);

CREATE TABLE vendor_contacts (
  id TEXT PRIMARY KEY,
  vendor_id TEXT NOT NULL REFERENCES vendors (id),
  name TEXT NOT NULL,
  job_title TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '', -- as two addresses are compared
  domain TEXT NOT NULL GENERATED ALWAYS AS (CASE WHEN email = '' THEN '' ELSE substr(email, instr(email, '@') + 1) END) STORED,
  phone TEXT NOT NULL DEFAULT '', -- E.164
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'phone')),
  language TEXT NOT NULL DEFAULT '',
  main INTEGER NOT NULL DEFAULT 0 CHECK (main IN (0, 1)),
  removed_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX vendor_contacts_vendor ON vendor_contacts (vendor_id, main DESC, name, id) WHERE removed_at IS NULL;
CREATE INDEX vendor_contacts_email ON vendor_contacts (email) WHERE email <> '' AND removed_at IS NULL;
CREATE INDEX vendor_contacts_domain ON vendor_contacts (domain) WHERE domain <> '' AND removed_at IS NULL;
CREATE INDEX vendor_contacts_phone ON vendor_contacts (phone) WHERE phone <> '' AND removed_at IS NULL;
CREATE VIRTUAL TABLE vendor_contacts_words USING fts5 (name, email, content = 'vendor_contacts', content_rowid = 'rowid', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE TRIGGER vendor_contacts_words_insert AFTER INSERT ON vendor_contacts BEGIN
  INSERT INTO vendor_contacts_words (rowid, name, email) VALUES (NEW.rowid, NEW.name, NEW.email);
END;
CREATE TRIGGER vendor_contacts_words_update AFTER UPDATE OF name, email ON vendor_contacts BEGIN
  INSERT INTO vendor_contacts_words (vendor_contacts_words, rowid, name, email) VALUES ('delete', OLD.rowid, OLD.name, OLD.email);
  INSERT INTO vendor_contacts_words (rowid, name, email) VALUES (NEW.rowid, NEW.name, NEW.email);
END;
CREATE TRIGGER vendor_contacts_words_delete AFTER DELETE ON vendor_contacts BEGIN
  INSERT INTO vendor_contacts_words (vendor_contacts_words, rowid, name, email) VALUES ('delete', OLD.rowid, OLD.name, OLD.email);
END;

CREATE TABLE vendor_addresses (
  id TEXT PRIMARY KEY,
  vendor_id TEXT NOT NULL REFERENCES vendors (id),
  kind TEXT NOT NULL CHECK (kind IN ('office', 'warehouse', 'returns', 'payment')),
  address TEXT NOT NULL CHECK (json_valid(address)),
  latitude_micro INTEGER,
  longitude_micro INTEGER,
  CHECK ((latitude_micro IS NULL) = (longitude_micro IS NULL))
) STRICT;
CREATE INDEX vendor_addresses_vendor ON vendor_addresses (vendor_id, kind, id);

-- Papers that end: certificates, insurance, frame contracts. The bytes stand in the file store.
CREATE TABLE vendor_documents (
  id TEXT PRIMARY KEY,
  vendor_id TEXT NOT NULL REFERENCES vendors (id),
  kind TEXT NOT NULL,
  number TEXT NOT NULL DEFAULT '',
  expires_on TEXT CHECK (expires_on IS NULL OR expires_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  file_id TEXT, -- of the files room; null for a paper that lies in a drawer
  told_on TEXT, -- the day on which its nearing end was announced
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;
CREATE INDEX vendor_documents_vendor ON vendor_documents (vendor_id, expires_on, id);
CREATE INDEX vendor_documents_ending ON vendor_documents (expires_on) WHERE expires_on IS NOT NULL AND told_on IS NULL;

-- Somebody asks to take a vendor off the black list; somebody else decides.
CREATE TABLE vendor_lifts (
  id TEXT PRIMARY KEY,
  vendor_id TEXT NOT NULL REFERENCES vendors (id),
  to_tier TEXT NOT NULL CHECK (to_tier IN ('approved', 'pending')),
  reason TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  decision TEXT CHECK (decision IN ('lifted', 'declined')),
  decision_reason TEXT NOT NULL DEFAULT '',
  decided_by TEXT,
  decided_at INTEGER,
  CHECK ((decision IS NULL) = (decided_at IS NULL)),
  CHECK (decided_by IS NULL OR decided_by <> asked_by)
) STRICT;
CREATE UNIQUE INDEX vendor_lifts_open ON vendor_lifts (vendor_id) WHERE decision IS NULL;
CREATE INDEX vendor_lifts_vendor ON vendor_lifts (vendor_id, asked_at);
