-- The tree of places: sites, areas, lines, storerooms, bins. What only a site has stays in its own table, by the same id.
CREATE TABLE places (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('site', 'area', 'line', 'storeroom', 'bin')),
  name TEXT NOT NULL,
  code TEXT NOT NULL DEFAULT '',
  code_folded TEXT, -- as codes are compared; null for none
  notes TEXT NOT NULL DEFAULT '',
  parent_id TEXT REFERENCES places (id),
  site_id TEXT NOT NULL REFERENCES places (id),
  -- The ids from the site down, each followed by '/': the subtree of a place is one range of this index.
  path TEXT NOT NULL UNIQUE,
  depth INTEGER NOT NULL CHECK (depth BETWEEN 0 AND 12),
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  successor_id TEXT REFERENCES places (id),
  version INTEGER NOT NULL DEFAULT 1,
  CHECK ((kind = 'site') = (parent_id IS NULL)),
  CHECK (successor_id IS NULL OR ended_at IS NOT NULL)
) STRICT;
CREATE INDEX places_children ON places (parent_id, name, id);
CREATE INDEX places_kind ON places (kind, name, id);
CREATE INDEX places_tree ON places (depth, name, id) WHERE kind <> 'bin' AND ended_at IS NULL;
CREATE INDEX places_successor ON places (successor_id) WHERE successor_id IS NOT NULL;
CREATE UNIQUE INDEX places_code ON places (site_id, code_folded) WHERE code_folded IS NOT NULL AND ended_at IS NULL;

CREATE VIRTUAL TABLE places_words USING fts5 (name, code, code_folded, content = 'places', content_rowid = 'rowid', tokenize = 'trigram remove_diacritics 1');
CREATE TRIGGER places_words_insert AFTER INSERT ON places BEGIN
  INSERT INTO places_words (rowid, name, code, code_folded) VALUES (NEW.rowid, NEW.name, NEW.code, NEW.code_folded);
END;
CREATE TRIGGER places_words_update AFTER UPDATE OF name, code, code_folded ON places BEGIN
  INSERT INTO places_words (places_words, rowid, name, code, code_folded) VALUES ('delete', OLD.rowid, OLD.name, OLD.code, OLD.code_folded);
  INSERT INTO places_words (rowid, name, code, code_folded) VALUES (NEW.rowid, NEW.name, NEW.code, NEW.code_folded);
END;
CREATE TRIGGER places_words_delete AFTER DELETE ON places BEGIN
  INSERT INTO places_words (places_words, rowid, name, code, code_folded) VALUES ('delete', OLD.rowid, OLD.name, OLD.code, OLD.code_folded);
END;

INSERT INTO places (id, kind, name, site_id, path, depth, created_at, ended_at, version)
SELECT id, 'site', name, id, id || '/', 0, created_at, closed_at, version FROM sites;

CREATE TABLE sites_next (
  id TEXT PRIMARY KEY REFERENCES places (id),
  address TEXT NOT NULL CHECK (json_valid(address)),
  contact TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  instructions TEXT NOT NULL DEFAULT '',
  time_zone TEXT NOT NULL,
  receives INTEGER NOT NULL CHECK (receives IN (0, 1)), -- a ship-to site
  latitude_micro INTEGER CHECK (latitude_micro BETWEEN -90000000 AND 90000000), -- millionths of a degree
  longitude_micro INTEGER CHECK (longitude_micro BETWEEN -180000000 AND 180000000),
  hours TEXT CHECK (hours IS NULL OR json_valid(hours)), -- null: around the clock
  CHECK ((latitude_micro IS NULL) = (longitude_micro IS NULL))
) STRICT;
INSERT INTO sites_next (id, address, contact, phone, instructions, time_zone, receives)
SELECT id, address, contact, phone, instructions, time_zone, receives FROM sites;
DROP TABLE sites;
ALTER TABLE sites_next RENAME TO sites;
