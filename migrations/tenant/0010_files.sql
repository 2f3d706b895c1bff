-- One row for each different content: the same bytes twice are stored once.
CREATE TABLE files (
  id TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64), -- of the bytes that are kept, in hex
  name TEXT NOT NULL, -- as it first came
  kind TEXT NOT NULL CHECK (kind IN ('photo', 'pdf', 'plain')),
  type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  width INTEGER,
  height INTEGER,
  thumbnail INTEGER NOT NULL DEFAULT 0 CHECK (thumbnail IN (0, 1)),
  active INTEGER NOT NULL DEFAULT 0 CHECK (active IN (0, 1)), -- a PDF with scripts or files inside
  text_state TEXT CHECK (text_state IN ('waiting', 'reading', 'ready', 'refused')), -- null: nothing with pages
  text_reason TEXT, -- why its text is not searchable
  pages INTEGER,
  pages_read INTEGER NOT NULL DEFAULT 0,
  text_tries INTEGER NOT NULL DEFAULT 0, -- of the step that is at work: a step that kills its worker is not tried for ever
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  loose_since INTEGER -- since when no record holds it
) STRICT;
CREATE INDEX files_loose ON files (loose_since) WHERE loose_since IS NOT NULL;
CREATE INDEX files_unread ON files (created_at) WHERE text_state IN ('waiting', 'reading');

-- A file hangs on a record, under a name and for a purpose.
CREATE TABLE attachments (
  id TEXT PRIMARY KEY,
  file_id TEXT NOT NULL REFERENCES files (id),
  about TEXT NOT NULL, -- the id of any record
  role TEXT NOT NULL CHECK (role IN ('photo', 'nameplate', 'manual', 'document')),
  name TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (about, file_id)
) STRICT;
CREATE INDEX attachments_about ON attachments (about, id);
CREATE INDEX attachments_file ON attachments (file_id, id);

CREATE VIRTUAL TABLE attachments_words USING fts5 (name, content = 'attachments', content_rowid = 'rowid', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE TRIGGER attachments_words_insert AFTER INSERT ON attachments BEGIN
  INSERT INTO attachments_words (rowid, name) VALUES (NEW.rowid, NEW.name);
END;
CREATE TRIGGER attachments_words_update AFTER UPDATE OF name ON attachments BEGIN
  INSERT INTO attachments_words (attachments_words, rowid, name) VALUES ('delete', OLD.rowid, OLD.name);
  INSERT INTO attachments_words (rowid, name) VALUES (NEW.rowid, NEW.name);
END;
CREATE TRIGGER attachments_words_delete AFTER DELETE ON attachments BEGIN
  INSERT INTO attachments_words (attachments_words, rowid, name) VALUES ('delete', OLD.rowid, OLD.name);
END;

-- A file on its way. Its parts lie in the store; which of them have come is asked there.
CREATE TABLE uploads (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  fingerprint TEXT NOT NULL, -- how the sender knows the same file again; empty when it cannot
  about TEXT,
  role TEXT NOT NULL,
  file_id TEXT, -- set when it has arrived whole
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX uploads_mine ON uploads (created_by, about, id) WHERE file_id IS NULL;
CREATE INDEX uploads_file ON uploads (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX uploads_expires ON uploads (expires_at);

-- The text of documents, page by page, for finding and quoting.
CREATE TABLE file_pages (
  seq INTEGER PRIMARY KEY,
  file_id TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  page INTEGER NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (file_id, page)
) STRICT;

CREATE VIRTUAL TABLE file_pages_words USING fts5 (text, content = 'file_pages', content_rowid = 'seq', tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TRIGGER file_pages_words_insert AFTER INSERT ON file_pages BEGIN
  INSERT INTO file_pages_words (rowid, text) VALUES (NEW.seq, NEW.text);
END;
CREATE TRIGGER file_pages_words_delete AFTER DELETE ON file_pages BEGIN
  INSERT INTO file_pages_words (file_pages_words, rowid, text) VALUES ('delete', OLD.seq, OLD.text);
END;
