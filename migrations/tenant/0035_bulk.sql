-- What is done with many pieces of equipment at once, in the background: which they are, then one after the other.
CREATE TABLE asset_bulks (
  id TEXT PRIMARY KEY,
  what TEXT NOT NULL CHECK (what IN ('move', 'state')),
  query TEXT NOT NULL, -- the filter of the list
  state TEXT NOT NULL CHECK (state IN ('gathering', 'choosing', 'running', 'done', 'stopped', 'undoing', 'undone')),
  cursor TEXT, -- how far the list was gathered
  seen_sites TEXT CHECK (json_valid(seen_sites)), -- where its maker may look; null for everywhere
  sites TEXT CHECK (json_valid(sites)), -- where its maker may do it
  told TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(told)), -- what becomes of each
  counts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(counts)),
  trouble TEXT NOT NULL DEFAULT '',
  tries INTEGER NOT NULL DEFAULT 0,
  moved_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  finished_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX asset_bulks_made ON asset_bulks (created_by, id);
CREATE INDEX asset_bulks_at_work ON asset_bulks (moved_at) WHERE state IN ('gathering', 'running', 'undoing');

CREATE TABLE asset_bulk_rows (
  bulk_id TEXT NOT NULL REFERENCES asset_bulks (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  asset_id TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'same', 'refused', 'undone', 'kept')),
  reason TEXT NOT NULL DEFAULT '',
  before TEXT NOT NULL DEFAULT '', -- how it was, for taking it back
  PRIMARY KEY (bulk_id, number)
) STRICT;
CREATE INDEX asset_bulk_rows_state ON asset_bulk_rows (bulk_id, state, number);
CREATE INDEX asset_bulk_rows_asset ON asset_bulk_rows (asset_id);
