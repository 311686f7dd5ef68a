CREATE UNIQUE INDEX proposals_live ON proposals (claim_id, step_id, due_version)
  WHERE state = 'proposed';

CREATE TABLE call_claims (
  call_id TEXT NOT NULL REFERENCES calls, claim_id TEXT NOT NULL, PRIMARY KEY (call_id, claim_id)
) STRICT;

CREATE TABLE call_contacts (
  call_id TEXT PRIMARY KEY REFERENCES calls, phone TEXT, contact_name TEXT, note TEXT
) STRICT;

CREATE TABLE calls (
  call_id TEXT PRIMARY KEY, called_on TEXT NOT NULL, agent TEXT NOT NULL, outcome TEXT NOT NULL,
  reason TEXT, reached INTEGER NOT NULL, again_on TEXT, again_at TEXT, confirm INTEGER NOT NULL
) STRICT;

CREATE TABLE changes (
  event_id INTEGER NOT NULL REFERENCES events, number INTEGER NOT NULL, noun TEXT NOT NULL,
  key TEXT NOT NULL, fields TEXT NOT NULL, salt TEXT NOT NULL, PRIMARY KEY (event_id, number)
) STRICT;

CREATE TABLE claims (
  claim_id TEXT PRIMARY KEY, invoice_id TEXT, member_id TEXT, kid TEXT, fee_type TEXT,
  title TEXT, issued_on TEXT, due_on TEXT, amount_ore INTEGER, paid_ore INTEGER, paid_on TEXT,
  status TEXT
, member_name TEXT, group_name TEXT, recipient_name TEXT, missing_since TEXT) STRICT;

CREATE TABLE corrections (
  correction_id TEXT PRIMARY KEY, noun TEXT NOT NULL, record TEXT NOT NULL, field TEXT NOT NULL,
  base TEXT, value TEXT, made_on TEXT NOT NULL, call_id TEXT REFERENCES calls
) STRICT;

CREATE TABLE events (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, day TEXT NOT NULL, recorded_at TEXT NOT NULL,
  who TEXT NOT NULL, subject TEXT NOT NULL, changes INTEGER NOT NULL,
  changes_sha256 TEXT NOT NULL, before_sha256 TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE files (
  sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL, title TEXT NOT NULL,
  kind TEXT NOT NULL, headings TEXT NOT NULL, rows_total INTEGER NOT NULL,
  rows_taken INTEGER NOT NULL, rows_aside INTEGER NOT NULL, rows_frame INTEGER NOT NULL,
  values_aside INTEGER NOT NULL, imported_on TEXT NOT NULL
, scope TEXT, newest_on TEXT, left_out TEXT, forced TEXT) STRICT;

CREATE TABLE guardians (
  member_id TEXT NOT NULL, role TEXT NOT NULL, number INTEGER NOT NULL, name TEXT, email TEXT,
  phone TEXT, PRIMARY KEY (member_id, role, number)
) STRICT;

CREATE TABLE holds (
  hold_id TEXT PRIMARY KEY, kind TEXT NOT NULL, member_id TEXT, invoice_id TEXT,
  start_on TEXT NOT NULL, end_on TEXT, review_on TEXT, agreed_with TEXT
) STRICT;

CREATE TABLE instalments (
  call_id TEXT NOT NULL REFERENCES calls, number INTEGER NOT NULL, due_on TEXT NOT NULL,
  amount_ore INTEGER NOT NULL, PRIMARY KEY (call_id, number)
) STRICT;

CREATE TABLE invoices (
  invoice_id TEXT PRIMARY KEY, title TEXT, recipient_name TEXT, issued_on TEXT, due_on TEXT,
  amount_ore INTEGER, paid_ore INTEGER, paid_on TEXT, status TEXT NOT NULL, missing_since TEXT
) STRICT;

CREATE TABLE leases (
  payer_id TEXT PRIMARY KEY, agent TEXT NOT NULL, token INTEGER NOT NULL, until_at TEXT NOT NULL
) STRICT;

CREATE TABLE liabilities (
  claim_id TEXT PRIMARY KEY, liable_party TEXT NOT NULL, liable_member_id TEXT,
  basis TEXT NOT NULL, incurred_as_minor INTEGER NOT NULL
) STRICT;

CREATE TABLE members (
  member_id TEXT PRIMARY KEY, first_name TEXT, last_name TEXT, born_on TEXT, gender TEXT,
  email TEXT, email_extra TEXT, phone TEXT, address TEXT, postcode TEXT, city TEXT,
  status TEXT NOT NULL, joined_on TEXT, left_on TEXT
, other_id TEXT) STRICT;

CREATE TABLE participations (
  member_id TEXT NOT NULL, group_name TEXT NOT NULL, missing_since TEXT,
  PRIMARY KEY (member_id, group_name)
) STRICT;

CREATE TABLE payments (
  payment_id TEXT PRIMARY KEY, kid TEXT, amount_ore INTEGER NOT NULL, paid_on TEXT NOT NULL,
  source TEXT NOT NULL
, invoice_id TEXT) STRICT;

CREATE TABLE plans (
  day TEXT NOT NULL, sha256 TEXT NOT NULL, policy TEXT NOT NULL, policy_sha256 TEXT NOT NULL,
  claims INTEGER NOT NULL, proposed INTEGER NOT NULL, PRIMARY KEY (day, sha256)
) STRICT;

CREATE TABLE proposals (
  run_on TEXT NOT NULL, claim_id TEXT NOT NULL, step_id TEXT NOT NULL, due_version TEXT NOT NULL,
  kind TEXT NOT NULL, channel TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'lapsed')), decided_on TEXT,
  PRIMARY KEY (run_on, claim_id, step_id, due_version)
) STRICT;

CREATE TABLE rejected (
  sha256 TEXT NOT NULL REFERENCES files, sheet TEXT NOT NULL, row INTEGER NOT NULL,
  column TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, reason TEXT NOT NULL,
  whole_row INTEGER NOT NULL, record TEXT NOT NULL, proposal TEXT, repaired TEXT, PRIMARY KEY (sha256, sheet, row, column)
) STRICT;

CREATE TABLE reminders (
  invoice_id TEXT NOT NULL, step_id TEXT NOT NULL, sent_on TEXT NOT NULL,
  PRIMARY KEY (invoice_id, step_id)
) STRICT;

CREATE TABLE repairs (
  title TEXT NOT NULL, record TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
  repaired TEXT NOT NULL, made_on TEXT NOT NULL, who TEXT NOT NULL,
  PRIMARY KEY (title, record, field, value)
) STRICT;

CREATE TABLE steps (
  claim_id TEXT NOT NULL, step_id TEXT NOT NULL, due_version TEXT NOT NULL, sent_on TEXT NOT NULL,
  channel TEXT NOT NULL, PRIMARY KEY (claim_id, step_id, due_version)
) STRICT;

CREATE TRIGGER calls_not_changed BEFORE UPDATE ON calls
BEGIN SELECT RAISE(ABORT, 'calls are appended, never changed'); END;

CREATE TRIGGER calls_not_deleted BEFORE DELETE ON calls
BEGIN SELECT RAISE(ABORT, 'calls are appended, never deleted'); END;

CREATE TRIGGER changes_not_changed BEFORE UPDATE ON changes
BEGIN SELECT RAISE(ABORT, 'change rows are appended, never changed'); END;

CREATE TRIGGER events_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are appended, never changed'); END;

CREATE TRIGGER events_not_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are appended, never deleted'); END;

