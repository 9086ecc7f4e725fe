-- Who supervises whom, what they decide and what becomes of it. Statements are parted by empty lines.

CREATE TABLE supervisions (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  from_on DATE NOT NULL,
  until_on DATE,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_supervisions PRIMARY KEY (id),
  CONSTRAINT uq_supervisions_code UNIQUE (code),
  CONSTRAINT ck_supervisions_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_supervisions_id CHECK (length(id) = 32),
  CONSTRAINT ck_supervisions_code CHECK (length(code) BETWEEN 1 AND 12),
  CONSTRAINT ck_supervisions_kind CHECK (length(kind) BETWEEN 1 AND 200),
  CONSTRAINT ck_supervisions_from_on CHECK (from_on >= '2000-01-01'),
  CONSTRAINT ck_supervisions_until_on CHECK (until_on >= '2000-01-01')
);

CREATE TABLE case_actions (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  agreed_on DATE NOT NULL,
  text TEXT NOT NULL,
  person_id TEXT,
  learning TEXT,
  due_on DATE,
  state TEXT NOT NULL,
  settled_on DATE,
  settled_note TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_case_actions PRIMARY KEY (id),
  CONSTRAINT uq_case_actions_id_case_id UNIQUE (id, case_id),
  CONSTRAINT fk_case_actions_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT fk_case_actions_person_id FOREIGN KEY(person_id) REFERENCES people (id),
  CONSTRAINT ck_case_actions_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_case_actions_id CHECK (length(id) = 32),
  CONSTRAINT ck_case_actions_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_case_actions_agreed_on CHECK (agreed_on >= '2000-01-01'),
  CONSTRAINT ck_case_actions_text CHECK (length(text) <= 10000),
  CONSTRAINT ck_case_actions_person_id CHECK (length(person_id) = 32),
  CONSTRAINT ck_case_actions_learning CHECK (length(learning) BETWEEN 1 AND 200),
  CONSTRAINT ck_case_actions_due_on CHECK (due_on >= '2000-01-01'),
  CONSTRAINT ck_case_actions_state CHECK (length(state) BETWEEN 1 AND 200),
  CONSTRAINT ck_case_actions_settled_on CHECK (settled_on >= '2000-01-01'),
  CONSTRAINT ck_case_actions_settled_note CHECK (length(settled_note) <= 10000),
  CONSTRAINT ck_case_actions_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_case_actions_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_case_actions_case_id_agreed_on ON case_actions (case_id, agreed_on);

CREATE TABLE case_talks (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  talked_on DATE NOT NULL,
  talked_by TEXT NOT NULL,
  strength TEXT NOT NULL,
  happened TEXT NOT NULL,
  thinking TEXT NOT NULL,
  next_step TEXT NOT NULL,
  manner TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_case_talks PRIMARY KEY (id),
  CONSTRAINT fk_case_talks_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_case_talks_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_case_talks_id CHECK (length(id) = 32),
  CONSTRAINT ck_case_talks_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_case_talks_talked_on CHECK (talked_on >= '2000-01-01'),
  CONSTRAINT ck_case_talks_talked_by CHECK (length(talked_by) <= 10000),
  CONSTRAINT ck_case_talks_strength CHECK (length(strength) <= 10000),
  CONSTRAINT ck_case_talks_happened CHECK (length(happened) <= 10000),
  CONSTRAINT ck_case_talks_thinking CHECK (length(thinking) <= 10000),
  CONSTRAINT ck_case_talks_next_step CHECK (length(next_step) <= 10000),
  CONSTRAINT ck_case_talks_manner CHECK (length(manner) <= 10000),
  CONSTRAINT ck_case_talks_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_case_talks_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_case_talks_case_id_talked_on ON case_talks (case_id, talked_on);

CREATE TABLE decisions (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  decided_on DATE NOT NULL,
  what TEXT NOT NULL,
  reason TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  ruled_out TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_decisions PRIMARY KEY (id),
  CONSTRAINT fk_decisions_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_decisions_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_decisions_id CHECK (length(id) = 32),
  CONSTRAINT ck_decisions_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_decisions_decided_on CHECK (decided_on >= '2000-01-01'),
  CONSTRAINT ck_decisions_what CHECK (length(what) <= 10000),
  CONSTRAINT ck_decisions_reason CHECK (length(reason) <= 10000),
  CONSTRAINT ck_decisions_decided_by CHECK (length(decided_by) <= 10000),
  CONSTRAINT ck_decisions_ruled_out CHECK (length(ruled_out) <= 10000),
  CONSTRAINT ck_decisions_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_decisions_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_decisions_case_id_decided_on ON decisions (case_id, decided_on);

CREATE TABLE own_fears (
  id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  noted_on DATE NOT NULL,
  fear TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_own_fears PRIMARY KEY (id),
  CONSTRAINT fk_own_fears_person_id FOREIGN KEY(person_id) REFERENCES people (id),
  CONSTRAINT fk_own_fears_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_own_fears_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_own_fears_id CHECK (length(id) = 32),
  CONSTRAINT ck_own_fears_person_id CHECK (length(person_id) = 32),
  CONSTRAINT ck_own_fears_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_own_fears_noted_on CHECK (noted_on >= '2000-01-01'),
  CONSTRAINT ck_own_fears_fear CHECK (length(fear) <= 10000),
  CONSTRAINT ck_own_fears_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_own_fears_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_own_fears_person_id_noted_on ON own_fears (person_id, noted_on);

CREATE TABLE round_marks (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  marked_on DATE NOT NULL,
  mark TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_round_marks PRIMARY KEY (id),
  CONSTRAINT fk_round_marks_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_round_marks_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_round_marks_id CHECK (length(id) = 32),
  CONSTRAINT ck_round_marks_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_round_marks_marked_on CHECK (marked_on >= '2000-01-01'),
  CONSTRAINT ck_round_marks_mark CHECK (length(mark) BETWEEN 1 AND 200),
  CONSTRAINT ck_round_marks_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_round_marks_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_round_marks_case_id_marked_on ON round_marks (case_id, marked_on);

CREATE UNIQUE INDEX uq_round_marks_same ON round_marks (case_id, marked_on) WHERE withdrawn_on IS NULL;

CREATE TABLE supervision_actions (
  id TEXT NOT NULL,
  supervision_id TEXT NOT NULL,
  agreed_on DATE NOT NULL,
  text TEXT NOT NULL,
  person_id TEXT,
  learning TEXT,
  due_on DATE,
  state TEXT NOT NULL,
  settled_on DATE,
  settled_note TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_supervision_actions PRIMARY KEY (id),
  CONSTRAINT uq_supervision_actions_id_supervision_id UNIQUE (id, supervision_id),
  CONSTRAINT fk_supervision_actions_supervision_id FOREIGN KEY(supervision_id) REFERENCES supervisions (id),
  CONSTRAINT fk_supervision_actions_person_id FOREIGN KEY(person_id) REFERENCES people (id),
  CONSTRAINT ck_supervision_actions_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_supervision_actions_id CHECK (length(id) = 32),
  CONSTRAINT ck_supervision_actions_supervision_id CHECK (length(supervision_id) = 32),
  CONSTRAINT ck_supervision_actions_agreed_on CHECK (agreed_on >= '2000-01-01'),
  CONSTRAINT ck_supervision_actions_text CHECK (length(text) <= 10000),
  CONSTRAINT ck_supervision_actions_person_id CHECK (length(person_id) = 32),
  CONSTRAINT ck_supervision_actions_learning CHECK (length(learning) BETWEEN 1 AND 200),
  CONSTRAINT ck_supervision_actions_due_on CHECK (due_on >= '2000-01-01'),
  CONSTRAINT ck_supervision_actions_state CHECK (length(state) BETWEEN 1 AND 200),
  CONSTRAINT ck_supervision_actions_settled_on CHECK (settled_on >= '2000-01-01'),
  CONSTRAINT ck_supervision_actions_settled_note CHECK (length(settled_note) <= 10000),
  CONSTRAINT ck_supervision_actions_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_supervision_actions_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_supervision_actions_supervision_id_agreed_on ON supervision_actions (supervision_id, agreed_on);

CREATE TABLE supervision_agreements (
  id TEXT NOT NULL,
  supervision_id TEXT NOT NULL,
  from_on DATE NOT NULL,
  rhythm_days INTEGER,
  place TEXT NOT NULL,
  recorded TEXT NOT NULL,
  readers TEXT NOT NULL,
  personal TEXT NOT NULL,
  not_personal TEXT NOT NULL,
  disagreement TEXT NOT NULL,
  cancelled TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_supervision_agreements PRIMARY KEY (id),
  CONSTRAINT uq_supervision_agreements_id_supervision_id UNIQUE (id, supervision_id),
  CONSTRAINT fk_supervision_agreements_supervision_id FOREIGN KEY(supervision_id) REFERENCES supervisions (id),
  CONSTRAINT ck_supervision_agreements_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_supervision_agreements_id CHECK (length(id) = 32),
  CONSTRAINT ck_supervision_agreements_supervision_id CHECK (length(supervision_id) = 32),
  CONSTRAINT ck_supervision_agreements_from_on CHECK (from_on >= '2000-01-01'),
  CONSTRAINT ck_supervision_agreements_rhythm_days CHECK (rhythm_days BETWEEN 1 AND 366),
  CONSTRAINT ck_supervision_agreements_place CHECK (length(place) <= 10000),
  CONSTRAINT ck_supervision_agreements_recorded CHECK (length(recorded) <= 10000),
  CONSTRAINT ck_supervision_agreements_readers CHECK (length(readers) <= 10000),
  CONSTRAINT ck_supervision_agreements_personal CHECK (length(personal) <= 10000),
  CONSTRAINT ck_supervision_agreements_not_personal CHECK (length(not_personal) <= 10000),
  CONSTRAINT ck_supervision_agreements_disagreement CHECK (length(disagreement) <= 10000),
  CONSTRAINT ck_supervision_agreements_cancelled CHECK (length(cancelled) <= 10000),
  CONSTRAINT ck_supervision_agreements_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_supervision_agreements_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_supervision_agreements_supervision_id_from_on ON supervision_agreements (supervision_id, from_on);

CREATE TABLE supervision_decisions (
  id TEXT NOT NULL,
  supervision_id TEXT NOT NULL,
  decided_on DATE NOT NULL,
  what TEXT NOT NULL,
  reason TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  ruled_out TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_supervision_decisions PRIMARY KEY (id),
  CONSTRAINT fk_supervision_decisions_supervision_id FOREIGN KEY(supervision_id) REFERENCES supervisions (id),
  CONSTRAINT ck_supervision_decisions_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_supervision_decisions_id CHECK (length(id) = 32),
  CONSTRAINT ck_supervision_decisions_supervision_id CHECK (length(supervision_id) = 32),
  CONSTRAINT ck_supervision_decisions_decided_on CHECK (decided_on >= '2000-01-01'),
  CONSTRAINT ck_supervision_decisions_what CHECK (length(what) <= 10000),
  CONSTRAINT ck_supervision_decisions_reason CHECK (length(reason) <= 10000),
  CONSTRAINT ck_supervision_decisions_decided_by CHECK (length(decided_by) <= 10000),
  CONSTRAINT ck_supervision_decisions_ruled_out CHECK (length(ruled_out) <= 10000),
  CONSTRAINT ck_supervision_decisions_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_supervision_decisions_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_supervision_decisions_supervision_id_decided_on ON supervision_decisions (supervision_id, decided_on);

CREATE TABLE supervision_members (
  id TEXT NOT NULL,
  supervision_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  part TEXT NOT NULL,
  from_on DATE NOT NULL,
  until_on DATE,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_supervision_members PRIMARY KEY (id),
  CONSTRAINT fk_supervision_members_supervision_id FOREIGN KEY(supervision_id) REFERENCES supervisions (id),
  CONSTRAINT fk_supervision_members_person_id FOREIGN KEY(person_id) REFERENCES people (id),
  CONSTRAINT ck_supervision_members_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_supervision_members_id CHECK (length(id) = 32),
  CONSTRAINT ck_supervision_members_supervision_id CHECK (length(supervision_id) = 32),
  CONSTRAINT ck_supervision_members_person_id CHECK (length(person_id) = 32),
  CONSTRAINT ck_supervision_members_part CHECK (length(part) BETWEEN 1 AND 200),
  CONSTRAINT ck_supervision_members_from_on CHECK (from_on >= '2000-01-01'),
  CONSTRAINT ck_supervision_members_until_on CHECK (until_on >= '2000-01-01'),
  CONSTRAINT ck_supervision_members_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_supervision_members_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_supervision_members_person_id ON supervision_members (person_id);

CREATE INDEX ix_supervision_members_supervision_id ON supervision_members (supervision_id);

CREATE UNIQUE INDEX uq_supervision_members_same ON supervision_members (supervision_id, person_id, from_on) WHERE withdrawn_on IS NULL;

CREATE TABLE supervision_sessions (
  id TEXT NOT NULL,
  supervision_id TEXT NOT NULL,
  planned_on DATE NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  held_on DATE,
  minutes INTEGER,
  why_cancelled TEXT NOT NULL,
  moved_to DATE,
  record TEXT NOT NULL,
  management TEXT,
  development TEXT,
  support TEXT,
  mediation TEXT,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_supervision_sessions PRIMARY KEY (id),
  CONSTRAINT uq_supervision_sessions_id_supervision_id UNIQUE (id, supervision_id),
  CONSTRAINT fk_supervision_sessions_supervision_id FOREIGN KEY(supervision_id) REFERENCES supervisions (id),
  CONSTRAINT ck_supervision_sessions_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_supervision_sessions_id CHECK (length(id) = 32),
  CONSTRAINT ck_supervision_sessions_supervision_id CHECK (length(supervision_id) = 32),
  CONSTRAINT ck_supervision_sessions_planned_on CHECK (planned_on >= '2000-01-01'),
  CONSTRAINT ck_supervision_sessions_kind CHECK (length(kind) BETWEEN 1 AND 200),
  CONSTRAINT ck_supervision_sessions_state CHECK (length(state) BETWEEN 1 AND 200),
  CONSTRAINT ck_supervision_sessions_held_on CHECK (held_on >= '2000-01-01'),
  CONSTRAINT ck_supervision_sessions_minutes CHECK (minutes BETWEEN 1 AND 600),
  CONSTRAINT ck_supervision_sessions_why_cancelled CHECK (length(why_cancelled) <= 10000),
  CONSTRAINT ck_supervision_sessions_moved_to CHECK (moved_to >= '2000-01-01'),
  CONSTRAINT ck_supervision_sessions_record CHECK (length(record) BETWEEN 1 AND 200),
  CONSTRAINT ck_supervision_sessions_management CHECK (length(management) BETWEEN 1 AND 200),
  CONSTRAINT ck_supervision_sessions_development CHECK (length(development) BETWEEN 1 AND 200),
  CONSTRAINT ck_supervision_sessions_support CHECK (length(support) BETWEEN 1 AND 200),
  CONSTRAINT ck_supervision_sessions_mediation CHECK (length(mediation) BETWEEN 1 AND 200),
  CONSTRAINT ck_supervision_sessions_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_supervision_sessions_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_supervision_sessions_supervision_id_planned_on ON supervision_sessions (supervision_id, planned_on);

CREATE TABLE trickiness (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  tick TEXT NOT NULL,
  since_on DATE NOT NULL,
  until_on DATE,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_trickiness PRIMARY KEY (id),
  CONSTRAINT fk_trickiness_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_trickiness_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_trickiness_id CHECK (length(id) = 32),
  CONSTRAINT ck_trickiness_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_trickiness_tick CHECK (length(tick) BETWEEN 1 AND 200),
  CONSTRAINT ck_trickiness_since_on CHECK (since_on >= '2000-01-01'),
  CONSTRAINT ck_trickiness_until_on CHECK (until_on >= '2000-01-01'),
  CONSTRAINT ck_trickiness_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_trickiness_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_trickiness_case_id_since_on ON trickiness (case_id, since_on);

CREATE UNIQUE INDEX uq_trickiness_same ON trickiness (case_id, tick, since_on) WHERE withdrawn_on IS NULL;

CREATE TABLE agenda_points (
  id TEXT NOT NULL,
  supervision_id TEXT NOT NULL,
  session_id TEXT,
  position INTEGER,
  case_id TEXT,
  reason TEXT NOT NULL,
  sentence TEXT NOT NULL,
  origin TEXT NOT NULL,
  fate TEXT,
  because TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_agenda_points PRIMARY KEY (id),
  CONSTRAINT fk_agenda_points_session_id_supervision_id FOREIGN KEY(session_id, supervision_id) REFERENCES supervision_sessions (id, supervision_id),
  CONSTRAINT fk_agenda_points_supervision_id FOREIGN KEY(supervision_id) REFERENCES supervisions (id),
  CONSTRAINT fk_agenda_points_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_agenda_points_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_agenda_points_id CHECK (length(id) = 32),
  CONSTRAINT ck_agenda_points_supervision_id CHECK (length(supervision_id) = 32),
  CONSTRAINT ck_agenda_points_session_id CHECK (length(session_id) = 32),
  CONSTRAINT ck_agenda_points_position CHECK (position BETWEEN 1 AND 999),
  CONSTRAINT ck_agenda_points_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_agenda_points_reason CHECK (length(reason) BETWEEN 1 AND 200),
  CONSTRAINT ck_agenda_points_sentence CHECK (length(sentence) <= 10000),
  CONSTRAINT ck_agenda_points_origin CHECK (length(origin) BETWEEN 1 AND 200),
  CONSTRAINT ck_agenda_points_fate CHECK (length(fate) BETWEEN 1 AND 200),
  CONSTRAINT ck_agenda_points_because CHECK (length(because) <= 10000),
  CONSTRAINT ck_agenda_points_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_agenda_points_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_agenda_points_supervision_id ON agenda_points (supervision_id);

CREATE TABLE case_action_looks (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  action_id TEXT NOT NULL,
  looked_on DATE NOT NULL,
  said TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_case_action_looks PRIMARY KEY (id),
  CONSTRAINT fk_case_action_looks_action_id_case_id FOREIGN KEY(action_id, case_id) REFERENCES case_actions (id, case_id),
  CONSTRAINT fk_case_action_looks_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_case_action_looks_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_case_action_looks_id CHECK (length(id) = 32),
  CONSTRAINT ck_case_action_looks_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_case_action_looks_action_id CHECK (length(action_id) = 32),
  CONSTRAINT ck_case_action_looks_looked_on CHECK (looked_on >= '2000-01-01'),
  CONSTRAINT ck_case_action_looks_said CHECK (length(said) <= 10000),
  CONSTRAINT ck_case_action_looks_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_case_action_looks_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_case_action_looks_case_id_looked_on ON case_action_looks (case_id, looked_on);

CREATE UNIQUE INDEX uq_case_action_looks_same ON case_action_looks (action_id, looked_on) WHERE withdrawn_on IS NULL;

CREATE TABLE confirmations (
  id TEXT NOT NULL,
  supervision_id TEXT NOT NULL,
  session_id TEXT,
  agreement_id TEXT,
  person_id TEXT NOT NULL,
  confirmed_on DATE NOT NULL,
  how TEXT NOT NULL,
  fair TEXT NOT NULL,
  said TEXT NOT NULL,
  digest TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_confirmations PRIMARY KEY (id),
  CONSTRAINT fk_confirmations_session_id_supervision_id FOREIGN KEY(session_id, supervision_id) REFERENCES supervision_sessions (id, supervision_id),
  CONSTRAINT fk_confirmations_agreement_id_supervision_id FOREIGN KEY(agreement_id, supervision_id) REFERENCES supervision_agreements (id, supervision_id),
  CONSTRAINT fk_confirmations_supervision_id FOREIGN KEY(supervision_id) REFERENCES supervisions (id),
  CONSTRAINT fk_confirmations_person_id FOREIGN KEY(person_id) REFERENCES people (id),
  CONSTRAINT ck_confirmations_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_confirmations_id CHECK (length(id) = 32),
  CONSTRAINT ck_confirmations_supervision_id CHECK (length(supervision_id) = 32),
  CONSTRAINT ck_confirmations_session_id CHECK (length(session_id) = 32),
  CONSTRAINT ck_confirmations_agreement_id CHECK (length(agreement_id) = 32),
  CONSTRAINT ck_confirmations_person_id CHECK (length(person_id) = 32),
  CONSTRAINT ck_confirmations_confirmed_on CHECK (confirmed_on >= '2000-01-01'),
  CONSTRAINT ck_confirmations_how CHECK (length(how) BETWEEN 1 AND 200),
  CONSTRAINT ck_confirmations_fair CHECK (length(fair) BETWEEN 1 AND 200),
  CONSTRAINT ck_confirmations_said CHECK (length(said) <= 10000),
  CONSTRAINT ck_confirmations_digest CHECK (length(digest) BETWEEN 1 AND 200)
);

CREATE INDEX ix_confirmations_supervision_id_confirmed_on ON confirmations (supervision_id, confirmed_on);

CREATE TABLE our_notes (
  id TEXT NOT NULL,
  supervision_id TEXT NOT NULL,
  session_id TEXT,
  case_id TEXT,
  noted_on DATE NOT NULL,
  text TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_our_notes PRIMARY KEY (id),
  CONSTRAINT fk_our_notes_session_id_supervision_id FOREIGN KEY(session_id, supervision_id) REFERENCES supervision_sessions (id, supervision_id),
  CONSTRAINT fk_our_notes_supervision_id FOREIGN KEY(supervision_id) REFERENCES supervisions (id),
  CONSTRAINT fk_our_notes_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_our_notes_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_our_notes_id CHECK (length(id) = 32),
  CONSTRAINT ck_our_notes_supervision_id CHECK (length(supervision_id) = 32),
  CONSTRAINT ck_our_notes_session_id CHECK (length(session_id) = 32),
  CONSTRAINT ck_our_notes_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_our_notes_noted_on CHECK (noted_on >= '2000-01-01'),
  CONSTRAINT ck_our_notes_text CHECK (length(text) <= 10000),
  CONSTRAINT ck_our_notes_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_our_notes_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_our_notes_supervision_id_noted_on ON our_notes (supervision_id, noted_on);

CREATE TABLE own_notes (
  id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  session_id TEXT,
  case_id TEXT,
  noted_on DATE NOT NULL,
  text TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_own_notes PRIMARY KEY (id),
  CONSTRAINT fk_own_notes_person_id FOREIGN KEY(person_id) REFERENCES people (id),
  CONSTRAINT fk_own_notes_session_id FOREIGN KEY(session_id) REFERENCES supervision_sessions (id),
  CONSTRAINT fk_own_notes_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_own_notes_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_own_notes_id CHECK (length(id) = 32),
  CONSTRAINT ck_own_notes_person_id CHECK (length(person_id) = 32),
  CONSTRAINT ck_own_notes_session_id CHECK (length(session_id) = 32),
  CONSTRAINT ck_own_notes_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_own_notes_noted_on CHECK (noted_on >= '2000-01-01'),
  CONSTRAINT ck_own_notes_text CHECK (length(text) <= 10000),
  CONSTRAINT ck_own_notes_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_own_notes_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_own_notes_person_id_noted_on ON own_notes (person_id, noted_on);

CREATE TABLE preparations (
  id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  session_id TEXT,
  case_id TEXT,
  prepared_on DATE NOT NULL,
  question TEXT NOT NULL,
  brings TEXT NOT NULL,
  shared_with TEXT,
  shared_until DATE,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_preparations PRIMARY KEY (id),
  CONSTRAINT fk_preparations_person_id FOREIGN KEY(person_id) REFERENCES people (id),
  CONSTRAINT fk_preparations_session_id FOREIGN KEY(session_id) REFERENCES supervision_sessions (id),
  CONSTRAINT fk_preparations_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT fk_preparations_shared_with FOREIGN KEY(shared_with) REFERENCES supervisions (id),
  CONSTRAINT ck_preparations_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_preparations_id CHECK (length(id) = 32),
  CONSTRAINT ck_preparations_person_id CHECK (length(person_id) = 32),
  CONSTRAINT ck_preparations_session_id CHECK (length(session_id) = 32),
  CONSTRAINT ck_preparations_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_preparations_prepared_on CHECK (prepared_on >= '2000-01-01'),
  CONSTRAINT ck_preparations_question CHECK (length(question) <= 10000),
  CONSTRAINT ck_preparations_brings CHECK (length(brings) <= 10000),
  CONSTRAINT ck_preparations_shared_with CHECK (length(shared_with) = 32),
  CONSTRAINT ck_preparations_shared_until CHECK (shared_until >= '2000-01-01'),
  CONSTRAINT ck_preparations_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_preparations_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_preparations_person_id_prepared_on ON preparations (person_id, prepared_on);

CREATE TABLE session_views (
  id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  answered_on DATE NOT NULL,
  question TEXT NOT NULL,
  answer TEXT NOT NULL,
  shared_with TEXT,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_session_views PRIMARY KEY (id),
  CONSTRAINT fk_session_views_person_id FOREIGN KEY(person_id) REFERENCES people (id),
  CONSTRAINT fk_session_views_session_id FOREIGN KEY(session_id) REFERENCES supervision_sessions (id),
  CONSTRAINT fk_session_views_shared_with FOREIGN KEY(shared_with) REFERENCES supervisions (id),
  CONSTRAINT ck_session_views_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_session_views_id CHECK (length(id) = 32),
  CONSTRAINT ck_session_views_person_id CHECK (length(person_id) = 32),
  CONSTRAINT ck_session_views_session_id CHECK (length(session_id) = 32),
  CONSTRAINT ck_session_views_answered_on CHECK (answered_on >= '2000-01-01'),
  CONSTRAINT ck_session_views_question CHECK (length(question) BETWEEN 1 AND 200),
  CONSTRAINT ck_session_views_answer CHECK (length(answer) BETWEEN 1 AND 200),
  CONSTRAINT ck_session_views_shared_with CHECK (length(shared_with) = 32),
  CONSTRAINT ck_session_views_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_session_views_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_session_views_person_id_answered_on ON session_views (person_id, answered_on);

CREATE UNIQUE INDEX uq_session_views_same ON session_views (person_id, session_id, question) WHERE withdrawn_on IS NULL;

CREATE TABLE supervision_action_looks (
  id TEXT NOT NULL,
  supervision_id TEXT NOT NULL,
  action_id TEXT NOT NULL,
  looked_on DATE NOT NULL,
  said TEXT NOT NULL,
  withdrawn_on DATE,
  withdrawn_why TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_supervision_action_looks PRIMARY KEY (id),
  CONSTRAINT fk_supervision_action_looks_action_id_supervision_id FOREIGN KEY(action_id, supervision_id) REFERENCES supervision_actions (id, supervision_id),
  CONSTRAINT fk_supervision_action_looks_supervision_id FOREIGN KEY(supervision_id) REFERENCES supervisions (id),
  CONSTRAINT ck_supervision_action_looks_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_supervision_action_looks_id CHECK (length(id) = 32),
  CONSTRAINT ck_supervision_action_looks_supervision_id CHECK (length(supervision_id) = 32),
  CONSTRAINT ck_supervision_action_looks_action_id CHECK (length(action_id) = 32),
  CONSTRAINT ck_supervision_action_looks_looked_on CHECK (looked_on >= '2000-01-01'),
  CONSTRAINT ck_supervision_action_looks_said CHECK (length(said) <= 10000),
  CONSTRAINT ck_supervision_action_looks_withdrawn_on CHECK (withdrawn_on >= '2000-01-01'),
  CONSTRAINT ck_supervision_action_looks_withdrawn_why CHECK (length(withdrawn_why) <= 10000)
);

CREATE INDEX ix_supervision_action_looks_supervision_id_looked_on ON supervision_action_looks (supervision_id, looked_on);

CREATE UNIQUE INDEX uq_supervision_action_looks_same ON supervision_action_looks (action_id, looked_on) WHERE withdrawn_on IS NULL;
