-- Who wrote a state that an import brought in; and the salts are guarded like the history.
-- Statements are parted by empty lines.

CREATE TRIGGER salts_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON salts
FOR EACH STATEMENT EXECUTE FUNCTION history_only_added_to();

ALTER TABLE revisions ADD COLUMN written_by TEXT;

ALTER TABLE revisions ADD COLUMN written_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE revisions ADD COLUMN changed_by TEXT;

ALTER TABLE revisions ADD COLUMN changed_at TIMESTAMP WITH TIME ZONE;
