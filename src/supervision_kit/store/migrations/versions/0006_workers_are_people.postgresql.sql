-- Who has a case is a person here, and a question is set aside for one participant. Statements are parted by empty lines.

ALTER TABLE worker_spells ADD COLUMN person_id TEXT;

UPDATE worker_spells SET person_id = (SELECT id FROM people WHERE code = worker);

ALTER TABLE worker_spells ALTER COLUMN person_id SET NOT NULL;

ALTER TABLE worker_spells DROP CONSTRAINT ck_worker_spells_worker;

ALTER TABLE worker_spells DROP COLUMN worker;

ALTER TABLE worker_spells ADD CONSTRAINT fk_worker_spells_person_id FOREIGN KEY(person_id) REFERENCES people (id);

ALTER TABLE worker_spells ADD CONSTRAINT ck_worker_spells_person_id CHECK (length(person_id) = 32);

ALTER TABLE dismissals ADD COLUMN participant_id TEXT;

ALTER TABLE dismissals ADD CONSTRAINT fk_dismissals_participant_id_case_id FOREIGN KEY(participant_id, case_id) REFERENCES participants (id, case_id);

ALTER TABLE dismissals ADD CONSTRAINT ck_dismissals_participant_id CHECK (length(participant_id) = 32);
