-- The rows of an import that came to one end, in the order of the file.
CREATE INDEX import_rows_report ON import_rows (import_id, state, row);
