-- Who is in a case, what it is about from when, what lies ahead, and what was taken back. Statements are parted by empty lines.

CREATE TABLE cases (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  setting TEXT NOT NULL,
  opened_on TEXT NOT NULL,
  summary TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_cases PRIMARY KEY (id),
  CONSTRAINT uq_cases_code UNIQUE (code),
  CONSTRAINT ck_cases_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_cases_id CHECK (length(id) = 32),
  CONSTRAINT ck_cases_code CHECK (length(code) BETWEEN 2 AND 20 AND code = upper(code)),
  CONSTRAINT ck_cases_setting CHECK (length(setting) BETWEEN 1 AND 200),
  CONSTRAINT ck_cases_opened_on CHECK (opened_on >= '2000-01-01'),
  CONSTRAINT ck_cases_opened_on_real CHECK (opened_on IS date(opened_on, '+0 days')),
  CONSTRAINT ck_cases_summary CHECK (length(summary) <= 10000)
)
 STRICT;

CREATE TABLE closings (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  closed_on TEXT NOT NULL,
  how TEXT NOT NULL,
  statement TEXT NOT NULL,
  reopened_on TEXT,
  withdrawn_on TEXT,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_closings PRIMARY KEY (id),
  CONSTRAINT fk_closings_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_closings_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_closings_id CHECK (length(id) = 32),
  CONSTRAINT ck_closings_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_closings_closed_on CHECK (closed_on >= '2000-01-01'),
  CONSTRAINT ck_closings_closed_on_real CHECK (closed_on IS date(closed_on, '+0 days')),
  CONSTRAINT ck_closings_how CHECK (length(how) BETWEEN 1 AND 200),
  CONSTRAINT ck_closings_statement CHECK (length(statement) <= 10000),
  CONSTRAINT ck_closings_reopened_on CHECK (reopened_on >= '2000-01-01'),
  CONSTRAINT ck_closings_reopened_on_real CHECK (reopened_on IS date(reopened_on, '+0 days')),
  CONSTRAINT ck_closings_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_closings_withdrawn_on_real CHECK (withdrawn_on IS date(withdrawn_on, '+0 days')),
  CONSTRAINT ck_closings_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
)
 STRICT;

CREATE INDEX ix_closings_case_id_closed_on ON closings (case_id, closed_on);

