-- The tables as of the first version. Statements are parted by empty lines.

CREATE TABLE cases (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  setting TEXT NOT NULL,
  mandate TEXT NOT NULL,
  legal_basis TEXT NOT NULL,
  pressure_from TEXT NOT NULL,
  order_ends_on DATE,
  opened_on DATE NOT NULL,
  closed_on DATE,
  contact_every_days INTEGER,
  rating_every_days INTEGER,
  summary TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_cases PRIMARY KEY (id),
  CONSTRAINT uq_cases_code UNIQUE (code),
  CONSTRAINT ck_cases_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_cases_id CHECK (length(id) = 32),
  CONSTRAINT ck_cases_code CHECK (length(code) BETWEEN 2 AND 20 AND code = upper(code)),
  CONSTRAINT ck_cases_setting CHECK (length(setting) BETWEEN 1 AND 200),
  CONSTRAINT ck_cases_mandate CHECK (length(mandate) BETWEEN 1 AND 200),
  CONSTRAINT ck_cases_legal_basis CHECK (length(legal_basis) <= 10000),
  CONSTRAINT ck_cases_pressure_from CHECK (length(pressure_from) <= 10000),
  CONSTRAINT ck_cases_order_ends_on CHECK (order_ends_on >= '2000-01-01'),
  CONSTRAINT ck_cases_opened_on CHECK (opened_on >= '2000-01-01'),
  CONSTRAINT ck_cases_closed_on CHECK (closed_on >= '2000-01-01'),
  CONSTRAINT ck_cases_contact_every_days CHECK (contact_every_days BETWEEN 1 AND 366),
  CONSTRAINT ck_cases_rating_every_days CHECK (rating_every_days BETWEEN 1 AND 366),
  CONSTRAINT ck_cases_summary CHECK (length(summary) <= 10000)
);

CREATE TABLE drafts (
  author TEXT NOT NULL,
  form TEXT NOT NULL,
  about TEXT NOT NULL,
  content TEXT NOT NULL,
  saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_drafts PRIMARY KEY (author, form, about)
);

CREATE TABLE history_heads (
  stream TEXT NOT NULL,
  seq INTEGER NOT NULL,
  link TEXT NOT NULL,
  CONSTRAINT pk_history_heads PRIMARY KEY (stream)
);

CREATE TABLE salts (
  stream TEXT NOT NULL,
  salt TEXT NOT NULL,
  CONSTRAINT pk_salts PRIMARY KEY (stream)
);

CREATE TABLE saves (
  save_id TEXT NOT NULL,
  author TEXT NOT NULL,
  saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
  digest TEXT NOT NULL,
  CONSTRAINT pk_saves PRIMARY KEY (save_id),
  CONSTRAINT ck_saves_save_id CHECK (length(save_id) BETWEEN 1 AND 100)
);

CREATE TABLE wordings (
  id TEXT NOT NULL,
  scale TEXT NOT NULL,
  minimum DOUBLE PRECISION NOT NULL,
  maximum DOUBLE PRECISION NOT NULL,
  step DOUBLE PRECISION NOT NULL,
  content TEXT NOT NULL,
  first_used_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_wordings PRIMARY KEY (id),
  CONSTRAINT ck_wordings_bounds CHECK (minimum < maximum AND step > 0)
);

CREATE TABLE contacts (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  occurred_on DATE NOT NULL,
  kind TEXT NOT NULL,
  length_minutes INTEGER,
  attendance TEXT NOT NULL,
  story TEXT NOT NULL,
  told_purpose TEXT,
  told_control TEXT,
  told_next_steps TEXT,
  told_consequences TEXT,
  said_back TEXT,
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
  safety_action TEXT NOT NULL,
  safety_told TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_contacts PRIMARY KEY (id),
  CONSTRAINT uq_contacts_id_case_id UNIQUE (id, case_id),
  CONSTRAINT fk_contacts_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_contacts_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_contacts_id CHECK (length(id) = 32),
  CONSTRAINT ck_contacts_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_contacts_occurred_on CHECK (occurred_on >= '2000-01-01'),
  CONSTRAINT ck_contacts_kind CHECK (length(kind) BETWEEN 1 AND 200),
  CONSTRAINT ck_contacts_length_minutes CHECK (length_minutes BETWEEN 0 AND 1440),
  CONSTRAINT ck_contacts_attendance CHECK (length(attendance) BETWEEN 1 AND 200),
  CONSTRAINT ck_contacts_story CHECK (length(story) <= 10000),
  CONSTRAINT ck_contacts_told_purpose CHECK (length(told_purpose) BETWEEN 1 AND 200),
  CONSTRAINT ck_contacts_told_control CHECK (length(told_control) BETWEEN 1 AND 200),
  CONSTRAINT ck_contacts_told_next_steps CHECK (length(told_next_steps) BETWEEN 1 AND 200),
  CONSTRAINT ck_contacts_told_consequences CHECK (length(told_consequences) BETWEEN 1 AND 200),
  CONSTRAINT ck_contacts_said_back CHECK (length(said_back) BETWEEN 1 AND 200),
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
  CONSTRAINT ck_contacts_safety_action CHECK (length(safety_action) <= 10000),
  CONSTRAINT ck_contacts_safety_told CHECK (length(safety_told) <= 10000)
);

