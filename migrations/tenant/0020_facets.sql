-- A list of a place or a class that is narrowed by state or by rank is one range too.
ALTER TABLE asset_facets ADD COLUMN state TEXT NOT NULL DEFAULT 'operational';
ALTER TABLE asset_facets ADD COLUMN criticality TEXT;
UPDATE asset_facets SET (state, criticality) = (SELECT state, criticality FROM assets WHERE assets.id = asset_facets.asset_id);
CREATE INDEX asset_facets_state ON asset_facets (key, state, tag_sort, asset_id);
CREATE INDEX asset_facets_criticality ON asset_facets (key, criticality, tag_sort, asset_id) WHERE criticality IS NOT NULL;
CREATE TRIGGER asset_facets_follow AFTER UPDATE OF state, criticality ON assets
WHEN OLD.state IS NOT NEW.state OR OLD.criticality IS NOT NEW.criticality BEGIN
  UPDATE asset_facets SET state = NEW.state, criticality = NEW.criticality WHERE asset_id = NEW.id;
END;
