-- A club's books. Each column is declared here once: the database, the dtypes of frames, the
-- triggers that log each change, and the upserts are made from this text, read line by line.
-- A column that ends in _on or _since is a day in ISO form; _ore is whole øre; an INTEGER that must
-- be 0 or 1 is a flag; all others are text or counts. A table with an event_id is logged: it is the
-- number of the event that wrote the row last.

-- whose books these are: the name of the club's folder when they were created
CREATE TABLE club (
  club_id TEXT PRIMARY KEY
) STRICT;

-- who did what, when and for which day: the chain. It holds no name, file name or reason.
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  day TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  who TEXT NOT NULL,
  subject TEXT NOT NULL,
  first_change INTEGER NOT NULL, -- the id after which the event's change rows come
  changes INTEGER NOT NULL, -- how many they are
  changes_sha256 TEXT NOT NULL, -- of the salt and the change rows
  tables_sha256 TEXT NOT NULL, -- of the digests as the event left them
  before_sha256 TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE
) STRICT;

-- one row for each new row (its field is empty), and one for each changed field of a row
CREATE TABLE changes (
  id INTEGER PRIMARY KEY,
  event_id INTEGER NOT NULL REFERENCES events DEFERRABLE INITIALLY DEFERRED, -- written last
  noun TEXT NOT NULL,
  key TEXT NOT NULL, -- a key of several columns is a JSON list
  field TEXT NOT NULL,
  before ANY,
  after ANY
) STRICT;

-- erased with the first change row of an event: then nobody can guess the erased rows by their hash
CREATE TABLE salts (
  event_id INTEGER PRIMARY KEY REFERENCES events DEFERRABLE INITIALLY DEFERRED,
  salt TEXT NOT NULL
) STRICT;

-- the sum of the hashes of each logged table's rows, whatever their order
CREATE TABLE digests (
  noun TEXT PRIMARY KEY,
  rows INTEGER NOT NULL,
  digest TEXT NOT NULL
) STRICT;

-- which agent is working on which payer now; not logged
CREATE TABLE leases (
  payer_id TEXT PRIMARY KEY,
  agent TEXT NOT NULL,
  token INTEGER NOT NULL,
  until_at TEXT NOT NULL
) STRICT;

CREATE TABLE files (
  sha256 TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  title TEXT NOT NULL, -- the profile it was read by
  kind TEXT NOT NULL,
  system TEXT NOT NULL, -- the member system whose ids stand in it, or `bank`
  headings TEXT NOT NULL, -- as in the file, so that an assumed heading can be confirmed
  rows_total INTEGER NOT NULL, -- = taken + aside + frame
  rows_taken INTEGER NOT NULL,
  rows_aside INTEGER NOT NULL,
  rows_frame INTEGER NOT NULL,
  values_aside INTEGER NOT NULL,
  imported_on TEXT NOT NULL,
  batch INTEGER NOT NULL, -- the number of its import
  scope TEXT, -- the groups of a member list, or the accounts of a bank's file, joined by " + "
  account_balances TEXT, -- of a bank's statements: a JSON list of account, first and last day, øre before and after
  newest_on TEXT, -- the newest day in it of something that has happened
  covers_until_on TEXT, -- the last day it covers: of its period, its own, or else newest_on
  left_out TEXT, -- what a rule left out, and birth numbers, each with a count
  noted TEXT, -- what has changed in many rows, by which people are asked later or for less
  forced TEXT, -- why it was imported in spite of a guard
  event_id INTEGER NOT NULL
) STRICT;

CREATE TABLE members (
  member_id TEXT PRIMARY KEY, -- <system>:<id in that system>
  first_name TEXT,
  last_name TEXT,
  born_on TEXT,
  gender TEXT, -- M, K or missing
  email TEXT,
  email_extra TEXT, -- further addresses, joined by ";"
  phone TEXT, -- E.164
  address TEXT,
  postcode TEXT,
  city TEXT,
  status TEXT NOT NULL, -- MemberStatus
  joined_on TEXT,
  left_on TEXT, -- the day a written resignation was received
  other_id TEXT, -- <system>:<id> made of name and birth date, of a member with an own id
  event_id INTEGER NOT NULL
) STRICT;

