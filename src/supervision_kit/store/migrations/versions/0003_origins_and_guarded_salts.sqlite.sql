-- Who wrote a state that an import brought in; and the salts are guarded like the history.
-- Statements are parted by empty lines.

CREATE TRIGGER salts_never_changed BEFORE UPDATE ON salts
BEGIN
  SELECT RAISE(ABORT, 'history is only added to');
END;

CREATE TRIGGER salts_never_deleted BEFORE DELETE ON salts
BEGIN
  SELECT RAISE(ABORT, 'history is only added to');
END;

CREATE TABLE revisions (
  record_id TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  save_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  stream TEXT NOT NULL,
  kind TEXT NOT NULL,
  content TEXT,
  digest TEXT NOT NULL,
  written_by TEXT,
  written_at TEXT,
  changed_by TEXT,
  changed_at TEXT,
  CONSTRAINT pk_revisions PRIMARY KEY (record_id, row_version),
  CONSTRAINT fk_revisions_save_id FOREIGN KEY(save_id) REFERENCES saves (save_id)
)
 STRICT;