CREATE TABLE contacts (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  occurred_on TEXT NOT NULL,
  kind TEXT NOT NULL,
  length_minutes INTEGER,
  attendance TEXT NOT NULL,
  story TEXT NOT NULL,
  told_purpose TEXT,
  told_control TEXT,
  told_next_steps TEXT,
  told_consequences TEXT,
  said_back TEXT,
  agreed TEXT,
  said_back_words TEXT NOT NULL,
  help_given TEXT NOT NULL,
  n_positives INTEGER,
  n_challenges INTEGER,
  cues TEXT NOT NULL,
  cue_response TEXT NOT NULL,
  hostility TEXT,
  hostility_note TEXT NOT NULL,
  own_words TEXT NOT NULL,
  safety_concern TEXT,
  withdrawn_on TEXT,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_contacts PRIMARY KEY (id),
  CONSTRAINT uq_contacts_id_case_id UNIQUE (id, case_id),
  CONSTRAINT fk_contacts_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_contacts_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_contacts_id CHECK (length(id) = 32),
  CONSTRAINT ck_contacts_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_contacts_occurred_on CHECK (occurred_on >= '2000-01-01'),
  CONSTRAINT ck_contacts_occurred_on_real CHECK (occurred_on IS date(occurred_on, '+0 days')),
  CONSTRAINT ck_contacts_kind CHECK (length(kind) BETWEEN 1 AND 200),
  CONSTRAINT ck_contacts_length_minutes CHECK (length_minutes BETWEEN 0 AND 1440),
  CONSTRAINT ck_contacts_attendance CHECK (length(attendance) BETWEEN 1 AND 200),
  CONSTRAINT ck_contacts_story CHECK (length(story) <= 10000),
  CONSTRAINT ck_contacts_told_purpose CHECK (length(told_purpose) BETWEEN 1 AND 200),
  CONSTRAINT ck_contacts_told_control CHECK (length(told_control) BETWEEN 1 AND 200),
  CONSTRAINT ck_contacts_told_next_steps CHECK (length(told_next_steps) BETWEEN 1 AND 200),
  CONSTRAINT ck_contacts_told_consequences CHECK (length(told_consequences) BETWEEN 1 AND 200),
  CONSTRAINT ck_contacts_said_back CHECK (length(said_back) BETWEEN 1 AND 200),
  CONSTRAINT ck_contacts_agreed CHECK (length(agreed) BETWEEN 1 AND 200),
  CONSTRAINT ck_contacts_said_back_words CHECK (length(said_back_words) <= 10000),
  CONSTRAINT ck_contacts_help_given CHECK (length(help_given) <= 10000),
  CONSTRAINT ck_contacts_n_positives CHECK (n_positives BETWEEN 0 AND 999),
  CONSTRAINT ck_contacts_n_challenges CHECK (n_challenges BETWEEN 0 AND 999),
  CONSTRAINT ck_contacts_cues CHECK (length(cues) <= 10000),
  CONSTRAINT ck_contacts_cue_response CHECK (length(cue_response) <= 10000),
  CONSTRAINT ck_contacts_hostility CHECK (length(hostility) BETWEEN 1 AND 200),
  CONSTRAINT ck_contacts_hostility_note CHECK (length(hostility_note) <= 10000),
  CONSTRAINT ck_contacts_own_words CHECK (length(own_words) <= 10000),
  CONSTRAINT ck_contacts_safety_concern CHECK (length(safety_concern) BETWEEN 1 AND 200),
  CONSTRAINT ck_contacts_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_contacts_withdrawn_on_real CHECK (withdrawn_on IS date(withdrawn_on, '+0 days')),
  CONSTRAINT ck_contacts_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
)
 STRICT;

CREATE TABLE dates_ahead (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  due_on TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  moved_to TEXT,
  note TEXT NOT NULL,
  withdrawn_on TEXT,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_dates_ahead PRIMARY KEY (id),
  CONSTRAINT fk_dates_ahead_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_dates_ahead_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_dates_ahead_id CHECK (length(id) = 32),
  CONSTRAINT ck_dates_ahead_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_dates_ahead_due_on CHECK (due_on >= '2000-01-01'),
  CONSTRAINT ck_dates_ahead_due_on_real CHECK (due_on IS date(due_on, '+0 days')),
  CONSTRAINT ck_dates_ahead_kind CHECK (length(kind) BETWEEN 1 AND 200),
  CONSTRAINT ck_dates_ahead_state CHECK (length(state) BETWEEN 1 AND 200),
  CONSTRAINT ck_dates_ahead_moved_to CHECK (moved_to >= '2000-01-01'),
  CONSTRAINT ck_dates_ahead_moved_to_real CHECK (moved_to IS date(moved_to, '+0 days')),
  CONSTRAINT ck_dates_ahead_note CHECK (length(note) <= 10000),
  CONSTRAINT ck_dates_ahead_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_dates_ahead_withdrawn_on_real CHECK (withdrawn_on IS date(withdrawn_on, '+0 days')),
  CONSTRAINT ck_dates_ahead_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
)
 STRICT;

CREATE INDEX ix_dates_ahead_case_id_due_on ON dates_ahead (case_id, due_on);

CREATE TABLE erasures (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  erased_on TEXT NOT NULL,
  erased_kind TEXT NOT NULL,
  erased_id TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_erasures PRIMARY KEY (id),
  CONSTRAINT fk_erasures_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_erasures_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_erasures_id CHECK (length(id) = 32),
  CONSTRAINT ck_erasures_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_erasures_erased_on CHECK (erased_on >= '2000-01-01'),
  CONSTRAINT ck_erasures_erased_on_real CHECK (erased_on IS date(erased_on, '+0 days')),
  CONSTRAINT ck_erasures_erased_kind CHECK (length(erased_kind) BETWEEN 1 AND 200),
  CONSTRAINT ck_erasures_erased_id CHECK (length(erased_id) = 32)
)
 STRICT;