CREATE TABLE guardians (
  member_id TEXT NOT NULL,
  role TEXT NOT NULL, -- ContactRole
  number INTEGER NOT NULL, -- guardian 1, 2 ...; the order in which they are contacted
  name TEXT,
  email TEXT,
  phone TEXT, -- E.164
  event_id INTEGER NOT NULL,
  PRIMARY KEY (member_id, role, number)
) STRICT;

CREATE TABLE participations (
  member_id TEXT NOT NULL,
  group_name TEXT NOT NULL,
  missing_since TEXT, -- first absent from a newer list of that group; never deleted
  event_id INTEGER NOT NULL,
  PRIMARY KEY (member_id, group_name)
) STRICT;

CREATE TABLE invoices (
  invoice_id TEXT PRIMARY KEY, -- <system>:<order number>
  title TEXT,
  recipient_name TEXT,
  issued_on TEXT,
  due_on TEXT,
  amount_ore INTEGER,
  paid_ore INTEGER, -- as in the member system; may be without its fee
  paid_on TEXT,
  status TEXT NOT NULL, -- ClaimStatus
  missing_since TEXT, -- first absent from a newer list; never deleted
  event_id INTEGER NOT NULL
) STRICT;

CREATE TABLE claims (
  claim_id TEXT PRIMARY KEY, -- begins with its invoice's id
  invoice_id TEXT,
  member_id TEXT,
  kid TEXT, -- several claims of an invoice may have the same KID
  fee_type TEXT, -- FeeType
  title TEXT,
  issued_on TEXT,
  due_on TEXT,
  amount_ore INTEGER, -- missing if only the invoice has an amount
  paid_ore INTEGER,
  paid_on TEXT,
  status TEXT, -- ClaimStatus; missing if only the invoice has one
  member_name TEXT, -- and group_name: if the source has no number of the member
  group_name TEXT,
  recipient_name TEXT, -- if the claim has one and no invoice has
  missing_since TEXT, -- first absent from a newer list of claims; never deleted
  event_id INTEGER NOT NULL
) STRICT;

CREATE TABLE liabilities (
  claim_id TEXT PRIMARY KEY,
  liable_party TEXT NOT NULL, -- LiableParty
  liable_member_id TEXT, -- missing if the guardian is not in the register
  basis TEXT NOT NULL,
  incurred_as_minor INTEGER NOT NULL CHECK (incurred_as_minor IN (0, 1)),
  event_id INTEGER NOT NULL
) STRICT;

CREATE TABLE payments (
  payment_id TEXT PRIMARY KEY,
  kid TEXT, -- as the bank has it: it may be damaged, or of no claim
  amount_ore INTEGER NOT NULL, -- negative if it was paid back or reversed
  paid_on TEXT NOT NULL,
  source TEXT NOT NULL,
  invoice_id TEXT, -- if the source has no KID
  payer_name TEXT, -- this and the message are as the bank has them
  message TEXT,
  account TEXT, -- the club's, which received the money
  event_id INTEGER NOT NULL
) STRICT;

-- what somebody decided about a payment, or a part of it, that its KID or invoice does not place
CREATE TABLE placements (
  payment_id TEXT NOT NULL,
  target TEXT NOT NULL, -- a claim id, or another PaymentUse
  amount_ore INTEGER NOT NULL, -- 0 where it was taken back
  event_id INTEGER NOT NULL,
  PRIMARY KEY (payment_id, target)
) STRICT;

-- what the files from Nets say of payers' mandates of AvtaleGiro; of two files the newer one counts
CREATE TABLE mandates (
  account TEXT NOT NULL, -- the club's, which the money is drawn to
  kid TEXT NOT NULL, -- the fixed part: that of a claim may say more
  wants_notice INTEGER NOT NULL CHECK (wants_notice IN (0, 1)), -- in writing, before each payment
  first_seen_on TEXT NOT NULL, -- the day of the oldest file with it
  stated_on TEXT NOT NULL, -- the day of the newest file with it
  ended_on TEXT, -- that day, if that file says that the mandate was deleted
  event_id INTEGER NOT NULL,
  PRIMARY KEY (account, kid)
) STRICT;

