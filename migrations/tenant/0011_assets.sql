-- Equipment. ISO 14224's levels 6 to 9: what a place holds, and what stands in each other.

CREATE TABLE asset_classes (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  code TEXT NOT NULL DEFAULT '',
  parent_id TEXT REFERENCES asset_classes (id),
  path TEXT NOT NULL UNIQUE, -- the ids from the top down, each followed by '/'
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX asset_classes_name ON asset_classes (coalesce(parent_id, ''), lower(name));

-- What is asked of every asset of a class, and of the classes below it.
CREATE TABLE asset_fields (
  id TEXT PRIMARY KEY,
  class_id TEXT NOT NULL REFERENCES asset_classes (id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('text', 'number', 'yes-no', 'date', 'choice')),
  unit TEXT, -- UN/ECE Recommendation 20; of numbers only
  choices TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(choices)),
  created_at INTEGER NOT NULL,
  ended_at INTEGER, -- no longer asked; what was answered stays
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (unit IS NULL OR kind = 'number')
) STRICT;
CREATE INDEX asset_fields_class ON asset_fields (class_id);

-- What all assets of one make share.
CREATE TABLE asset_models (
  id TEXT PRIMARY KEY,
  manufacturer TEXT NOT NULL,
  name TEXT NOT NULL,
  manufacturer_folded TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  class_id TEXT REFERENCES asset_classes (id),
  notes TEXT NOT NULL DEFAULT '',
  specifications TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(specifications)), -- by the id of the field
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (manufacturer_folded, name_folded)
) STRICT;
CREATE INDEX asset_models_name ON asset_models (manufacturer, name, id);

