-- Domains that an organization has proved to be its own: where their people are sent to sign in, and whether those who
-- come from there join by themselves. Projected from the organization's own database; a domain is one organization's.
CREATE TABLE proved_domains (
  domain TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  proved_at INTEGER NOT NULL,
  join_policy TEXT NOT NULL CHECK (join_policy IN ('off', 'ask', 'sso'))
) STRICT;
CREATE INDEX proved_domains_organization ON proved_domains (organization_id);

-- Whom an identity provider means. Its issuer and the subject are the key, within the organization that trusts it:
-- what one organization's provider says opens nothing of another's.
CREATE TABLE sso_identities (
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  login_id TEXT NOT NULL REFERENCES logins (id),
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (organization_id, issuer, subject)
) STRICT;
CREATE INDEX sso_identities_login ON sso_identities (login_id);

-- A person on the way to an identity provider and back: ten minutes, once, in the browser that began.
CREATE TABLE sso_flows (
  hash TEXT PRIMARY KEY, -- of the state (OIDC) or of the request's id (SAML)
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('sign-in', 'test')),
  browser_hash TEXT NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body)),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX sso_flows_expires ON sso_flows (expires_at);

-- Assertions that were taken, until they are no longer good: a second time is a replay.
CREATE TABLE sso_assertions (
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  hash TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (organization_id, hash)
) STRICT;
CREATE INDEX sso_assertions_expires ON sso_assertions (expires_at);

-- What a developer wrote down as standing at a domain: it is read in local mode only.
CREATE TABLE local_names (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name, value)
) STRICT;
