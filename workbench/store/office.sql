CREATE UNIQUE INDEX runs_live ON runs (club, routine) WHERE state = 'running';

CREATE TABLE agent_clubs (
  name TEXT NOT NULL REFERENCES agents, club TEXT NOT NULL, PRIMARY KEY (name, club)
) STRICT;

CREATE TABLE agents (
  name TEXT PRIMARY KEY, password TEXT NOT NULL, active INTEGER NOT NULL
, operator INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE failed_sign_ins (name_sha256 TEXT NOT NULL, failed_at TEXT NOT NULL) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY, club TEXT NOT NULL, day TEXT NOT NULL, routine TEXT NOT NULL,
  started_at TEXT NOT NULL, ended_at TEXT, state TEXT NOT NULL
  CHECK (state IN ('running', 'done', 'failed', 'abandoned')), detail TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
  token_sha256 TEXT PRIMARY KEY, name TEXT NOT NULL REFERENCES agents, until_at TEXT NOT NULL
) STRICT;

