-- Who is in a case, what it is about from when, what lies ahead, and what was taken back. Statements are parted by empty lines.

ALTER TABLE cases DROP CONSTRAINT ck_cases_mandate;

ALTER TABLE cases DROP CONSTRAINT ck_cases_legal_basis;

ALTER TABLE cases DROP CONSTRAINT ck_cases_pressure_from;

ALTER TABLE cases DROP CONSTRAINT ck_cases_order_ends_on;

ALTER TABLE cases DROP CONSTRAINT ck_cases_closed_on;

ALTER TABLE cases DROP CONSTRAINT ck_cases_contact_every_days;

ALTER TABLE cases DROP CONSTRAINT ck_cases_rating_every_days;

ALTER TABLE cases DROP COLUMN mandate;

ALTER TABLE cases DROP COLUMN legal_basis;

ALTER TABLE cases DROP COLUMN pressure_from;

ALTER TABLE cases DROP COLUMN order_ends_on;

ALTER TABLE cases DROP COLUMN closed_on;

ALTER TABLE cases DROP COLUMN contact_every_days;

ALTER TABLE cases DROP COLUMN rating_every_days;

CREATE TABLE closings (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  closed_on DATE NOT NULL,
  how TEXT NOT NULL,
  statement TEXT NOT NULL,
  reopened_on DATE,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_closings PRIMARY KEY (id),
  CONSTRAINT fk_closings_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_closings_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_closings_id CHECK (length(id) = 32),
  CONSTRAINT ck_closings_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_closings_closed_on CHECK (closed_on >= '2000-01-01'),
  CONSTRAINT ck_closings_how CHECK (length(how) BETWEEN 1 AND 200),
  CONSTRAINT ck_closings_statement CHECK (length(statement) <= 10000),
  CONSTRAINT ck_closings_reopened_on CHECK (reopened_on >= '2000-01-01'),
  CONSTRAINT ck_closings_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_closings_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_closings_case_id_closed_on ON closings (case_id, closed_on);

ALTER TABLE contacts DROP CONSTRAINT ck_contacts_safety_action;

ALTER TABLE contacts DROP CONSTRAINT ck_contacts_safety_told;

ALTER TABLE contacts DROP COLUMN safety_action;

ALTER TABLE contacts DROP COLUMN safety_told;

ALTER TABLE contacts ADD COLUMN agreed TEXT;

ALTER TABLE contacts ADD COLUMN withdrawn_on DATE;

ALTER TABLE contacts ADD COLUMN withdrawn_why TEXT NOT NULL DEFAULT '';

ALTER TABLE contacts ALTER COLUMN withdrawn_why DROP DEFAULT;

ALTER TABLE contacts ADD CONSTRAINT ck_contacts_agreed CHECK (length(agreed) BETWEEN 1 AND 200);

ALTER TABLE contacts ADD CONSTRAINT ck_contacts_withdrawn_on CHECK (withdrawn_on >= '2000-01-01');

ALTER TABLE contacts ADD CONSTRAINT ck_contacts_withdrawn_why CHECK (length(withdrawn_why) <= 10000);

CREATE TABLE dates_ahead (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  due_on DATE NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  moved_to DATE,
  note TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_dates_ahead PRIMARY KEY (id),
  CONSTRAINT fk_dates_ahead_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_dates_ahead_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_dates_ahead_id CHECK (length(id) = 32),
  CONSTRAINT ck_dates_ahead_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_dates_ahead_due_on CHECK (due_on >= '2000-01-01'),
  CONSTRAINT ck_dates_ahead_kind CHECK (length(kind) BETWEEN 1 AND 200),
  CONSTRAINT ck_dates_ahead_state CHECK (length(state) BETWEEN 1 AND 200),
  CONSTRAINT ck_dates_ahead_moved_to CHECK (moved_to >= '2000-01-01'),
  CONSTRAINT ck_dates_ahead_note CHECK (length(note) <= 10000),
  CONSTRAINT ck_dates_ahead_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_dates_ahead_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_dates_ahead_case_id_due_on ON dates_ahead (case_id, due_on);

CREATE TABLE erasures (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  erased_on DATE NOT NULL,
  erased_kind TEXT NOT NULL,
  erased_id TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_erasures PRIMARY KEY (id),
  CONSTRAINT fk_erasures_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_erasures_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_erasures_id CHECK (length(id) = 32),
  CONSTRAINT ck_erasures_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_erasures_erased_on CHECK (erased_on >= '2000-01-01'),
  CONSTRAINT ck_erasures_erased_kind CHECK (length(erased_kind) BETWEEN 1 AND 200),
  CONSTRAINT ck_erasures_erased_id CHECK (length(erased_id) = 32)
);

CREATE INDEX ix_erasures_case_id_erased_on ON erasures (case_id, erased_on);

CREATE INDEX ix_erasures_erased_id ON erasures (erased_id);

ALTER TABLE events ADD COLUMN withdrawn_on DATE;

ALTER TABLE events ADD COLUMN withdrawn_why TEXT NOT NULL DEFAULT '';

ALTER TABLE events ALTER COLUMN withdrawn_why DROP DEFAULT;

ALTER TABLE events ADD CONSTRAINT ck_events_withdrawn_on CHECK (withdrawn_on >= '2000-01-01');

ALTER TABLE events ADD CONSTRAINT ck_events_withdrawn_why CHECK (length(withdrawn_why) <= 10000);

CREATE TABLE mandates (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  from_on DATE NOT NULL,
  mandate TEXT NOT NULL,
  legal_basis TEXT NOT NULL,
  pressure_from TEXT NOT NULL,
  order_ends_on DATE,
  message TEXT NOT NULL,
  contact_every_days INTEGER,
  rating_every_days INTEGER,
  reason TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_mandates PRIMARY KEY (id),
  CONSTRAINT fk_mandates_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_mandates_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_mandates_id CHECK (length(id) = 32),
  CONSTRAINT ck_mandates_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_mandates_from_on CHECK (from_on >= '2000-01-01'),
  CONSTRAINT ck_mandates_mandate CHECK (length(mandate) BETWEEN 1 AND 200),
  CONSTRAINT ck_mandates_legal_basis CHECK (length(legal_basis) <= 10000),
  CONSTRAINT ck_mandates_pressure_from CHECK (length(pressure_from) <= 10000),
  CONSTRAINT ck_mandates_order_ends_on CHECK (order_ends_on >= '2000-01-01'),
  CONSTRAINT ck_mandates_message CHECK (length(message) <= 10000),
  CONSTRAINT ck_mandates_contact_every_days CHECK (contact_every_days BETWEEN 1 AND 366),
  CONSTRAINT ck_mandates_rating_every_days CHECK (rating_every_days BETWEEN 1 AND 366),
  CONSTRAINT ck_mandates_reason CHECK (length(reason) <= 10000),
  CONSTRAINT ck_mandates_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_mandates_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_mandates_case_id_from_on ON mandates (case_id, from_on);

CREATE TABLE participants (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  called TEXT NOT NULL,
  relation TEXT NOT NULL,
  at_risk TEXT,
  language TEXT NOT NULL,
  needs TEXT NOT NULL,
  from_on DATE NOT NULL,
  until_on DATE,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_participants PRIMARY KEY (id),
  CONSTRAINT uq_participants_id_case_id UNIQUE (id, case_id),
  CONSTRAINT fk_participants_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_participants_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_participants_id CHECK (length(id) = 32),
  CONSTRAINT ck_participants_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_participants_called CHECK (length(called) <= 40),
  CONSTRAINT ck_participants_relation CHECK (length(relation) BETWEEN 1 AND 200),
  CONSTRAINT ck_participants_at_risk CHECK (length(at_risk) BETWEEN 1 AND 200),
  CONSTRAINT ck_participants_language CHECK (length(language) <= 10000),
  CONSTRAINT ck_participants_needs CHECK (length(needs) <= 10000),
  CONSTRAINT ck_participants_from_on CHECK (from_on >= '2000-01-01'),
  CONSTRAINT ck_participants_until_on CHECK (until_on >= '2000-01-01'),
  CONSTRAINT ck_participants_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_participants_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE UNIQUE INDEX uq_participants_same ON participants (case_id, called) WHERE withdrawn_on IS NULL;

ALTER TABLE plan_dates ADD COLUMN withdrawn_on DATE;

ALTER TABLE plan_dates ADD COLUMN withdrawn_why TEXT NOT NULL DEFAULT '';

ALTER TABLE plan_dates ALTER COLUMN withdrawn_why DROP DEFAULT;

ALTER TABLE plan_dates ADD CONSTRAINT ck_plan_dates_withdrawn_on CHECK (withdrawn_on >= '2000-01-01');

ALTER TABLE plan_dates ADD CONSTRAINT ck_plan_dates_withdrawn_why CHECK (length(withdrawn_why) <= 10000);

ALTER TABLE revisions ADD COLUMN why TEXT;

CREATE INDEX ix_revisions_changed ON revisions (stream, record_id) WHERE row_version > 1;

CREATE OR REPLACE FUNCTION history_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'history is only added to' USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE FUNCTION revisions_only_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (NEW.content IS NULL AND NEW.why IS NULL AND NEW.record_id IS NOT DISTINCT FROM OLD.record_id AND NEW.row_version IS NOT DISTINCT FROM OLD.row_version AND NEW.save_id IS NOT DISTINCT FROM OLD.save_id AND NEW.position IS NOT DISTINCT FROM OLD.position AND NEW.stream IS NOT DISTINCT FROM OLD.stream AND NEW.kind IS NOT DISTINCT FROM OLD.kind AND NEW.digest IS NOT DISTINCT FROM OLD.digest AND NEW.written_by IS NOT DISTINCT FROM OLD.written_by AND NEW.written_at IS NOT DISTINCT FROM OLD.written_at AND NEW.changed_by IS NOT DISTINCT FROM OLD.changed_by AND NEW.changed_at IS NOT DISTINCT FROM OLD.changed_at AND EXISTS (SELECT 1 FROM erasures WHERE erasures.erased_id = OLD.record_id AND erasures.case_id = OLD.stream)) THEN
    RAISE EXCEPTION 'history is only added to' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS revisions_only_added_to ON revisions;

CREATE TRIGGER revisions_only_added_to BEFORE DELETE OR TRUNCATE ON revisions FOR EACH STATEMENT EXECUTE FUNCTION history_only_added_to();

DROP TRIGGER IF EXISTS revisions_only_emptied ON revisions;

CREATE TRIGGER revisions_only_emptied BEFORE UPDATE ON revisions FOR EACH ROW EXECUTE FUNCTION revisions_only_emptied();

ALTER TABLE worker_spells ADD COLUMN capacity TEXT NOT NULL DEFAULT 'worker';

ALTER TABLE worker_spells ALTER COLUMN capacity DROP DEFAULT;

ALTER TABLE worker_spells ADD COLUMN until_on DATE;

ALTER TABLE worker_spells ADD COLUMN handover TEXT;

ALTER TABLE worker_spells ADD COLUMN withdrawn_on DATE;

ALTER TABLE worker_spells ADD COLUMN withdrawn_why TEXT NOT NULL DEFAULT '';

ALTER TABLE worker_spells ALTER COLUMN withdrawn_why DROP DEFAULT;

ALTER TABLE worker_spells ADD CONSTRAINT ck_worker_spells_capacity CHECK (length(capacity) BETWEEN 1 AND 200);

ALTER TABLE worker_spells ADD CONSTRAINT ck_worker_spells_until_on CHECK (until_on >= '2000-01-01');

ALTER TABLE worker_spells ADD CONSTRAINT ck_worker_spells_handover CHECK (length(handover) BETWEEN 1 AND 200);

ALTER TABLE worker_spells ADD CONSTRAINT ck_worker_spells_withdrawn_on CHECK (withdrawn_on >= '2000-01-01');

ALTER TABLE worker_spells ADD CONSTRAINT ck_worker_spells_withdrawn_why CHECK (length(withdrawn_why) <= 10000);

CREATE TABLE concerns (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  participant_id TEXT,
  opened_on DATE NOT NULL,
  worry TEXT NOT NULL,
  closed_on DATE,
  why_closed TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_concerns PRIMARY KEY (id),
  CONSTRAINT uq_concerns_id_case_id UNIQUE (id, case_id),
  CONSTRAINT fk_concerns_participant_id_case_id FOREIGN KEY(participant_id, case_id) REFERENCES participants (id, case_id),
  CONSTRAINT fk_concerns_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_concerns_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_concerns_id CHECK (length(id) = 32),
  CONSTRAINT ck_concerns_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_concerns_participant_id CHECK (length(participant_id) = 32),
  CONSTRAINT ck_concerns_opened_on CHECK (opened_on >= '2000-01-01'),
  CONSTRAINT ck_concerns_worry CHECK (length(worry) <= 10000),
  CONSTRAINT ck_concerns_closed_on CHECK (closed_on >= '2000-01-01'),
  CONSTRAINT ck_concerns_why_closed CHECK (length(why_closed) <= 10000),
  CONSTRAINT ck_concerns_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_concerns_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_concerns_case_id_opened_on ON concerns (case_id, opened_on);

CREATE TABLE contact_people (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  participant_id TEXT NOT NULL,
  how TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_contact_people PRIMARY KEY (id),
  CONSTRAINT fk_contact_people_contact_id_case_id FOREIGN KEY(contact_id, case_id) REFERENCES contacts (id, case_id),
  CONSTRAINT fk_contact_people_participant_id_case_id FOREIGN KEY(participant_id, case_id) REFERENCES participants (id, case_id),
  CONSTRAINT fk_contact_people_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_contact_people_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_contact_people_id CHECK (length(id) = 32),
  CONSTRAINT ck_contact_people_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_contact_people_contact_id CHECK (length(contact_id) = 32),
  CONSTRAINT ck_contact_people_participant_id CHECK (length(participant_id) = 32),
  CONSTRAINT ck_contact_people_how CHECK (length(how) BETWEEN 1 AND 200),
  CONSTRAINT ck_contact_people_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_contact_people_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_contact_people_case_id ON contact_people (case_id);

CREATE UNIQUE INDEX uq_contact_people_same ON contact_people (contact_id, participant_id) WHERE withdrawn_on IS NULL;

ALTER TABLE promises ADD COLUMN settled_note TEXT NOT NULL DEFAULT '';

ALTER TABLE promises ALTER COLUMN settled_note DROP DEFAULT;

ALTER TABLE promises ADD COLUMN withdrawn_on DATE;

ALTER TABLE promises ADD COLUMN withdrawn_why TEXT NOT NULL DEFAULT '';

ALTER TABLE promises ALTER COLUMN withdrawn_why DROP DEFAULT;

ALTER TABLE promises ADD CONSTRAINT uq_promises_id_case_id UNIQUE (id, case_id);

ALTER TABLE promises ADD CONSTRAINT ck_promises_settled_note CHECK (length(settled_note) <= 10000);

ALTER TABLE promises ADD CONSTRAINT ck_promises_withdrawn_on CHECK (withdrawn_on >= '2000-01-01');

ALTER TABLE promises ADD CONSTRAINT ck_promises_withdrawn_why CHECK (length(withdrawn_why) <= 10000);

ALTER TABLE ratings DROP CONSTRAINT uq_ratings_in_contact;

ALTER TABLE ratings ADD COLUMN participant_id TEXT;

ALTER TABLE ratings ADD COLUMN withdrawn_on DATE;

ALTER TABLE ratings ADD COLUMN withdrawn_why TEXT NOT NULL DEFAULT '';

ALTER TABLE ratings ALTER COLUMN withdrawn_why DROP DEFAULT;

ALTER TABLE ratings ADD CONSTRAINT fk_ratings_participant_id_case_id FOREIGN KEY(participant_id, case_id) REFERENCES participants (id, case_id);

ALTER TABLE ratings ADD CONSTRAINT ck_ratings_participant_id CHECK (length(participant_id) = 32);

ALTER TABLE ratings ADD CONSTRAINT ck_ratings_withdrawn_on CHECK (withdrawn_on >= '2000-01-01');

ALTER TABLE ratings ADD CONSTRAINT ck_ratings_withdrawn_why CHECK (length(withdrawn_why) <= 10000);

DROP INDEX uq_ratings_loose;

CREATE UNIQUE INDEX uq_ratings_same ON ratings (coalesce(contact_id, ''), case_id, rated_on, scale, dimension, rater, coalesce(participant_id, '')) WHERE withdrawn_on IS NULL;

CREATE TABLE concern_steps (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  concern_id TEXT NOT NULL,
  contact_id TEXT,
  happened_on DATE NOT NULL,
  done TEXT NOT NULL,
  told TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_concern_steps PRIMARY KEY (id),
  CONSTRAINT fk_concern_steps_concern_id_case_id FOREIGN KEY(concern_id, case_id) REFERENCES concerns (id, case_id),
  CONSTRAINT fk_concern_steps_contact_id_case_id FOREIGN KEY(contact_id, case_id) REFERENCES contacts (id, case_id),
  CONSTRAINT fk_concern_steps_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_concern_steps_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_concern_steps_id CHECK (length(id) = 32),
  CONSTRAINT ck_concern_steps_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_concern_steps_concern_id CHECK (length(concern_id) = 32),
  CONSTRAINT ck_concern_steps_contact_id CHECK (length(contact_id) = 32),
  CONSTRAINT ck_concern_steps_happened_on CHECK (happened_on >= '2000-01-01'),
  CONSTRAINT ck_concern_steps_done CHECK (length(done) <= 10000),
  CONSTRAINT ck_concern_steps_told CHECK (length(told) <= 10000),
  CONSTRAINT ck_concern_steps_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_concern_steps_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_concern_steps_case_id_happened_on ON concern_steps (case_id, happened_on);

CREATE INDEX ix_concern_steps_concern_id ON concern_steps (concern_id);

CREATE TABLE repairs (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  promise_id TEXT,
  opened_on DATE NOT NULL,
  kind TEXT NOT NULL,
  said_by TEXT NOT NULL,
  worry TEXT NOT NULL,
  state TEXT NOT NULL,
  settled_on DATE,
  how TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_repairs PRIMARY KEY (id),
  CONSTRAINT fk_repairs_promise_id_case_id FOREIGN KEY(promise_id, case_id) REFERENCES promises (id, case_id),
  CONSTRAINT fk_repairs_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_repairs_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_repairs_id CHECK (length(id) = 32),
  CONSTRAINT ck_repairs_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_repairs_promise_id CHECK (length(promise_id) = 32),
  CONSTRAINT ck_repairs_opened_on CHECK (opened_on >= '2000-01-01'),
  CONSTRAINT ck_repairs_kind CHECK (length(kind) BETWEEN 1 AND 200),
  CONSTRAINT ck_repairs_said_by CHECK (length(said_by) BETWEEN 1 AND 200),
  CONSTRAINT ck_repairs_worry CHECK (length(worry) <= 10000),
  CONSTRAINT ck_repairs_state CHECK (length(state) BETWEEN 1 AND 200),
  CONSTRAINT ck_repairs_settled_on CHECK (settled_on >= '2000-01-01'),
  CONSTRAINT ck_repairs_how CHECK (length(how) <= 10000),
  CONSTRAINT ck_repairs_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_repairs_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_repairs_case_id_opened_on ON repairs (case_id, opened_on);
