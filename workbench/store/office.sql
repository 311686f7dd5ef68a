-- The office's books: no names of members, no claims.

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  club TEXT NOT NULL,
  day TEXT NOT NULL,
  routine TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'abandoned')),
  detail TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX runs_live ON runs (club, routine) WHERE state = 'running';

-- the last event of each club's books that this office knows; the books must still have it
CREATE TABLE heads (
  club TEXT PRIMARY KEY,
  head TEXT NOT NULL,
  recorded_at TEXT NOT NULL
) STRICT;

-- books accepted although they lack it: who accepted them, and why
CREATE TABLE acceptances (
  id INTEGER PRIMARY KEY,
  club TEXT NOT NULL,
  accepted_at TEXT NOT NULL,
  who TEXT NOT NULL,
  reason TEXT NOT NULL,
  head_before TEXT, -- missing where the office did not know the club
  head_after TEXT -- missing where the books were gone
) STRICT;

CREATE TABLE agents (
  name TEXT PRIMARY KEY,
  password TEXT NOT NULL, -- its argon2 hash
  active INTEGER NOT NULL,
  operator INTEGER NOT NULL -- may map files and accept repairs
) STRICT;

CREATE TABLE agent_clubs (
  name TEXT NOT NULL REFERENCES agents,
  club TEXT NOT NULL,
  PRIMARY KEY (name, club)
) STRICT;

CREATE TABLE sessions (
  token_sha256 TEXT PRIMARY KEY,
  name TEXT NOT NULL REFERENCES agents,
  until_at TEXT NOT NULL
) STRICT;

CREATE TABLE failed_sign_ins (
  name_sha256 TEXT NOT NULL,
  failed_at TEXT NOT NULL
) STRICT
