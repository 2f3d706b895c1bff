-- What people agreed to says for what and by which channel, and nothing of it goes before its three years are over.
DROP TRIGGER consents_no_update;
CREATE TABLE consents_wider (
  id TEXT PRIMARY KEY,
  member_id TEXT NOT NULL REFERENCES members (id),
  kind TEXT NOT NULL CHECK (kind IN ('age', 'policy', 'sms')),
  purpose TEXT NOT NULL CHECK (purpose <> ''),
  channel TEXT NOT NULL CHECK (channel IN ('none', 'text')),
  given INTEGER NOT NULL CHECK (given IN (0, 1)),
  words TEXT NOT NULL, -- exactly what stood beside the box
  version TEXT NOT NULL,
  at INTEGER NOT NULL,
  how TEXT NOT NULL CHECK (how IN ('sign-up', 'invitation', 'join-request', 'first-visit', 'profile'))
) STRICT;
INSERT INTO consents_wider (id, member_id, kind, purpose, channel, given, words, version, at, how)
  SELECT id, member_id, kind, iif(kind = 'age', 'being-of-age', iif(kind = 'policy', 'terms', 'work-messages')),
    iif(kind = 'sms', 'text', 'none'), given, words, version, at, how FROM consents;
DROP TABLE consents;
ALTER TABLE consents_wider RENAME TO consents;
CREATE INDEX consents_member ON consents (member_id, kind, at);
CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER consents_no_delete BEFORE DELETE ON consents WHEN OLD.at > (unixepoch() - 94694400) * 1000
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
-- An entry that comes twice is the first one: INSERT OR REPLACE walks past the other two.
CREATE TRIGGER consents_no_replace BEFORE INSERT ON consents WHEN EXISTS (SELECT 1 FROM consents WHERE id = NEW.id)
BEGIN SELECT RAISE(IGNORE); END;

-- Somebody whom the provider or the directory made a member has seen no box yet: their first page asks.
ALTER TABLE members ADD COLUMN to_agree INTEGER NOT NULL DEFAULT 0 CHECK (to_agree IN (0, 1));
