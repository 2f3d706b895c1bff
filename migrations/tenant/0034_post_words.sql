-- Words that are written often, each under a name.
CREATE TABLE post_templates (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL COLLATE NOCASE,
  subject TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL CHECK (text <> ''),
  made_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  removed_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX post_templates_name ON post_templates (name) WHERE removed_at IS NULL;
