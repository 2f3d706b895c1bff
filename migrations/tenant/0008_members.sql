-- Teams, departments and positions: ways in which people belong together. One has one department and one position.
CREATE TABLE teams (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('team', 'department', 'position')),
  name TEXT NOT NULL,
  about TEXT NOT NULL DEFAULT '',
  lead_id TEXT REFERENCES members (id),
  created_at INTEGER NOT NULL,
  removed_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX teams_name ON teams (kind, lower(name)) WHERE removed_at IS NULL;

CREATE TABLE team_members (
  team_id TEXT NOT NULL REFERENCES teams (id),
  member_id TEXT NOT NULL REFERENCES members (id),
  kind TEXT NOT NULL CHECK (kind IN ('team', 'department', 'position')),
  since INTEGER NOT NULL,
  PRIMARY KEY (team_id, member_id)
) STRICT;
CREATE UNIQUE INDEX team_members_one ON team_members (member_id, kind) WHERE kind <> 'team';
CREATE INDEX team_members_member ON team_members (member_id);

-- What a person agreed to, in the words that stood there; only added to. The last row of a kind counts.
CREATE TABLE consents (
  id TEXT PRIMARY KEY,
  member_id TEXT NOT NULL REFERENCES members (id),
  kind TEXT NOT NULL CHECK (kind IN ('age', 'policy', 'sms')),
  given INTEGER NOT NULL CHECK (given IN (0, 1)),
  words TEXT NOT NULL, -- exactly what stood beside the box
  version TEXT NOT NULL,
  at INTEGER NOT NULL,
  how TEXT NOT NULL CHECK (how IN ('sign-up', 'invitation', 'join-request', 'profile'))
) STRICT;
CREATE INDEX consents_member ON consents (member_id, kind, at);

CREATE TABLE invitations (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL, -- as compared
  name TEXT NOT NULL,
  job_title TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL DEFAULT '',
  grants TEXT NOT NULL CHECK (json_type(grants) = 'array'),
  hash TEXT NOT NULL UNIQUE, -- of the newest letter's token
  invited_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  sent_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  accepted_at INTEGER,
  accepted_by TEXT,
  revoked_at INTEGER,
  revoked_by TEXT,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX invitations_open ON invitations (email) WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX invitations_list ON invitations (sent_at DESC, id DESC);

-- People of a proved domain who ask to be let in.
CREATE TABLE join_requests (
  id TEXT PRIMARY KEY,
  login_id TEXT NOT NULL,
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  job_title TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL DEFAULT '',
  consents TEXT NOT NULL CHECK (json_type(consents) = 'array'),
  asked_at INTEGER NOT NULL,
  decided_at INTEGER,
  decided_by TEXT,
  accepted INTEGER CHECK (accepted IN (0, 1)),
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX join_requests_open ON join_requests (login_id) WHERE decided_at IS NULL;
CREATE INDEX join_requests_waiting ON join_requests (asked_at, id) WHERE decided_at IS NULL;

CREATE INDEX members_here ON members (name, id) WHERE left_at IS NULL;
