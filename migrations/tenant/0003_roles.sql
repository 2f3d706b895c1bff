-- Roles that an organization makes itself, beside the built-in ones of the code.
CREATE TABLE roles (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  about TEXT NOT NULL DEFAULT '',
  permissions TEXT NOT NULL DEFAULT '[]' CHECK (json_type(permissions) = 'array'),
  created_at INTEGER NOT NULL,
  removed_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX roles_name ON roles (lower(name)) WHERE removed_at IS NULL;

-- Who was given which role, everywhere (sites is null) or at certain sites.
CREATE TABLE role_assignments (
  member_id TEXT NOT NULL REFERENCES members (id),
  role TEXT NOT NULL, -- the name of a built-in role, or the id of one of the organization's own
  sites TEXT CHECK (sites IS NULL OR json_type(sites) = 'array'),
  granted_at INTEGER NOT NULL,
  granted_by TEXT NOT NULL,
  PRIMARY KEY (member_id, role)
) STRICT;
CREATE INDEX role_assignments_role ON role_assignments (role, member_id);

INSERT INTO role_assignments (member_id, role, sites, granted_at, granted_by)
  SELECT id, role, NULL, joined_at, 'house' FROM members;
ALTER TABLE members DROP COLUMN role;
ALTER TABLE members ADD COLUMN disabled_at INTEGER; -- may not come in until enabled again; is still a member

-- Services act too, by their keys: the list of kinds is longer, and SQLite can only change it in a new table.
CREATE TABLE audit_entries_wider (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind IN ('member', 'service', 'system', 'operator')),
  actor_id TEXT NOT NULL,
  session_id TEXT,
  address_prefix TEXT,
  request_id TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  facts TEXT NOT NULL CHECK (json_valid(facts)),
  changes TEXT NOT NULL CHECK (json_valid(changes)),
  reason TEXT,
  key TEXT UNIQUE, -- the same key a second time is the same deed
  fingerprint TEXT,
  result TEXT NOT NULL CHECK (json_valid(result))
) STRICT;
INSERT INTO audit_entries_wider SELECT * FROM audit_entries;
DROP TABLE audit_entries;
ALTER TABLE audit_entries_wider RENAME TO audit_entries;
CREATE INDEX audit_entries_subject ON audit_entries (subject, seq);
CREATE INDEX audit_entries_actor ON audit_entries (actor_id, seq);
CREATE INDEX audit_entries_action ON audit_entries (action, seq);
CREATE INDEX audit_entries_at ON audit_entries (at);
CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER audit_entries_no_replace BEFORE INSERT ON audit_entries
WHEN EXISTS (SELECT 1 FROM audit_entries WHERE seq = NEW.seq OR id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'append-only: duplicate'); END;
