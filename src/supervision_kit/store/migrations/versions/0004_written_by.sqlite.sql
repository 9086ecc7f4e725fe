-- Who wrote a state that an import brought in. Statements are parted by empty lines.

ALTER TABLE revisions ADD COLUMN written_by TEXT;

ALTER TABLE revisions ADD COLUMN written_at TEXT;

ALTER TABLE revisions ADD COLUMN changed_by TEXT;

ALTER TABLE revisions ADD COLUMN changed_at TEXT;
