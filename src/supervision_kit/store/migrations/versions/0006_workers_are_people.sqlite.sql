-- Who has a case is a person here, and a question is set aside for one participant. Statements are parted by empty lines.

ALTER TABLE worker_spells ADD COLUMN person_id TEXT;

UPDATE worker_spells SET person_id = (SELECT id FROM people WHERE code = worker);

CREATE TABLE worker_spells (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  from_on TEXT NOT NULL,
  capacity TEXT NOT NULL,
  until_on TEXT,
  reason TEXT NOT NULL,
  handover TEXT,
  withdrawn_on TEXT,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_worker_spells PRIMARY KEY (id),
  CONSTRAINT fk_worker_spells_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT fk_worker_spells_person_id FOREIGN KEY(person_id) REFERENCES people (id),
  CONSTRAINT ck_worker_spells_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_worker_spells_id CHECK (length(id) = 32),
  CONSTRAINT ck_worker_spells_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_worker_spells_person_id CHECK (length(person_id) = 32),
  CONSTRAINT ck_worker_spells_from_on CHECK (from_on >= '2000-01-01'),
  CONSTRAINT ck_worker_spells_from_on_real CHECK (from_on IS date(from_on, '+0 days')),
  CONSTRAINT ck_worker_spells_capacity CHECK (length(capacity) BETWEEN 1 AND 200),
  CONSTRAINT ck_worker_spells_until_on CHECK (until_on >= '2000-01-01'),
  CONSTRAINT ck_worker_spells_until_on_real CHECK (until_on IS date(until_on, '+0 days')),
  CONSTRAINT ck_worker_spells_reason CHECK (length(reason) <= 10000),
  CONSTRAINT ck_worker_spells_handover CHECK (length(handover) BETWEEN 1 AND 200),
  CONSTRAINT ck_worker_spells_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_worker_spells_withdrawn_on_real CHECK (withdrawn_on IS date(withdrawn_on, '+0 days')),
  CONSTRAINT ck_worker_spells_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
)
 STRICT;

CREATE TABLE dismissals (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  scale TEXT,
  dimension TEXT,
  rater TEXT,
  participant_id TEXT,
  seen_until_on TEXT NOT NULL,
  reason TEXT NOT NULL,
  withdrawn TEXT,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_dismissals PRIMARY KEY (id),
  CONSTRAINT fk_dismissals_participant_id_case_id FOREIGN KEY(participant_id, case_id) REFERENCES participants (id, case_id),
  CONSTRAINT fk_dismissals_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_dismissals_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_dismissals_id CHECK (length(id) = 32),
  CONSTRAINT ck_dismissals_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_dismissals_rule CHECK (length(rule) BETWEEN 1 AND 200),
  CONSTRAINT ck_dismissals_scale CHECK (length(scale) BETWEEN 1 AND 200),
  CONSTRAINT ck_dismissals_dimension CHECK (length(dimension) BETWEEN 1 AND 200),
  CONSTRAINT ck_dismissals_rater CHECK (length(rater) BETWEEN 1 AND 200),
  CONSTRAINT ck_dismissals_participant_id CHECK (length(participant_id) = 32),
  CONSTRAINT ck_dismissals_seen_until_on CHECK (seen_until_on >= '2000-01-01'),
  CONSTRAINT ck_dismissals_seen_until_on_real CHECK (seen_until_on IS date(seen_until_on, '+0 days')),
  CONSTRAINT ck_dismissals_reason CHECK (length(reason) <= 10000),
  CONSTRAINT ck_dismissals_withdrawn CHECK (length(withdrawn) BETWEEN 1 AND 200)
)
 STRICT;
