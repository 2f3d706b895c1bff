-- What a member may do is decided in the organization's own database; here is the copy that the doors read.
ALTER TABLE memberships ADD COLUMN grants TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(grants));
ALTER TABLE memberships ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
UPDATE memberships SET grants = json_array(json_object('role', role, 'sites', NULL));
ALTER TABLE memberships DROP COLUMN role;

-- While a row stands here, the copies of that organization may be behind its truth: the doors read the truth first.
CREATE TABLE fences (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  raised_at INTEGER NOT NULL
) STRICT;
CREATE INDEX fences_organization ON fences (organization_id, raised_at);
