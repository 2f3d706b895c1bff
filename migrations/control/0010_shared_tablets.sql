-- By what a tablet holds the door knows whose it is. Projected from the organization's own database.
CREATE TABLE shared_device_doors (
  hash TEXT PRIMARY KEY,
  device_id TEXT NOT NULL UNIQUE,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  name TEXT NOT NULL,
  ended INTEGER NOT NULL CHECK (ended IN (0, 1)),
  version INTEGER NOT NULL, -- of the truth that it was read from
  seen_at INTEGER -- when the tablet last asked for its people; written here only
) STRICT;
CREATE INDEX shared_device_doors_organization ON shared_device_doors (organization_id);
