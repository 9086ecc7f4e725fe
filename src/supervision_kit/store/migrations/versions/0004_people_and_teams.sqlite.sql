-- Who works here, as what, and in which team. Statements are parted by empty lines.

CREATE TABLE people (
  id TEXT NOT NULL,
  sign_in TEXT,
  code TEXT NOT NULL,
  display_name TEXT NOT NULL,
  left_on TEXT,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_people PRIMARY KEY (id),
  CONSTRAINT uq_people_sign_in UNIQUE (sign_in),
  CONSTRAINT uq_people_code UNIQUE (code),
  CONSTRAINT ck_people_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_people_id CHECK (length(id) = 32),
  CONSTRAINT ck_people_sign_in CHECK (length(sign_in) BETWEEN 1 AND 200),
  CONSTRAINT ck_people_code CHECK (length(code) BETWEEN 1 AND 12),
  CONSTRAINT ck_people_display_name CHECK (length(display_name) <= 10000),
  CONSTRAINT ck_people_left_on CHECK (left_on >= '2000-01-01'),
  CONSTRAINT ck_people_left_on_real CHECK (left_on IS date(left_on, '+0 days'))
)
 STRICT;

CREATE TABLE teams (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_teams PRIMARY KEY (id),
  CONSTRAINT uq_teams_code UNIQUE (code),
  CONSTRAINT ck_teams_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_teams_id CHECK (length(id) = 32),
  CONSTRAINT ck_teams_code CHECK (length(code) BETWEEN 1 AND 12)
)
 STRICT;

CREATE TABLE roles (
  id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  role TEXT NOT NULL,
  team_id TEXT,
  from_on TEXT NOT NULL,
  until_on TEXT,
  row_version INTEGER NOT NULL,
  CONSTRAINT pk_roles PRIMARY KEY (id),
  CONSTRAINT fk_roles_person_id FOREIGN KEY(person_id) REFERENCES people (id),
  CONSTRAINT fk_roles_team_id FOREIGN KEY(team_id) REFERENCES teams (id),
  CONSTRAINT ck_roles_row_version CHECK (row_version >= 1),
  CONSTRAINT ck_roles_id CHECK (length(id) = 32),
  CONSTRAINT ck_roles_person_id CHECK (length(person_id) = 32),
  CONSTRAINT ck_roles_role CHECK (length(role) BETWEEN 1 AND 200),
  CONSTRAINT ck_roles_team_id CHECK (length(team_id) = 32),
  CONSTRAINT ck_roles_from_on CHECK (from_on >= '2000-01-01'),
  CONSTRAINT ck_roles_from_on_real CHECK (from_on IS date(from_on, '+0 days')),
  CONSTRAINT ck_roles_until_on CHECK (until_on >= '2000-01-01'),
  CONSTRAINT ck_roles_until_on_real CHECK (until_on IS date(until_on, '+0 days'))
)
 STRICT;

CREATE INDEX ix_roles_person_id_from_on ON roles (person_id, from_on);