-- the days of files with all mandates of an account: one that is missing then has ended
CREATE TABLE mandate_lists (
  account TEXT NOT NULL,
  listed_on TEXT NOT NULL,
  event_id INTEGER NOT NULL,
  PRIMARY KEY (account, listed_on)
) STRICT;

-- what the bank has been asked to draw by AvtaleGiro: a claim once for each due date
CREATE TABLE drawings (
  claim_id TEXT NOT NULL,
  due_on TEXT NOT NULL,
  kid TEXT NOT NULL,
  amount_ore INTEGER NOT NULL,
  made_on TEXT NOT NULL,
  file TEXT NOT NULL, -- its name
  cancelled_on TEXT, -- the day of the file that asked the bank not to draw it
  cancel_file TEXT,
  event_id INTEGER NOT NULL,
  PRIMARY KEY (claim_id, due_on)
) STRICT;

-- the invoices and reversals that the member system is asked to make, each in a file written here
CREATE TABLE filed_invoices (
  file TEXT NOT NULL, -- its name
  number INTEGER NOT NULL, -- in the file, from 1
  act TEXT NOT NULL, -- FeeAct: a new invoice or a reversal
  member_id TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  fee_type TEXT NOT NULL, -- FeeType
  title TEXT NOT NULL,
  start_on TEXT NOT NULL, -- the first day of the period
  due_on TEXT NOT NULL,
  amount_ore INTEGER NOT NULL,
  made_on TEXT NOT NULL,
  claim_id TEXT, -- of a reversal: what is to be credited
  unused_on TEXT, -- the day on which somebody said that the file was not used
  event_id INTEGER NOT NULL,
  PRIMARY KEY (file, number)
) STRICT;

-- what somebody took off a claim, or owes a member (no claim); until the member system shows it
CREATE TABLE credits (
  credit_id TEXT PRIMARY KEY,
  claim_id TEXT,
  member_id TEXT,
  kind TEXT NOT NULL, -- CreditKind
  amount_ore INTEGER NOT NULL,
  base_ore INTEGER NOT NULL, -- what the source said that the claim was then; 0 without a claim
  reason TEXT NOT NULL,
  made_on TEXT NOT NULL,
  needs_approval INTEGER NOT NULL CHECK (needs_approval IN (0, 1)), -- the club's, before it counts
  taken_back_on TEXT, -- since then its amount is 0
  event_id INTEGER NOT NULL
) STRICT;

-- appended, never changed
CREATE TABLE calls (
  call_id TEXT PRIMARY KEY,
  called_on TEXT NOT NULL,
  called_at TEXT, -- the time of day when it was saved, such as 14:30
  agent TEXT NOT NULL,
  outcome TEXT NOT NULL, -- Outcome
  reason TEXT, -- Reason
  reached INTEGER NOT NULL CHECK (reached IN (0, 1)), -- the agent spoke with the payer
  again_on TEXT, -- a call-back was agreed for this day
  again_at TEXT, -- and for this time of day, such as 14:30
  confirm INTEGER NOT NULL CHECK (confirm IN (0, 1)), -- the payer wants the agreement in an SMS
  language TEXT, -- Language, by which the payer is written to from then on; missing if not stated
  event_id INTEGER NOT NULL
) STRICT;

CREATE TABLE call_claims (
  call_id TEXT NOT NULL REFERENCES calls,
  claim_id TEXT NOT NULL,
  event_id INTEGER NOT NULL,
  PRIMARY KEY (call_id, claim_id)
) STRICT;

-- who was called: in a table of its own, so that it can be erased
CREATE TABLE call_contacts (
  call_id TEXT PRIMARY KEY REFERENCES calls,
  phone TEXT,
  contact_name TEXT,
  note TEXT,
  event_id INTEGER NOT NULL
) STRICT;

