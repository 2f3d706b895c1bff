-- How the organization's people sign in by its own identity provider. One row or none.
CREATE TABLE single_sign_on (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  kind TEXT NOT NULL CHECK (kind IN ('oidc', 'saml')),
  state TEXT NOT NULL CHECK (state IN ('draft', 'on', 'enforced')),
  issuer TEXT NOT NULL, -- of OpenID Connect, or the entity id of SAML
  client_id TEXT NOT NULL DEFAULT '',
  client_secret TEXT NOT NULL DEFAULT '', -- in a box that only the house opens
  entry_point TEXT NOT NULL DEFAULT '', -- where SAML requests go
  certificates TEXT NOT NULL DEFAULT '[]' CHECK (json_type(certificates) = 'array'), -- PEM
  trusts_unsaid INTEGER NOT NULL CHECK (trusts_unsaid IN (0, 1)), -- e-mail addresses count as verified unless said not
  provider_begins INTEGER NOT NULL CHECK (provider_begins IN (0, 1)), -- whether the provider may begin a sign-in
  default_role TEXT NOT NULL, -- of those who join by signing on
  tested_version INTEGER, -- the version with which somebody came through
  tested_at INTEGER,
  changed_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

-- Domains that the organization says are its own, and whether it has proved it.
CREATE TABLE domains (
  domain TEXT PRIMARY KEY,
  token TEXT NOT NULL, -- what must stand in the domain's DNS; no secret
  join_policy TEXT NOT NULL DEFAULT 'off' CHECK (join_policy IN ('off', 'ask', 'sso')),
  added_by TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  proved_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

-- What the organization's directory (SCIM 2.0) knows of its members.
CREATE TABLE directory_tokens (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  used_at INTEGER,
  revoked_at INTEGER
) STRICT;

-- People are never taken out, so the ordinal is the place in the list: the directory's startIndex needs no counting.
CREATE TABLE directory_users (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  member_id TEXT NOT NULL UNIQUE REFERENCES members (id),
  user_name TEXT NOT NULL UNIQUE, -- as compared
  external_id TEXT,
  given_name TEXT NOT NULL DEFAULT '',
  family_name TEXT NOT NULL DEFAULT '',
  managed INTEGER NOT NULL DEFAULT 0 CHECK (managed IN (0, 1)), -- the directory has written it at least once
  changed_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX directory_users_external ON directory_users (external_id) WHERE external_id IS NOT NULL;

CREATE TABLE directory_groups (
  id TEXT PRIMARY KEY,
  display_name TEXT NOT NULL,
  external_id TEXT,
  team_id TEXT, -- the team whose members the group's members are
  role TEXT, -- the role that the group's members have; never owner
  made_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX directory_groups_name ON directory_groups (lower(display_name));
CREATE UNIQUE INDEX directory_groups_external ON directory_groups (external_id) WHERE external_id IS NOT NULL;

CREATE TABLE directory_group_members (
  group_id TEXT NOT NULL REFERENCES directory_groups (id) ON DELETE CASCADE,
  member_id TEXT NOT NULL REFERENCES members (id),
  PRIMARY KEY (group_id, member_id)
) STRICT;
CREATE INDEX directory_group_members_member ON directory_group_members (member_id);

CREATE INDEX members_email ON members (email);
