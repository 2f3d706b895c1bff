-- A problem of an asset that somebody reported is open as long as its report is.
ALTER TABLE asset_concerns ADD COLUMN report_id TEXT;
ALTER TABLE asset_concerns ADD COLUMN said_down INTEGER NOT NULL DEFAULT 0 CHECK (said_down IN (0, 1));
CREATE UNIQUE INDEX asset_concerns_report ON asset_concerns (report_id) WHERE report_id IS NOT NULL;

-- What usually goes wrong with what is of a class: offered to whoever reports.
ALTER TABLE asset_classes ADD COLUMN symptoms TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(symptoms));

-- What must be known at the machine, in the order in which it is shown.
DROP INDEX asset_notes_about;
CREATE INDEX asset_notes_about ON asset_notes (about, warning DESC, pinned_at DESC, written_at DESC) WHERE superseded_at IS NULL;