-- the instalments of a payment plan that was agreed in a call
CREATE TABLE instalments (
  call_id TEXT NOT NULL REFERENCES calls,
  number INTEGER NOT NULL,
  due_on TEXT NOT NULL,
  amount_ore INTEGER NOT NULL,
  event_id INTEGER NOT NULL,
  PRIMARY KEY (call_id, number)
) STRICT;

CREATE TABLE holds (
  hold_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL, -- HoldKind
  member_id TEXT,
  invoice_id TEXT, -- missing if the hold is on the whole membership
  start_on TEXT NOT NULL,
  end_on TEXT, -- the last day, included; missing if it has no end
  review_on TEXT,
  agreed_with TEXT,
  call_id TEXT REFERENCES calls, -- the call that agreed on it; missing if from the office's list
  event_id INTEGER NOT NULL
) STRICT;

CREATE TABLE corrections (
  correction_id TEXT PRIMARY KEY,
  noun TEXT NOT NULL, -- the table of the corrected row: members or guardians
  record TEXT NOT NULL, -- the row's key, its parts joined by "|"
  field TEXT NOT NULL,
  base TEXT, -- the value in the member system when it was made
  value TEXT, -- missing if the value there is wrong and the right one is not known
  made_on TEXT NOT NULL,
  call_id TEXT REFERENCES calls,
  event_id INTEGER NOT NULL
) STRICT;

-- the answers to tasks: an answer hides its task while the evidence is the same, or until a day
CREATE TABLE answers (
  task TEXT PRIMARY KEY, -- its key: its kind and what it is about
  evidence TEXT NOT NULL,
  answer TEXT NOT NULL, -- TaskAnswer
  until_on TEXT, -- the first day on which the task is shown again
  note TEXT,
  given_on TEXT, -- the day that the club wrote, or on which it was given here
  event_id INTEGER NOT NULL
) STRICT;

-- sent before the workbench was used: each is a step of all claims of the order
CREATE TABLE reminders (
  invoice_id TEXT NOT NULL,
  step_id TEXT NOT NULL,
  sent_on TEXT NOT NULL,
  event_id INTEGER NOT NULL,
  PRIMARY KEY (invoice_id, step_id)
) STRICT;

CREATE TABLE steps (
  claim_id TEXT NOT NULL,
  step_id TEXT NOT NULL, -- the level's own name in the policy
  due_version TEXT NOT NULL, -- the due date for which the step was taken
  sent_on TEXT NOT NULL,
  channel TEXT NOT NULL, -- Channel
  event_id INTEGER NOT NULL,
  PRIMARY KEY (claim_id, step_id, due_version)
) STRICT;

CREATE TABLE rejected (
  sha256 TEXT NOT NULL REFERENCES files,
  sheet TEXT NOT NULL,
  row INTEGER NOT NULL, -- from 1, as a spreadsheet counts
  column TEXT NOT NULL, -- the heading in the file
  field TEXT NOT NULL, -- the field as which it was read
  value TEXT NOT NULL,
  reason TEXT NOT NULL,
  fault TEXT, -- FaultKind; missing if it could not be read
  whole_row INTEGER NOT NULL CHECK (whole_row IN (0, 1)),
  record TEXT NOT NULL, -- the key of the record, empty if none could be read
  member_id TEXT, -- the member of the row, if known
  invoice_id TEXT, -- the order of the row, if known
  kid TEXT, -- the KID of a payment, if it could be read
  proposal TEXT, -- what it may have been meant to be
  repaired TEXT, -- the value of a repair that somebody accepted
  event_id INTEGER NOT NULL,
  PRIMARY KEY (sha256, sheet, row, column)
) STRICT;

-- how a value that cannot be read is read, this week and later
CREATE TABLE repairs (
  title TEXT NOT NULL, -- the title of the profile
  record TEXT NOT NULL, -- the record's key; empty if it is for all records, as of a word
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  repaired TEXT NOT NULL,
  made_on TEXT NOT NULL,
  who TEXT NOT NULL,
  event_id INTEGER NOT NULL,
  PRIMARY KEY (title, record, field, value)
) STRICT;

