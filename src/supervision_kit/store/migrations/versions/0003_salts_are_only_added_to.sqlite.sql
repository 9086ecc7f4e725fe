-- The salts are guarded like the history. Statements are parted by empty lines.

CREATE TRIGGER salts_never_changed BEFORE UPDATE ON salts
BEGIN
  SELECT RAISE(ABORT, 'history is only added to');
END;

CREATE TRIGGER salts_never_deleted BEFORE DELETE ON salts
BEGIN
  SELECT RAISE(ABORT, 'history is only added to');
END;
