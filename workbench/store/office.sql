CREATE UNIQUE INDEX runs_live ON runs (club, routine) WHERE state = 'running';

CREATE TABLE runs (
  id INTEGER PRIMARY KEY, club TEXT NOT NULL, day TEXT NOT NULL, routine TEXT NOT NULL,
  started_at TEXT NOT NULL, ended_at TEXT, state TEXT NOT NULL
  CHECK (state IN ('running', 'done', 'failed', 'abandoned')), detail TEXT NOT NULL
) STRICT;

