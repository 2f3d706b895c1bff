-- What a session can prove, and what each organization asks of it.

ALTER TABLE sessions ADD COLUMN kind TEXT NOT NULL DEFAULT 'browser' CHECK (kind IN ('browser', 'shared'));
-- How the person proved who they are, and when: [{"way": "password", "at": 1764000000000}, …], oldest first.
ALTER TABLE sessions ADD COLUMN proofs TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(proofs));
ALTER TABLE sessions ADD COLUMN rotated_at INTEGER NOT NULL DEFAULT 0; -- when its token last changed
ALTER TABLE sessions ADD COLUMN country TEXT NOT NULL DEFAULT ''; -- ISO 3166-1 alpha-2, as the edge sees it
ALTER TABLE sessions ADD COLUMN city TEXT NOT NULL DEFAULT '';

-- One session reaches every organization of its login; when it was last seen is counted in each apart, so that being
-- busy in one does not keep another open.
CREATE TABLE session_visits (
  session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  first_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  ended_at INTEGER, -- an administrator ended it here: it opens again when the person proves themselves anew
  PRIMARY KEY (session_id, organization_id)
) STRICT;
CREATE INDEX session_visits_organization ON session_visits (organization_id, seen_at);

-- Sessions that were proved before this instant do not open the organization; 'end all' moves it.
ALTER TABLE memberships ADD COLUMN proved_after INTEGER NOT NULL DEFAULT 0;
-- When what the member may do last changed: their session's token rotates with the next page.
ALTER TABLE memberships ADD COLUMN grants_changed_at INTEGER NOT NULL DEFAULT 0;

-- Projected from the organization's own database, where its truth is. No row: the defaults of identity/access.ts.
CREATE TABLE access_policies (
  organization_id TEXT PRIMARY KEY REFERENCES organizations (id),
  idle_minutes INTEGER NOT NULL CHECK (idle_minutes BETWEEN 15 AND 60),
  absolute_minutes INTEGER NOT NULL CHECK (absolute_minutes BETWEEN 480 AND 1440),
  second_factor TEXT NOT NULL CHECK (second_factor IN ('optional', 'required')),
  sso_enforced INTEGER NOT NULL CHECK (sso_enforced IN (0, 1)),
  networks TEXT NOT NULL CHECK (json_valid(networks)), -- ["192.0.2.0/24", …]; empty: from anywhere
  version INTEGER NOT NULL
) STRICT;
