-- The post office: threads about records, messages of every channel, and what people agreed to.

CREATE TABLE threads (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  subject TEXT NOT NULL,
  about TEXT, -- the id of the record that it is about
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  state TEXT NOT NULL CHECK (state IN ('open', 'unmatched', 'snoozed', 'done')),
  party TEXT NOT NULL DEFAULT '', -- whom it is with, as the list shows it
  party_record TEXT, -- the vendor or member behind the address, where it is known
  assignee_id TEXT REFERENCES members (id),
  snoozed_until INTEGER,
  unread INTEGER NOT NULL DEFAULT 0 CHECK (unread IN (0, 1)),
  waits_for TEXT NOT NULL DEFAULT 'nobody' CHECK (waits_for IN ('us', 'them', 'nobody')),
  snippet TEXT NOT NULL DEFAULT '',
  last_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  CHECK ((state = 'snoozed') = (snoozed_until IS NOT NULL))
) STRICT;
CREATE INDEX threads_state ON threads (state, last_at DESC, id DESC);
CREATE INDEX threads_assignee ON threads (assignee_id, last_at DESC, id DESC) WHERE state = 'open';
CREATE INDEX threads_about ON threads (about, last_at DESC, id DESC) WHERE about IS NOT NULL;
CREATE INDEX threads_party ON threads (party_record, last_at DESC, id DESC) WHERE party_record IS NOT NULL;
CREATE INDEX threads_snoozed ON threads (snoozed_until) WHERE snoozed_until IS NOT NULL;

CREATE TABLE thread_labels (
  label TEXT NOT NULL COLLATE NOCASE,
  thread_id TEXT NOT NULL REFERENCES threads (id),
  last_at INTEGER NOT NULL,
  PRIMARY KEY (label, thread_id)
) STRICT;
CREATE INDEX thread_labels_last ON thread_labels (label, last_at DESC, thread_id DESC);
CREATE INDEX thread_labels_thread ON thread_labels (thread_id);

-- Everybody who took part, by the address that they took part with.
CREATE TABLE thread_parties (
  thread_id TEXT NOT NULL REFERENCES threads (id),
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  address TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  invited INTEGER NOT NULL CHECK (invited IN (0, 1)), -- the house wrote to this address, or a person said that it belongs
  last_at INTEGER NOT NULL,
  PRIMARY KEY (thread_id, channel, address)
) STRICT;
CREATE INDEX thread_parties_address ON thread_parties (channel, address, last_at DESC);

CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  thread_id TEXT NOT NULL REFERENCES threads (id),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out', 'note')),
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'note')),
  status TEXT NOT NULL CHECK (status IN ('draft', 'queued', 'sending', 'unknown', 'sent', 'delivered', 'undelivered', 'failed', 'bounced', 'withheld', 'received', 'note')),
  status_at INTEGER NOT NULL,
  status_detail TEXT NOT NULL DEFAULT '',
  from_address TEXT NOT NULL DEFAULT '',
  from_name TEXT NOT NULL DEFAULT '',
  to_address TEXT NOT NULL DEFAULT '',
  to_name TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',
  fresh TEXT NOT NULL DEFAULT '', -- the new part of it, without what it quotes
  html TEXT, -- of letters that the house writes; what comes in is read from its raw form
  purpose TEXT NOT NULL DEFAULT 'work' CHECK (purpose IN ('work', 'marketing', 'consent')),
  urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1)), -- does not wait for the end of the quiet hours
  at INTEGER NOT NULL,
  written_by TEXT NOT NULL,
  send_key TEXT UNIQUE, -- the same key twice is the same message
  internet_id TEXT, -- the Message-ID, without its brackets
  references_ids TEXT NOT NULL DEFAULT '', -- those before it, with blanks between
  provider TEXT NOT NULL DEFAULT '',
  provider_id TEXT,
  tries INTEGER NOT NULL DEFAULT 0,
  next_try_at INTEGER,
  lease_until INTEGER,
  segments INTEGER,
  raw_key TEXT, -- where the bytes lie as they came
  raw_bytes INTEGER NOT NULL DEFAULT 0,
  auth TEXT NOT NULL DEFAULT 'unknown' CHECK (auth IN ('pass', 'fail', 'unknown')),
  auth_detail TEXT NOT NULL DEFAULT '',
  marks TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(marks)),
  files TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(files)),
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX messages_thread ON messages (thread_id, at, id);
CREATE INDEX messages_internet ON messages (internet_id) WHERE internet_id IS NOT NULL;
CREATE INDEX messages_provider ON messages (provider, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX messages_due ON messages (next_try_at) WHERE status = 'queued' AND next_try_at IS NOT NULL;
CREATE INDEX messages_leased ON messages (lease_until) WHERE status = 'sending';
CREATE INDEX messages_unsent ON messages (status, at DESC, id DESC) WHERE status IN ('unknown', 'failed', 'undelivered', 'bounced', 'withheld');
CREATE INDEX messages_drafts ON messages (written_by, at DESC) WHERE status = 'draft';

CREATE VIRTUAL TABLE messages_words USING fts5 (subject, text, from_address, from_name, to_address, content = 'messages', content_rowid = 'rowid', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE TRIGGER messages_words_insert AFTER INSERT ON messages BEGIN
  INSERT INTO messages_words (rowid, subject, text, from_address, from_name, to_address) VALUES (NEW.rowid, NEW.subject, NEW.text, NEW.from_address, NEW.from_name, NEW.to_address);
END;
CREATE TRIGGER messages_words_update AFTER UPDATE OF subject, text, from_address, from_name, to_address ON messages BEGIN
  INSERT INTO messages_words (messages_words, rowid, subject, text, from_address, from_name, to_address) VALUES ('delete', OLD.rowid, OLD.subject, OLD.text, OLD.from_address, OLD.from_name, OLD.to_address);
  INSERT INTO messages_words (rowid, subject, text, from_address, from_name, to_address) VALUES (NEW.rowid, NEW.subject, NEW.text, NEW.from_address, NEW.from_name, NEW.to_address);
END;
CREATE TRIGGER messages_words_delete AFTER DELETE ON messages BEGIN
  INSERT INTO messages_words (messages_words, rowid, subject, text, from_address, from_name, to_address) VALUES ('delete', OLD.rowid, OLD.subject, OLD.text, OLD.from_address, OLD.from_name, OLD.to_address);
END;

-- Every yes and no of a number or an address, in the words that were shown. Append-only: the newest counts.
CREATE TABLE consent_ledger (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  address TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('all', 'work', 'marketing')),
  event TEXT NOT NULL CHECK (event IN ('opt-in', 'opt-out', 'paused', 'bounced', 'complained', 'blocked', 'restored')),
  words TEXT NOT NULL,
  source TEXT NOT NULL,
  message_id TEXT,
  by TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_ledger_address ON consent_ledger (channel, address, seq DESC);
CREATE TRIGGER consent_ledger_no_update BEFORE UPDATE OF channel, purpose, event, words, at ON consent_ledger BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- Rules that people taught: what comes from an address or a domain goes where it belongs.
CREATE TABLE post_rules (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('address', 'domain')),
  value TEXT NOT NULL,
  about TEXT, -- the record that such messages are about
  label TEXT NOT NULL DEFAULT '',
  made_at INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  UNIQUE (kind, value)
) STRICT;

-- Domains that the organization has dealt with, folded so that those that merely look alike meet.
CREATE TABLE known_domains (
  domain TEXT PRIMARY KEY,
  skeleton TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT;
CREATE INDEX known_domains_skeleton ON known_domains (skeleton);

CREATE TABLE post_settings (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  number TEXT NOT NULL DEFAULT '', -- the organization's own, in E.164
  quiet_from TEXT NOT NULL DEFAULT '21:00',
  quiet_to TEXT NOT NULL DEFAULT '07:00',
  automatic_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A provider that does not answer is left alone for a while.
CREATE TABLE post_circuits (
  channel TEXT PRIMARY KEY CHECK (channel IN ('email', 'sms')),
  failures INTEGER NOT NULL,
  first_failure_at INTEGER NOT NULL,
  open_until INTEGER NOT NULL DEFAULT 0,
  detail TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX members_phone ON members (phone) WHERE phone <> '';
