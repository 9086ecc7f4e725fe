-- Why a signal does not fit a case. Statements are parted by empty lines.

CREATE TABLE dismissals (
  id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  scale TEXT,
  dimension TEXT,
  rater TEXT,
  seen_until_on TEXT NOT NULL,
  reason TEXT NOT NULL,
  withdrawn TEXT,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_dismissals PRIMARY KEY (id),
  CONSTRAINT fk_dismissals_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
  CONSTRAINT ck_dismissals_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_dismissals_id CHECK (length(id) = 32),
  CONSTRAINT ck_dismissals_case_id CHECK (length(case_id) = 32),
  CONSTRAINT ck_dismissals_rule CHECK (length(rule) BETWEEN 1 AND 200),
  CONSTRAINT ck_dismissals_scale CHECK (length(scale) BETWEEN 1 AND 200),
  CONSTRAINT ck_dismissals_dimension CHECK (length(dimension) BETWEEN 1 AND 200),
  CONSTRAINT ck_dismissals_rater CHECK (length(rater) BETWEEN 1 AND 200),
  CONSTRAINT ck_dismissals_seen_until_on CHECK (seen_until_on >= '2000-01-01'),
  CONSTRAINT ck_dismissals_seen_until_on_real CHECK (seen_until_on IS date(seen_until_on, '+0 days')),
  CONSTRAINT ck_dismissals_reason CHECK (length(reason) <= 10000),
  CONSTRAINT ck_dismissals_withdrawn CHECK (length(withdrawn) BETWEEN 1 AND 200)
)
 STRICT;

CREATE INDEX ix_dismissals_case_id_seen_until_on ON dismissals (case_id, seen_until_on);