CREATE INDEX ix_contacts_case_id_occurred_on ON contacts (case_id, occurred_on);

CREATE TABLE events (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  happened_on DATE NOT NULL,
  kind TEXT NOT NULL,
  note TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_events PRIMARY KEY (id),
  CONSTRAINT fk_events_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_events_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_events_id CHECK (length(id) = 32),
  CONSTRAINT ck_events_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_events_happened_on CHECK (happened_on >= '2000-01-01'),
  CONSTRAINT ck_events_kind CHECK (length(kind) BETWEEN 1 AND 200),
  CONSTRAINT ck_events_note CHECK (length(note) <= 10000)
);

CREATE INDEX ix_events_case_id_happened_on ON events (case_id, happened_on);

CREATE TABLE history (
  stream TEXT NOT NULL,
  seq INTEGER NOT NULL,
  save_id TEXT NOT NULL,
  n_records INTEGER NOT NULL,
  digest TEXT NOT NULL,
  link TEXT NOT NULL,
  CONSTRAINT pk_history PRIMARY KEY (stream, seq),
  CONSTRAINT fk_history_save_id FOREIGN KEY(save_id) REFERENCES saves (save_id)
);

CREATE INDEX ix_history_save_id ON history (save_id);

CREATE TABLE plan_dates (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  agreed_on DATE NOT NULL,
  note TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_plan_dates PRIMARY KEY (id),
  CONSTRAINT fk_plan_dates_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_plan_dates_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_plan_dates_id CHECK (length(id) = 32),
  CONSTRAINT ck_plan_dates_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_plan_dates_agreed_on CHECK (agreed_on >= '2000-01-01'),
  CONSTRAINT ck_plan_dates_note CHECK (length(note) <= 10000)
);

CREATE INDEX ix_plan_dates_case_id_agreed_on ON plan_dates (case_id, agreed_on);

CREATE TABLE revisions (
  record_id TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  save_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  stream TEXT NOT NULL,
  kind TEXT NOT NULL,
  content TEXT,
  digest TEXT NOT NULL,
  CONSTRAINT pk_revisions PRIMARY KEY (record_id, row_version),
  CONSTRAINT fk_revisions_save_id FOREIGN KEY(save_id) REFERENCES saves (save_id)
);

CREATE INDEX ix_revisions_save_id_position ON revisions (save_id, position);

CREATE TABLE worker_spells (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  worker TEXT NOT NULL,
  from_on DATE NOT NULL,
  reason TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_worker_spells PRIMARY KEY (id),
  CONSTRAINT fk_worker_spells_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_worker_spells_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_worker_spells_id CHECK (length(id) = 32),
  CONSTRAINT ck_worker_spells_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_worker_spells_worker CHECK (length(worker) BETWEEN 1 AND 12),
  CONSTRAINT ck_worker_spells_from_on CHECK (from_on >= '2000-01-01'),
  CONSTRAINT ck_worker_spells_reason CHECK (length(reason) <= 10000)
);

CREATE INDEX ix_worker_spells_case_id_from_on ON worker_spells (case_id, from_on);

