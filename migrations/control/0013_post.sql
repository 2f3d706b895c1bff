-- Telephone numbers that the installation has, and whose each is.
CREATE TABLE phone_numbers (
  number TEXT PRIMARY KEY,
  organization_id TEXT REFERENCES organizations (id),
  taken_at INTEGER
) STRICT;
CREATE UNIQUE INDEX phone_numbers_organization ON phone_numbers (organization_id) WHERE organization_id IS NOT NULL;

-- What providers told, once each: the same event a second time changes nothing.
CREATE TABLE post_events (
  provider TEXT NOT NULL,
  event_id TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  queued_at INTEGER,
  PRIMARY KEY (provider, event_id)
) STRICT;
CREATE INDEX post_events_received ON post_events (received_at);
