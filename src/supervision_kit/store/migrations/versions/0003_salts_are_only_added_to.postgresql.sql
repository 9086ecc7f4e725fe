-- The salts are guarded like the history. Statements are parted by empty lines.

CREATE TRIGGER salts_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON salts
FOR EACH STATEMENT EXECUTE FUNCTION history_only_added_to();
