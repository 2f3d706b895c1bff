-- How far each label printer prints beside the cut labels: micrometres to the right and down, and thousandths of size.
CREATE TABLE label_printers (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE,
  offset_x_um INTEGER NOT NULL CHECK (offset_x_um BETWEEN -10000 AND 10000),
  offset_y_um INTEGER NOT NULL CHECK (offset_y_um BETWEEN -10000 AND 10000),
  scale_permille INTEGER NOT NULL CHECK (scale_permille BETWEEN 970 AND 1030),
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
