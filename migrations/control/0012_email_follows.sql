-- Set with a new address until every organization of the login has written it down: what a crash left is swept.
ALTER TABLE logins ADD COLUMN email_changed_at INTEGER;
CREATE INDEX logins_email_changed ON logins (email_changed_at) WHERE email_changed_at IS NOT NULL;