CREATE INDEX ix_erasures_case_id_erased_on ON erasures (case_id, erased_on);

CREATE INDEX ix_erasures_erased_id ON erasures (erased_id);

CREATE TABLE events (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  happened_on TEXT NOT NULL,
  kind TEXT NOT NULL,
  note TEXT NOT NULL,
  withdrawn_on TEXT,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_events PRIMARY KEY (id),
  CONSTRAINT fk_events_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_events_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_events_id CHECK (length(id) = 32),
  CONSTRAINT ck_events_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_events_happened_on CHECK (happened_on >= '2000-01-01'),
  CONSTRAINT ck_events_happened_on_real CHECK (happened_on IS date(happened_on, '+0 days')),
  CONSTRAINT ck_events_kind CHECK (length(kind) BETWEEN 1 AND 200),
  CONSTRAINT ck_events_note CHECK (length(note) <= 10000),
  CONSTRAINT ck_events_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_events_withdrawn_on_real CHECK (withdrawn_on IS date(withdrawn_on, '+0 days')),
  CONSTRAINT ck_events_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
)
 STRICT;

CREATE TABLE mandates (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  from_on TEXT NOT NULL,
  mandate TEXT NOT NULL,
  legal_basis TEXT NOT NULL,
  pressure_from TEXT NOT NULL,
  order_ends_on TEXT,
  message TEXT NOT NULL,
  contact_every_days INTEGER,
  rating_every_days INTEGER,
  reason TEXT NOT NULL,
  withdrawn_on TEXT,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_mandates PRIMARY KEY (id),
  CONSTRAINT fk_mandates_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_mandates_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_mandates_id CHECK (length(id) = 32),
  CONSTRAINT ck_mandates_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_mandates_from_on CHECK (from_on >= '2000-01-01'),
  CONSTRAINT ck_mandates_from_on_real CHECK (from_on IS date(from_on, '+0 days')),
  CONSTRAINT ck_mandates_mandate CHECK (length(mandate) BETWEEN 1 AND 200),
  CONSTRAINT ck_mandates_legal_basis CHECK (length(legal_basis) <= 10000),
  CONSTRAINT ck_mandates_pressure_from CHECK (length(pressure_from) <= 10000),
  CONSTRAINT ck_mandates_order_ends_on CHECK (order_ends_on >= '2000-01-01'),
  CONSTRAINT ck_mandates_order_ends_on_real CHECK (order_ends_on IS date(order_ends_on, '+0 days')),
  CONSTRAINT ck_mandates_message CHECK (length(message) <= 10000),
  CONSTRAINT ck_mandates_contact_every_days CHECK (contact_every_days BETWEEN 1 AND 366),
  CONSTRAINT ck_mandates_rating_every_days CHECK (rating_every_days BETWEEN 1 AND 366),
  CONSTRAINT ck_mandates_reason CHECK (length(reason) <= 10000),
  CONSTRAINT ck_mandates_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_mandates_withdrawn_on_real CHECK (withdrawn_on IS date(withdrawn_on, '+0 days')),
  CONSTRAINT ck_mandates_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
)
 STRICT;

CREATE INDEX ix_mandates_case_id_from_on ON mandates (case_id, from_on);

CREATE TABLE participants (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  called TEXT NOT NULL,
  relation TEXT NOT NULL,
  at_risk TEXT,
  language TEXT NOT NULL,
  needs TEXT NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT,
  withdrawn_on TEXT,
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
  CONSTRAINT ck_participants_from_on_real CHECK (from_on IS date(from_on, '+0 days')),
  CONSTRAINT ck_participants_until_on CHECK (until_on >= '2000-01-01'),
  CONSTRAINT ck_participants_until_on_real CHECK (until_on IS date(until_on, '+0 days')),
  CONSTRAINT ck_participants_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_participants_withdrawn_on_real CHECK (withdrawn_on IS date(withdrawn_on, '+0 days')),
  CONSTRAINT ck_participants_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
)
 STRICT;