-- the policies in force, each as it was approved: of an id the newest row counts
CREATE TABLE policies (
  sha256 TEXT PRIMARY KEY, -- of its text
  policy TEXT NOT NULL, -- its id
  content TEXT NOT NULL, -- TOML
  is_club INTEGER NOT NULL CHECK (is_club IN (0, 1)), -- the club's own, not that of some claims
  approved_on TEXT NOT NULL,
  event_id INTEGER NOT NULL
) STRICT;

-- another policy than the club's, for a claim or for all that a member owes
CREATE TABLE policy_choices (
  target TEXT PRIMARY KEY, -- a claim id or member id
  policy TEXT, -- missing if it is exempt from dunning
  after_step TEXT, -- the step that counts as taken last
  event_id INTEGER NOT NULL
) STRICT;

CREATE TABLE plans (
  day TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  policy TEXT NOT NULL,
  policy_sha256 TEXT NOT NULL,
  claims INTEGER NOT NULL,
  proposed INTEGER NOT NULL,
  discarded_on TEXT, -- the day on which a plan for a later day was put away
  event_id INTEGER NOT NULL,
  PRIMARY KEY (day, sha256)
) STRICT;

CREATE TABLE proposals (
  run_on TEXT NOT NULL,
  claim_id TEXT NOT NULL,
  step_id TEXT NOT NULL,
  due_version TEXT NOT NULL,
  kind TEXT NOT NULL, -- StepKind
  channel TEXT NOT NULL, -- Channel
  state TEXT NOT NULL, -- ProposalState
  decided_on TEXT, -- the day on which it came into its state; missing while it is proposed
  until_on TEXT, -- set aside: the first day on which it may be proposed again
  note TEXT, -- why it was set aside; of one that lapsed, the plan's reason, `settled`, `merged` or `discarded`
  event_id INTEGER NOT NULL,
  PRIMARY KEY (run_on, claim_id, step_id, due_version)
) STRICT;

-- what is written to a payer here, one message for all that is to be said by one channel
CREATE TABLE messages (
  message_id TEXT PRIMARY KEY, -- also the key by which a gateway knows it: 32 hex digits
  kind TEXT NOT NULL, -- MessageKind
  channel TEXT NOT NULL, -- Channel
  language TEXT NOT NULL, -- Language
  gateway TEXT NOT NULL,
  task TEXT, -- the key of the task that it does; missing if it takes steps
  evidence TEXT, -- that the task followed from
  made_on TEXT NOT NULL,
  state TEXT NOT NULL, -- MessageState
  sent_on TEXT, -- the day on which the gateway took it
  sent_at TEXT, -- and the time of day, such as 14:30
  provider_id TEXT, -- the gateway's own id of it
  note TEXT, -- why it failed or lapsed, in bokmål
  event_id INTEGER NOT NULL
) STRICT;

-- to whom, and the words: in a table of its own, so that it can be erased
CREATE TABLE message_texts (
  message_id TEXT PRIMARY KEY REFERENCES messages,
  address TEXT NOT NULL, -- a phone as E.164, or an e-mail
  contact_name TEXT,
  subject TEXT,
  text TEXT NOT NULL,
  html TEXT,
  event_id INTEGER NOT NULL
) STRICT;

-- the claims that a message is about, with the step of each that it takes
CREATE TABLE message_claims (
  message_id TEXT NOT NULL REFERENCES messages,
  claim_id TEXT NOT NULL,
  step_id TEXT NOT NULL, -- empty if it takes none
  due_version TEXT NOT NULL,
  channel TEXT NOT NULL, -- the message's
  is_live INTEGER NOT NULL CHECK (is_live IN (0, 1)), -- 0 once the message has failed or lapsed
  event_id INTEGER NOT NULL,
  PRIMARY KEY (message_id, claim_id, step_id, due_version)
) STRICT;

