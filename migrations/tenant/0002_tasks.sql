-- The numbers that people say (TK-12), counted per organization.
CREATE TABLE numbers (
  kind TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;

CREATE TABLE tasks (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  title TEXT NOT NULL,
  notes TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL CHECK (status IN ('to-do', 'doing', 'done')),
  due_on TEXT CHECK (due_on IS NULL OR due_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  -- Lists run by due date with undated tasks last; an index needs a value for them.
  due_sort TEXT NOT NULL GENERATED ALWAYS AS (coalesce(due_on, '9999-12-31')) STORED,
  assignee_id TEXT REFERENCES members (id),
  about TEXT, -- the id of any record
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  done_at INTEGER,
  done_by TEXT,
  removed_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  CHECK ((status = 'done') = (done_at IS NOT NULL))
) STRICT;
CREATE INDEX tasks_open ON tasks (due_sort, id) WHERE status <> 'done' AND removed_at IS NULL;
CREATE INDEX tasks_assignee ON tasks (assignee_id, due_sort, id) WHERE status <> 'done' AND removed_at IS NULL;
CREATE INDEX tasks_status ON tasks (status, due_sort, id) WHERE removed_at IS NULL;
CREATE INDEX tasks_done ON tasks (done_at DESC, id DESC) WHERE status = 'done' AND removed_at IS NULL;
CREATE INDEX tasks_about ON tasks (about, due_sort, id) WHERE about IS NOT NULL AND removed_at IS NULL;
CREATE INDEX tasks_removed ON tasks (removed_at) WHERE removed_at IS NOT NULL;

CREATE VIRTUAL TABLE tasks_words USING fts5 (title, notes, content = 'tasks', content_rowid = 'rowid', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE TRIGGER tasks_words_insert AFTER INSERT ON tasks BEGIN
  INSERT INTO tasks_words (rowid, title, notes) VALUES (NEW.rowid, NEW.title, NEW.notes);
END;
CREATE TRIGGER tasks_words_update AFTER UPDATE OF title, notes ON tasks BEGIN
  INSERT INTO tasks_words (tasks_words, rowid, title, notes) VALUES ('delete', OLD.rowid, OLD.title, OLD.notes);
  INSERT INTO tasks_words (rowid, title, notes) VALUES (NEW.rowid, NEW.title, NEW.notes);
END;
CREATE TRIGGER tasks_words_delete AFTER DELETE ON tasks BEGIN
  INSERT INTO tasks_words (tasks_words, rowid, title, notes) VALUES ('delete', OLD.rowid, OLD.title, OLD.notes);
END;

-- Where goods are sent and work is done. Lines, areas and bins join them later.
CREATE TABLE sites (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  address TEXT NOT NULL CHECK (json_valid(address)),
  contact TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  instructions TEXT NOT NULL DEFAULT '',
  time_zone TEXT NOT NULL,
  receives INTEGER NOT NULL CHECK (receives IN (0, 1)), -- a ship-to site
  created_at INTEGER NOT NULL,
  closed_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX sites_name ON sites (name, id);