CREATE UNIQUE INDEX uq_participants_same ON participants (case_id, called) WHERE withdrawn_on IS NULL;

CREATE TABLE plan_dates (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  agreed_on TEXT NOT NULL,
  note TEXT NOT NULL,
  withdrawn_on TEXT,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_plan_dates PRIMARY KEY (id),
  CONSTRAINT fk_plan_dates_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_plan_dates_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_plan_dates_id CHECK (length(id) = 32),
  CONSTRAINT ck_plan_dates_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_plan_dates_agreed_on CHECK (agreed_on >= '2000-01-01'),
  CONSTRAINT ck_plan_dates_agreed_on_real CHECK (agreed_on IS date(agreed_on, '+0 days')),
  CONSTRAINT ck_plan_dates_note CHECK (length(note) <= 10000),
  CONSTRAINT ck_plan_dates_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_plan_dates_withdrawn_on_real CHECK (withdrawn_on IS date(withdrawn_on, '+0 days')),
  CONSTRAINT ck_plan_dates_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
)
 STRICT;

DROP TRIGGER revisions_never_changed;

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
  why TEXT,
  CONSTRAINT pk_revisions PRIMARY KEY (record_id, row_version),
  CONSTRAINT fk_revisions_save_id FOREIGN KEY(save_id) REFERENCES saves (save_id)
)
 STRICT;

CREATE INDEX ix_revisions_changed ON revisions (stream, record_id) WHERE row_version > 1;

CREATE TRIGGER revisions_never_changed BEFORE UPDATE ON revisions
WHEN NOT (NEW.content IS NULL AND NEW.why IS NULL AND NEW.record_id IS OLD.record_id AND NEW.row_version IS OLD.row_version AND NEW.save_id IS OLD.save_id AND NEW.position IS OLD.position AND NEW.stream IS OLD.stream AND NEW.kind IS OLD.kind AND NEW.digest IS OLD.digest AND NEW.written_by IS OLD.written_by AND NEW.written_at IS OLD.written_at AND NEW.changed_by IS OLD.changed_by AND NEW.changed_at IS OLD.changed_at AND EXISTS (SELECT 1 FROM erasures WHERE erasures.erased_id = OLD.record_id AND erasures.case_id = OLD.stream))
BEGIN
  SELECT RAISE(ABORT, 'history is only added to');
END;

ALTER TABLE worker_spells ADD COLUMN capacity TEXT NOT NULL DEFAULT 'worker';

