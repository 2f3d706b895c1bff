-- Whose a printed code is: a label works without naming its organization. What it is on stands in the organization's
-- own database; a code that was taken and never used leads nowhere.
CREATE TABLE code_directory (
  code TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  taken_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX code_directory_organization ON code_directory (organization_id);