-- what somebody wrote or said to the club first, or in answer to a message
CREATE TABLE enquiries (
  enquiry_id TEXT PRIMARY KEY, -- the hash of what came
  channel TEXT NOT NULL, -- Channel
  received_on TEXT NOT NULL,
  received_at TEXT, -- the time of day, such as 14:30
  message_id TEXT, -- the message that it answers, if known
  is_automatic INTEGER NOT NULL CHECK (is_automatic IN (0, 1)), -- a program wrote it
  member_id TEXT, -- whom its hold is on; missing while nobody knows who wrote it
  event_id INTEGER NOT NULL
) STRICT;

-- from whom, and the words: in a table of its own, so that it can be erased
CREATE TABLE enquiry_texts (
  enquiry_id TEXT PRIMARY KEY REFERENCES enquiries,
  address TEXT NOT NULL, -- a phone as E.164, an e-mail, or empty
  subject TEXT,
  text TEXT NOT NULL,
  event_id INTEGER NOT NULL
) STRICT;

-- what the club's weekly report of a day said, so that the next one can be compared with it
CREATE TABLE reports (
  day TEXT PRIMARY KEY,
  overdue_ore INTEGER NOT NULL,
  paid_ore INTEGER, -- what came in since the report before; missing if there was no earlier week
  event_id INTEGER NOT NULL
) STRICT;

-- each claim as it was counted in a report, in the first one and wherever it had changed since
CREATE TABLE reported_claims (
  claim_id TEXT NOT NULL,
  day TEXT NOT NULL,
  due_on TEXT NOT NULL,
  paid_ore INTEGER NOT NULL,
  open_ore INTEGER NOT NULL, -- 0 for a claim that somebody must decide first
  event_id INTEGER NOT NULL,
  PRIMARY KEY (claim_id, day)
) STRICT;

-- the claims that were put in a file for the collection partner
CREATE TABLE handovers (
  claim_id TEXT NOT NULL,
  file TEXT NOT NULL, -- its name
  case_ref TEXT NOT NULL, -- of the payer's case in it
  due_version TEXT NOT NULL, -- the due date then
  made_on TEXT NOT NULL,
  partner TEXT NOT NULL,
  open_ore INTEGER NOT NULL, -- on that day
  approved_by TEXT NOT NULL, -- the club's answer: who, and on which day
  approved_on TEXT NOT NULL,
  closed_on TEXT, -- since then the partner does not have it
  closed_why TEXT, -- Closing
  closed_note TEXT,
  event_id INTEGER NOT NULL,
  PRIMARY KEY (claim_id, file)
) STRICT;

-- what the partner was told about a claim that it has, or has told: each once
CREATE TABLE partner_news (
  claim_id TEXT NOT NULL,
  handover TEXT NOT NULL, -- the file by which the claim was handed over
  kind TEXT NOT NULL, -- NewsKind
  ref TEXT NOT NULL, -- what it is about: the teller's own number, a hold, a sum
  happened_on TEXT NOT NULL,
  amount_ore INTEGER NOT NULL, -- settled, or paid to the partner; else 0
  file TEXT NOT NULL, -- that it was told in
  event_id INTEGER NOT NULL,
  PRIMARY KEY (claim_id, handover, kind, ref)
) STRICT;

CREATE UNIQUE INDEX handovers_open ON handovers (claim_id) WHERE closed_on IS NULL;

CREATE UNIQUE INDEX proposals_live ON proposals (claim_id, step_id, due_version)
  WHERE state IN ('proposed', 'approved');

CREATE UNIQUE INDEX message_claims_live ON message_claims (claim_id, step_id, due_version, channel)
  WHERE is_live AND step_id <> '';

CREATE UNIQUE INDEX messages_live ON messages (task, evidence)
  WHERE task IS NOT NULL AND state NOT IN ('failed', 'bounced', 'lapsed');

CREATE TRIGGER events_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are appended, never changed'); END;

CREATE TRIGGER events_not_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are appended, never deleted'); END;

CREATE TRIGGER changes_not_changed BEFORE UPDATE ON changes
BEGIN SELECT RAISE(ABORT, 'change rows are appended, never changed'); END;
