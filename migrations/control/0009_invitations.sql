-- Where an invitation's link leads. Whether it still opens anything is said by the organization's own database.
CREATE TABLE invitation_links (
  hash TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  invitation_id TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX invitation_links_expires ON invitation_links (expires_at);