CREATE TABLE promises (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  contact_id TEXT,
  promised_on DATE NOT NULL,
  text TEXT NOT NULL,
  due_on DATE,
  state TEXT NOT NULL,
  settled_on DATE,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_promises PRIMARY KEY (id),
  CONSTRAINT fk_promises_contact_id_case_id FOREIGN KEY(contact_id, case_id) REFERENCES contacts (id, case_id),
  CONSTRAINT fk_promises_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_promises_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_promises_id CHECK (length(id) = 32),
  CONSTRAINT ck_promises_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_promises_contact_id CHECK (length(contact_id) = 32),
  CONSTRAINT ck_promises_promised_on CHECK (promised_on >= '2000-01-01'),
  CONSTRAINT ck_promises_text CHECK (length(text) <= 10000),
  CONSTRAINT ck_promises_due_on CHECK (due_on >= '2000-01-01'),
  CONSTRAINT ck_promises_state CHECK (length(state) BETWEEN 1 AND 200),
  CONSTRAINT ck_promises_settled_on CHECK (settled_on >= '2000-01-01')
);

CREATE INDEX ix_promises_case_id_promised_on ON promises (case_id, promised_on);

CREATE TABLE ratings (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  contact_id TEXT,
  rated_on DATE NOT NULL,
  scale TEXT NOT NULL,
  dimension TEXT NOT NULL,
  rater TEXT NOT NULL,
  value DOUBLE PRECISION,
  not_rated TEXT,
  not_rated_note TEXT NOT NULL,
  evidence TEXT NOT NULL,
  wording TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_ratings PRIMARY KEY (case_id, rated_on, id),
  CONSTRAINT uq_ratings_id UNIQUE (id),
  CONSTRAINT uq_ratings_in_contact UNIQUE (contact_id, case_id, rated_on, scale, dimension, rater),
  CONSTRAINT fk_ratings_contact_id_case_id FOREIGN KEY(contact_id, case_id) REFERENCES contacts (id, case_id),
  CONSTRAINT fk_ratings_wording FOREIGN KEY(wording) REFERENCES wordings (id),
  CONSTRAINT ck_ratings_value_or_reason CHECK ((value IS NULL) <> (not_rated IS NULL)),
  CONSTRAINT fk_ratings_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_ratings_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_ratings_id CHECK (length(id) = 32),
  CONSTRAINT ck_ratings_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_ratings_contact_id CHECK (length(contact_id) = 32),
  CONSTRAINT ck_ratings_rated_on CHECK (rated_on >= '2000-01-01'),
  CONSTRAINT ck_ratings_scale CHECK (length(scale) BETWEEN 1 AND 200),
  CONSTRAINT ck_ratings_dimension CHECK (length(dimension) BETWEEN 1 AND 200),
  CONSTRAINT ck_ratings_rater CHECK (length(rater) BETWEEN 1 AND 200),
  CONSTRAINT ck_ratings_value CHECK (value > -1000000 AND value < 1000000),
  CONSTRAINT ck_ratings_not_rated CHECK (length(not_rated) BETWEEN 1 AND 200),
  CONSTRAINT ck_ratings_not_rated_note CHECK (length(not_rated_note) <= 10000),
  CONSTRAINT ck_ratings_evidence CHECK (length(evidence) <= 10000),
  CONSTRAINT ck_ratings_wording CHECK (length(wording) BETWEEN 1 AND 200)
);

CREATE UNIQUE INDEX uq_ratings_loose ON ratings (case_id, rated_on, scale, dimension, rater) WHERE contact_id IS NULL;

CREATE FUNCTION rating_on_scale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.value IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM wordings w WHERE w.id = NEW.wording AND w.scale = NEW.scale
    AND NEW.value BETWEEN w.minimum AND w.maximum
    AND abs((NEW.value - w.minimum) / w.step - round((NEW.value - w.minimum) / w.step)) < 1e-4
  ) THEN
    RAISE EXCEPTION 'a rating is not on its scale' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION history_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'history is only added to' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER ratings_on_scale BEFORE INSERT OR UPDATE ON ratings
FOR EACH ROW EXECUTE FUNCTION rating_on_scale();

CREATE TRIGGER saves_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON saves
FOR EACH STATEMENT EXECUTE FUNCTION history_only_added_to();

CREATE TRIGGER revisions_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON revisions
FOR EACH STATEMENT EXECUTE FUNCTION history_only_added_to();

CREATE TRIGGER history_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON history
FOR EACH STATEMENT EXECUTE FUNCTION history_only_added_to();

CREATE TRIGGER wordings_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON wordings
FOR EACH STATEMENT EXECUTE FUNCTION history_only_added_to();

CREATE TRIGGER history_heads_never_deleted BEFORE DELETE OR TRUNCATE ON history_heads
FOR EACH STATEMENT EXECUTE FUNCTION history_only_added_to();
