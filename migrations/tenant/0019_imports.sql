-- Files of rows that become records. The file is in the file store; its rows lie there too, as pages.
CREATE TABLE imports (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL, -- which kind of record its rows are
  file_id TEXT, -- null when it is forgotten
  file_name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('mapping', 'checking', 'checked', 'running', 'paused', 'done', 'stopped', 'undoing', 'undone')),
  phase TEXT NOT NULL DEFAULT '', -- of a check: reading, keys, judging
  page INTEGER NOT NULL DEFAULT 0, -- of the phase, the last page that is done
  pages INTEGER NOT NULL DEFAULT 0,
  row_count INTEGER NOT NULL DEFAULT 0,
  laid TEXT NOT NULL DEFAULT '', -- as which reading the pages were laid down
  trouble TEXT NOT NULL DEFAULT '', -- why it stopped by itself, in a sentence
  reading TEXT NOT NULL CHECK (json_valid(reading)),
  sample TEXT NOT NULL CHECK (json_valid(sample)),
  mapping TEXT NOT NULL CHECK (json_valid(mapping)),
  existing TEXT NOT NULL DEFAULT 'skip' CHECK (existing IN ('skip', 'update', 'refuse')),
  sites TEXT CHECK (sites IS NULL OR json_valid(sites)), -- where the person may do this; null is everywhere
  counts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(counts)),
  tries INTEGER NOT NULL DEFAULT 0, -- of the step that is at work
  moved_at INTEGER NOT NULL, -- when it last went on
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  started_by TEXT,
  started_at INTEGER,
  finished_at INTEGER,
  forgotten_at INTEGER, -- its file and its rows are erased: it can no longer be undone
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX imports_list ON imports (id DESC);
CREATE INDEX imports_at_work ON imports (moved_at) WHERE state IN ('checking', 'running', 'undoing');
CREATE INDEX imports_old ON imports (created_at) WHERE forgotten_at IS NULL;

-- What each row of a file comes to.
CREATE TABLE import_rows (
  import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  row INTEGER NOT NULL, -- as a spreadsheet numbers it
  page INTEGER NOT NULL,
  key TEXT NOT NULL, -- two rows with the same are the same
  refers TEXT NOT NULL DEFAULT '', -- the name of another row that it calls
  under INTEGER, -- the row that this is
  level INTEGER, -- how many rows stand above it; rows are written from the top down
  note TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('read', 'bad', 'same', 'skip', 'add', 'update', 'added', 'updated', 'left', 'undone', 'kept')),
  record_id TEXT,
  problems TEXT NOT NULL DEFAULT '' CHECK (problems = '' OR json_valid(problems)),
  before TEXT NOT NULL DEFAULT '' CHECK (before = '' OR json_valid(before)), -- what an update wrote over
  PRIMARY KEY (import_id, row)
) STRICT;
CREATE INDEX import_rows_state ON import_rows (import_id, state, level, page, row);
CREATE INDEX import_rows_page ON import_rows (import_id, page);
CREATE INDEX import_rows_key ON import_rows (import_id, key, row);
CREATE INDEX import_rows_under ON import_rows (import_id, under) WHERE under IS NOT NULL;

-- By which names other rows of the file call a row.
CREATE TABLE import_names (
  import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  row INTEGER NOT NULL,
  PRIMARY KEY (import_id, name, row)
) STRICT;

-- How files of one shape were read the last time.
CREATE TABLE import_mappings (
  kind TEXT NOT NULL,
  shape TEXT NOT NULL,
  mapping TEXT NOT NULL CHECK (json_valid(mapping)),
  existing TEXT NOT NULL,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (kind, shape)
) STRICT;

-- Rows call places by their names.
CREATE INDEX places_called ON places (lower(name)) WHERE ended_at IS NULL;