CREATE TABLE worker_spells (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  worker TEXT NOT NULL,
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
  CONSTRAINT ck_worker_spells_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_worker_spells_id CHECK (length(id) = 32),
  CONSTRAINT ck_worker_spells_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_worker_spells_worker CHECK (length(worker) BETWEEN 1 AND 12),
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

CREATE TABLE concerns (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  participant_id TEXT,
  opened_on TEXT NOT NULL,
  worry TEXT NOT NULL,
  closed_on TEXT,
  why_closed TEXT NOT NULL,
  withdrawn_on TEXT,
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
  CONSTRAINT ck_concerns_opened_on_real CHECK (opened_on IS date(opened_on, '+0 days')),
  CONSTRAINT ck_concerns_worry CHECK (length(worry) <= 10000),
  CONSTRAINT ck_concerns_closed_on CHECK (closed_on >= '2000-01-01'),
  CONSTRAINT ck_concerns_closed_on_real CHECK (closed_on IS date(closed_on, '+0 days')),
  CONSTRAINT ck_concerns_why_closed CHECK (length(why_closed) <= 10000),
  CONSTRAINT ck_concerns_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_concerns_withdrawn_on_real CHECK (withdrawn_on IS date(withdrawn_on, '+0 days')),
  CONSTRAINT ck_concerns_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
)
 STRICT;

CREATE INDEX ix_concerns_case_id_opened_on ON concerns (case_id, opened_on);

CREATE TABLE contact_people (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  participant_id TEXT NOT NULL,
  how TEXT NOT NULL,
  withdrawn_on TEXT,
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
  CONSTRAINT ck_contact_people_withdrawn_on_real CHECK (withdrawn_on IS date(withdrawn_on, '+0 days')),
  CONSTRAINT ck_contact_people_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
)
 STRICT;

CREATE UNIQUE INDEX uq_contact_people_same ON contact_people (contact_id, participant_id) WHERE withdrawn_on IS NULL;

CREATE INDEX ix_contact_people_case_id ON contact_people (case_id);

CREATE TABLE promises (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  contact_id TEXT,
  promised_on TEXT NOT NULL,
  text TEXT NOT NULL,
  due_on TEXT,
  state TEXT NOT NULL,
  settled_on TEXT,
  settled_note TEXT NOT NULL,
  withdrawn_on TEXT,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_promises PRIMARY KEY (id),
  CONSTRAINT uq_promises_id_case_id UNIQUE (id, case_id),
  CONSTRAINT fk_promises_contact_id_case_id FOREIGN KEY(contact_id, case_id) REFERENCES contacts (id, case_id),
  CONSTRAINT fk_promises_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_promises_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_promises_id CHECK (length(id) = 32),
  CONSTRAINT ck_promises_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_promises_contact_id CHECK (length(contact_id) = 32),
  CONSTRAINT ck_promises_promised_on CHECK (promised_on >= '2000-01-01'),
  CONSTRAINT ck_promises_promised_on_real CHECK (promised_on IS date(promised_on, '+0 days')),
  CONSTRAINT ck_promises_text CHECK (length(text) <= 10000),
  CONSTRAINT ck_promises_due_on CHECK (due_on >= '2000-01-01'),
  CONSTRAINT ck_promises_due_on_real CHECK (due_on IS date(due_on, '+0 days')),
  CONSTRAINT ck_promises_state CHECK (length(state) BETWEEN 1 AND 200),
  CONSTRAINT ck_promises_settled_on CHECK (settled_on >= '2000-01-01'),
  CONSTRAINT ck_promises_settled_on_real CHECK (settled_on IS date(settled_on, '+0 days')),
  CONSTRAINT ck_promises_settled_note CHECK (length(settled_note) <= 10000),
  CONSTRAINT ck_promises_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_promises_withdrawn_on_real CHECK (withdrawn_on IS date(withdrawn_on, '+0 days')),
  CONSTRAINT ck_promises_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
)
 STRICT;

DROP INDEX uq_ratings_loose;

CREATE TABLE ratings (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  contact_id TEXT,
  rated_on TEXT NOT NULL,
  scale TEXT NOT NULL,
  dimension TEXT NOT NULL,
  rater TEXT NOT NULL,
  participant_id TEXT,
  value REAL,
  not_rated TEXT,
  not_rated_note TEXT NOT NULL,
  evidence TEXT NOT NULL,
  wording TEXT NOT NULL,
  withdrawn_on TEXT,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_ratings PRIMARY KEY (case_id, rated_on, id),
  CONSTRAINT uq_ratings_id UNIQUE (id),
  CONSTRAINT fk_ratings_contact_id_case_id FOREIGN KEY(contact_id, case_id) REFERENCES contacts (id, case_id),
  CONSTRAINT fk_ratings_participant_id_case_id FOREIGN KEY(participant_id, case_id) REFERENCES participants (id, case_id),
  CONSTRAINT fk_ratings_wording FOREIGN KEY(wording) REFERENCES wordings (id),
  CONSTRAINT ck_ratings_value_or_reason CHECK ((value IS NULL) <> (not_rated IS NULL)),
  CONSTRAINT fk_ratings_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_ratings_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_ratings_id CHECK (length(id) = 32),
  CONSTRAINT ck_ratings_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_ratings_contact_id CHECK (length(contact_id) = 32),
  CONSTRAINT ck_ratings_rated_on CHECK (rated_on >= '2000-01-01'),
  CONSTRAINT ck_ratings_rated_on_real CHECK (rated_on IS date(rated_on, '+0 days')),
  CONSTRAINT ck_ratings_scale CHECK (length(scale) BETWEEN 1 AND 200),
  CONSTRAINT ck_ratings_dimension CHECK (length(dimension) BETWEEN 1 AND 200),
  CONSTRAINT ck_ratings_rater CHECK (length(rater) BETWEEN 1 AND 200),
  CONSTRAINT ck_ratings_participant_id CHECK (length(participant_id) = 32),
  CONSTRAINT ck_ratings_value CHECK (value > -1000000 AND value < 1000000),
  CONSTRAINT ck_ratings_not_rated CHECK (length(not_rated) BETWEEN 1 AND 200),
  CONSTRAINT ck_ratings_not_rated_note CHECK (length(not_rated_note) <= 10000),
  CONSTRAINT ck_ratings_evidence CHECK (length(evidence) <= 10000),
  CONSTRAINT ck_ratings_wording CHECK (length(wording) BETWEEN 1 AND 200),
  CONSTRAINT ck_ratings_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_ratings_withdrawn_on_real CHECK (withdrawn_on IS date(withdrawn_on, '+0 days')),
  CONSTRAINT ck_ratings_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
)
 WITHOUT ROWID,
 STRICT;

CREATE UNIQUE INDEX uq_ratings_same ON ratings (coalesce(contact_id, ''), case_id, rated_on, scale, dimension, rater, coalesce(participant_id, '')) WHERE withdrawn_on IS NULL;

CREATE TABLE concern_steps (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  concern_id TEXT NOT NULL,
  contact_id TEXT,
  happened_on TEXT NOT NULL,
  done TEXT NOT NULL,
  told TEXT NOT NULL,
  withdrawn_on TEXT,
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
  CONSTRAINT ck_concern_steps_happened_on_real CHECK (happened_on IS date(happened_on, '+0 days')),
  CONSTRAINT ck_concern_steps_done CHECK (length(done) <= 10000),
  CONSTRAINT ck_concern_steps_told CHECK (length(told) <= 10000),
  CONSTRAINT ck_concern_steps_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_concern_steps_withdrawn_on_real CHECK (withdrawn_on IS date(withdrawn_on, '+0 days')),
  CONSTRAINT ck_concern_steps_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
)
 STRICT;

CREATE INDEX ix_concern_steps_case_id_happened_on ON concern_steps (case_id, happened_on);

CREATE INDEX ix_concern_steps_concern_id ON concern_steps (concern_id);

CREATE TABLE repairs (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  promise_id TEXT,
  opened_on TEXT NOT NULL,
  kind TEXT NOT NULL,
  said_by TEXT NOT NULL,
  worry TEXT NOT NULL,
  state TEXT NOT NULL,
  settled_on TEXT,
  how TEXT NOT NULL,
  withdrawn_on TEXT,
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
  CONSTRAINT ck_repairs_opened_on_real CHECK (opened_on IS date(opened_on, '+0 days')),
  CONSTRAINT ck_repairs_kind CHECK (length(kind) BETWEEN 1 AND 200),
  CONSTRAINT ck_repairs_said_by CHECK (length(said_by) BETWEEN 1 AND 200),
  CONSTRAINT ck_repairs_worry CHECK (length(worry) <= 10000),
  CONSTRAINT ck_repairs_state CHECK (length(state) BETWEEN 1 AND 200),
  CONSTRAINT ck_repairs_settled_on CHECK (settled_on >= '2000-01-01'),
  CONSTRAINT ck_repairs_settled_on_real CHECK (settled_on IS date(settled_on, '+0 days')),
  CONSTRAINT ck_repairs_how CHECK (length(how) <= 10000),
  CONSTRAINT ck_repairs_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_repairs_withdrawn_on_real CHECK (withdrawn_on IS date(withdrawn_on, '+0 days')),
  CONSTRAINT ck_repairs_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
)
 STRICT;

CREATE INDEX ix_repairs_case_id_opened_on ON repairs (case_id, opened_on);