CREATE TABLE assets (
  id TEXT PRIMARY KEY,
  tag TEXT NOT NULL,
  tag_folded TEXT NOT NULL, -- without separators, in lower case
  tag_sort TEXT NOT NULL, -- numbers padded, so that P-9 comes before P-10
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  class_id TEXT REFERENCES asset_classes (id),
  model_id TEXT REFERENCES asset_models (id),
  serial TEXT NOT NULL DEFAULT '',
  serial_folded TEXT, -- null where there is none
  folded TEXT NOT NULL, -- every identifier without separators, parted by spaces: what the search looks into
  place_id TEXT REFERENCES places (id),
  site_id TEXT REFERENCES places (id),
  parent_id TEXT REFERENCES assets (id),
  path TEXT NOT NULL UNIQUE, -- the ids from the top of its machine down, each followed by '/'
  fails_parent TEXT NOT NULL DEFAULT 'always' CHECK (fails_parent IN ('always', 'never', 'group')),
  group_needs INTEGER NOT NULL DEFAULT 1 CHECK (group_needs BETWEEN 1 AND 99), -- of its parent's group, how many must work
  state TEXT NOT NULL CHECK (state IN ('operational', 'needs-maintenance', 'down', 'retired')), -- derived, kept for lists
  state_since INTEGER NOT NULL,
  criticality TEXT CHECK (criticality IN ('A', 'B', 'C')), -- derived of the score
  scored TEXT CHECK (scored IS NULL OR json_valid(scored)),
  scored_on TEXT,
  owner_id TEXT REFERENCES members (id),
  in_service_on TEXT,
  warranty_until TEXT,
  currency TEXT,
  purchase_minor INTEGER,
  replacement_minor INTEGER,
  specifications TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(specifications)),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  retired_at INTEGER,
  successor_id TEXT REFERENCES assets (id), -- merged into this one
  version INTEGER NOT NULL DEFAULT 1,
  CHECK ((criticality IS NULL) = (scored IS NULL)),
  CHECK (successor_id IS NULL OR retired_at IS NOT NULL),
  CHECK ((state = 'retired') = (retired_at IS NOT NULL)),
  CHECK ((purchase_minor IS NULL AND replacement_minor IS NULL) OR currency IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX assets_tag ON assets (tag_folded) WHERE retired_at IS NULL;
CREATE UNIQUE INDEX assets_serial ON assets (model_id, serial_folded)
  WHERE model_id IS NOT NULL AND serial_folded IS NOT NULL AND successor_id IS NULL;
CREATE INDEX assets_list ON assets (tag_sort, id) WHERE retired_at IS NULL;
CREATE INDEX assets_state ON assets (state, tag_sort, id) WHERE successor_id IS NULL;
CREATE INDEX assets_criticality ON assets (criticality, tag_sort, id) WHERE retired_at IS NULL;
CREATE INDEX assets_model ON assets (model_id, tag_sort, id) WHERE model_id IS NOT NULL;
CREATE INDEX assets_children ON assets (parent_id, tag_sort, id) WHERE parent_id IS NOT NULL;
CREATE INDEX assets_place ON assets (place_id, tag_sort, id) WHERE place_id IS NOT NULL;
CREATE INDEX assets_tops ON assets (site_id, tag_sort, id) WHERE parent_id IS NULL AND retired_at IS NULL;
CREATE INDEX assets_any_tag ON assets (tag_folded);
CREATE INDEX assets_any_serial ON assets (serial_folded) WHERE serial_folded IS NOT NULL;

-- What an asset belongs to at every height: each place it stands in, each class it is of. A list of one is a range.
CREATE TABLE asset_facets (
  key TEXT NOT NULL, -- the id of a place or a class; '~' before it for what is retired
  tag_sort TEXT NOT NULL,
  asset_id TEXT NOT NULL REFERENCES assets (id),
  PRIMARY KEY (key, tag_sort, asset_id)
) STRICT;
CREATE INDEX asset_facets_asset ON asset_facets (asset_id);

CREATE VIRTUAL TABLE assets_words USING fts5 (name, folded, content = 'assets', content_rowid = 'rowid', tokenize = 'trigram remove_diacritics 1');
CREATE TRIGGER assets_words_insert AFTER INSERT ON assets BEGIN
  INSERT INTO assets_words (rowid, name, folded) VALUES (NEW.rowid, NEW.name, NEW.folded);
END;
CREATE TRIGGER assets_words_update AFTER UPDATE OF name, folded ON assets BEGIN
  INSERT INTO assets_words (assets_words, rowid, name, folded) VALUES ('delete', OLD.rowid, OLD.name, OLD.folded);
  INSERT INTO assets_words (rowid, name, folded) VALUES (NEW.rowid, NEW.name, NEW.folded);
END;
CREATE TRIGGER assets_words_delete AFTER DELETE ON assets BEGIN
  INSERT INTO assets_words (assets_words, rowid, name, folded) VALUES ('delete', OLD.rowid, OLD.name, OLD.folded);
END;

-- The functional clock: when an asset could not do its work. Work on it has clocks of its own.
CREATE TABLE asset_stops (
  id TEXT PRIMARY KEY,
  asset_id TEXT NOT NULL REFERENCES assets (id),
  class TEXT NOT NULL CHECK (class IN ('failure', 'planned', 'external', 'operational')),
  cause TEXT NOT NULL DEFAULT '',
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  started_by TEXT NOT NULL,
  ended_by TEXT,
  -- A stop of a part that stops this one too; null for a stop of its own.
  because_of TEXT REFERENCES asset_stops (id),
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (ended_at IS NULL OR ended_at > started_at)
) STRICT;
CREATE UNIQUE INDEX asset_stops_open ON asset_stops (asset_id) WHERE ended_at IS NULL;
CREATE INDEX asset_stops_asset ON asset_stops (asset_id, started_at DESC, id);
CREATE INDEX asset_stops_because ON asset_stops (because_of) WHERE because_of IS NOT NULL;

-- Why an asset needs maintenance though it runs. Settled ones stay as history.
CREATE TABLE asset_concerns (
  id TEXT PRIMARY KEY,
  asset_id TEXT NOT NULL REFERENCES assets (id),
  why TEXT NOT NULL,
  raised_at INTEGER NOT NULL,
  raised_by TEXT NOT NULL,
  settled_at INTEGER,
  settled_by TEXT
) STRICT;
CREATE INDEX asset_concerns_open ON asset_concerns (asset_id, raised_at) WHERE settled_at IS NULL;
CREATE INDEX asset_concerns_asset ON asset_concerns (asset_id, raised_at DESC);

-- Everything that ever happened to an asset, written in the commit that did it or by the announcement of another room.
CREATE TABLE asset_events (
  id TEXT PRIMARY KEY,
  asset_id TEXT NOT NULL REFERENCES assets (id),
  at INTEGER NOT NULL, -- when it happened, which may be before it was written down
  kind TEXT NOT NULL, -- state, place, change, note, or the room that announced it
  what TEXT NOT NULL, -- the fact or the verb
  actor_id TEXT NOT NULL,
  details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
  subject TEXT, -- the record that it is about, where that is another one
  key TEXT UNIQUE -- an announcement that comes twice is one event
) STRICT;
CREATE INDEX asset_events_asset ON asset_events (asset_id, at DESC, id DESC);
CREATE INDEX asset_events_kind ON asset_events (asset_id, kind, at DESC, id DESC);

-- What people know: of an asset, of all of its model, of all of its class. Never edited: superseded.
CREATE TABLE asset_notes (
  id TEXT PRIMARY KEY,
  about TEXT NOT NULL, -- as_, md_ or ac_
  text TEXT NOT NULL,
  warning INTEGER NOT NULL DEFAULT 0 CHECK (warning IN (0, 1)), -- shown on top of the page: locks out, hazards
  pinned_at INTEGER,
  written_at INTEGER NOT NULL,
  written_by TEXT NOT NULL,
  supersedes TEXT REFERENCES asset_notes (id),
  superseded_at INTEGER, -- by a newer one, or by none: it no longer holds
  superseded_by TEXT,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX asset_notes_about ON asset_notes (about, pinned_at DESC, written_at DESC) WHERE superseded_at IS NULL;
CREATE INDEX asset_notes_all ON asset_notes (about, written_at DESC);
CREATE VIRTUAL TABLE asset_notes_words USING fts5 (text, content = 'asset_notes', content_rowid = 'rowid', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE TRIGGER asset_notes_words_insert AFTER INSERT ON asset_notes BEGIN
  INSERT INTO asset_notes_words (rowid, text) VALUES (NEW.rowid, NEW.text);
END;
CREATE TRIGGER asset_notes_words_update AFTER UPDATE OF text ON asset_notes BEGIN
  INSERT INTO asset_notes_words (asset_notes_words, rowid, text) VALUES ('delete', OLD.rowid, OLD.text);
  INSERT INTO asset_notes_words (rowid, text) VALUES (NEW.rowid, NEW.text);
END;
CREATE TRIGGER asset_notes_words_delete AFTER DELETE ON asset_notes BEGIN
  INSERT INTO asset_notes_words (asset_notes_words, rowid, text) VALUES ('delete', OLD.rowid, OLD.text);
END;

-- A list somebody looks at often: its filters under a name.
CREATE TABLE asset_views (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX asset_views_shared ON asset_views (shared, name);
CREATE INDEX asset_views_owner ON asset_views (owner_id, name);
