-- A club's day: what is computed from the books for a day, and kept until the books, the day or the
-- rules change. It is no part of the chain of events, and can always be computed again: once this
-- program has been released, a change here is a migration that creates all of it again. The tables
-- of typed rows are created from their classes: `DAY_TABLES` in day_rows.py.

-- which day the tables below are of; no row while they are empty
CREATE TABLE day (
  as_of TEXT NOT NULL,
  head TEXT NOT NULL, -- the last event that it is computed from
  basis TEXT NOT NULL, -- hash of the club's settings, the policy and the program
  many_unpaid INTEGER NOT NULL, -- in the policy: a payer with so many claims needs a talk
  most_parts INTEGER NOT NULL, -- a payment plan with more needs the club's yes
  most_plan_ore INTEGER NOT NULL, -- likewise of so much
  cancel_bank_days INTEGER NOT NULL, -- so long before the due date the bank is told not to draw
  sent_here TEXT NOT NULL, -- what the office sends itself: a JSON list such as ["sms:bekreftelser"]
  partner TEXT NOT NULL -- the club's collection partner, or ""
) STRICT;

-- several ids of one person: an old id, and the id that counts
CREATE TABLE aliases (
  old_id TEXT PRIMARY KEY,
  member_id TEXT NOT NULL
) STRICT;

-- the same claim in two systems, or made anew in one: the other row, and the row that is kept for both
CREATE TABLE same_claims (
  other_id TEXT PRIMARY KEY,
  claim_id TEXT NOT NULL,
  other_invoice_id TEXT,
  other_due_on TEXT NOT NULL,
  due_on TEXT NOT NULL
) STRICT;

-- the kept invoices of an invoice of the other system; also itself if it has further claims
CREATE TABLE same_invoices (
  other_id TEXT NOT NULL,
  invoice_id TEXT NOT NULL,
  PRIMARY KEY (other_id, invoice_id)
) STRICT;

-- claims of an old id whose member has another status there: somebody must check them first
CREATE TABLE doubtful (
  claim_id TEXT PRIMARY KEY
) STRICT;

CREATE INDEX balances_members ON balances (member_id);

CREATE INDEX balances_invoices ON balances (invoice_id);

CREATE INDEX plan_payers ON plan (payer_id);

CREATE INDEX contacts_payers ON contacts (payer_id);

-- The books with one id for each person, and each claim once.

-- a row is a member under the id that counts
CREATE VIEW people AS
  SELECT * FROM members WHERE member_id NOT IN (SELECT old_id FROM aliases);

-- a row is a guardian or payment contact of a member under the id that counts
CREATE VIEW named_guardians AS
  SELECT * FROM guardians WHERE member_id NOT IN (SELECT old_id FROM aliases);

-- a row is a member, under the id that counts, in a group
CREATE VIEW listings AS
  SELECT * FROM participations WHERE member_id NOT IN (SELECT old_id FROM aliases);

-- a row is a claim that is no duplicate of one in another system, with the member id that counts
CREATE VIEW own_claims AS
  SELECT claim_id, invoice_id, ifnull(aliases.member_id, claims.member_id) AS member_id, kid,
    fee_type, title, issued_on, due_on, amount_ore, paid_ore, paid_on, status, member_name,
    group_name, recipient_name, missing_since
  FROM claims LEFT JOIN aliases ON aliases.old_id = claims.member_id
  WHERE claim_id NOT IN (SELECT other_id FROM same_claims);

-- a row is a claim of own_claims that names a recipient, or whose invoice does
CREATE VIEW addressed_claims AS
  SELECT claim_id, member_id,
    ifnull(own_claims.recipient_name, invoices.recipient_name) AS recipient_name
  FROM own_claims LEFT JOIN invoices USING (invoice_id)
  WHERE ifnull(own_claims.recipient_name, invoices.recipient_name) <> '';

-- a row is a payment; one of an invoice of the other system is for the kept invoice, if that is one
CREATE VIEW placed_payments AS
  SELECT payment_id, amount_ore, paid_on, source, kid, payer_name, message, account,
    ifnull(only_one.invoice_id, payments.invoice_id) AS invoice_id
  FROM payments LEFT JOIN (
    SELECT other_id, invoice_id FROM same_invoices GROUP BY other_id HAVING count(*) = 1
  ) AS only_one ON other_id = payments.invoice_id;

-- a row is a mandate, ended on the day of the file that deleted it, or of the first full list after
-- its newest file: it is not on that
CREATE VIEW own_mandates AS
  SELECT mandates.account, kid, wants_notice, first_seen_on,
    ifnull(ended_on, min(listed_on)) AS ended_on
  FROM mandates
    LEFT JOIN mandate_lists ON mandate_lists.account = mandates.account AND listed_on > stated_on
  GROUP BY mandates.account, kid;

-- a row is money that somebody placed; what was placed on a duplicate is on the claim that is kept
CREATE VIEW own_placements AS
  SELECT payment_id, ifnull(same_claims.claim_id, target) AS target, sum(amount_ore) AS amount_ore
  FROM placements LEFT JOIN same_claims ON other_id = target
  GROUP BY 1, 2;

-- a row is the policy chosen for the claim that is kept, or for a member by the id that counts: what
-- was chosen for that id itself (the most `is_own`), else what was chosen for another
CREATE VIEW own_policy_choices AS
  SELECT coalesce(same_claims.claim_id, aliases.member_id, chosen.target) AS target, policy, after_step,
    max(same_claims.claim_id IS NULL AND aliases.member_id IS NULL) AS is_own
  FROM policy_choices AS chosen LEFT JOIN same_claims ON other_id = chosen.target
    LEFT JOIN aliases ON old_id = chosen.target
  GROUP BY 1;

-- a row is a proposed step of the claim that is kept, and what became of it
CREATE VIEW own_proposals AS
  SELECT run_on, ifnull(same_claims.claim_id, proposals.claim_id) AS claim_id, step_id,
    CASE WHEN due_version = other_due_on THEN due_on ELSE due_version END AS due_version,
    kind, channel, state, decided_on, until_on, note
  FROM proposals LEFT JOIN same_claims ON other_id = proposals.claim_id;

-- a row is what the bank was asked to draw of the claim that is kept, and for which claim it was
CREATE VIEW own_drawings AS
  SELECT ifnull(same_claims.claim_id, drawings.claim_id) AS claim_id, drawings.claim_id AS asked_id,
    drawings.due_on, kid, amount_ore, made_on, cancelled_on
  FROM drawings LEFT JOIN same_claims ON other_id = drawings.claim_id;

-- a row is what the partner has had of the claim that is kept: of several, the newest, and one that
-- the partner still has before those that it has not
CREATE VIEW own_handovers AS
  SELECT claim_id, file, case_ref, due_version, made_on, partner, open_ore, approved_by,
    approved_on, closed_on, closed_why, closed_note, handed_id
  FROM (
    SELECT ifnull(same_claims.claim_id, handovers.claim_id) AS claim_id, file, case_ref,
      due_version, made_on, partner, open_ore, approved_by, approved_on, closed_on, closed_why,
      closed_note, handovers.claim_id AS handed_id,
      row_number() OVER (
        PARTITION BY ifnull(same_claims.claim_id, handovers.claim_id)
        ORDER BY closed_on IS NULL DESC, made_on DESC, file DESC
      ) AS place
    FROM handovers LEFT JOIN same_claims ON other_id = handovers.claim_id
  )
  WHERE place = 1;

-- a row is a credit of the claim that is kept, or of a member by the id that counts. It is approved
-- where that is needed, and `is_refused` says that the club has said no. One of nothing says that all of
-- the claim is owed, unless it was taken back.
CREATE VIEW all_credits AS
  SELECT credit_id, ifnull(same_claims.claim_id, credits.claim_id) AS claim_id,
    ifnull(aliases.member_id, credits.member_id) AS member_id, kind, amount_ore, base_ore, reason,
    made_on, needs_approval, taken_back_on, answer IS 'yes' OR NOT needs_approval AS is_approved,
    answer IS 'no' AS is_refused, credits.event_id
  FROM credits LEFT JOIN same_claims ON other_id = credits.claim_id
    LEFT JOIN aliases ON old_id = credits.member_id
    LEFT JOIN answers ON task = 'credit_claim:credit:' || credit_id;

-- a row is such a credit of more than nothing
CREATE VIEW own_credits AS SELECT * FROM all_credits WHERE amount_ore > 0;

-- a row is money that somebody let stand to the credit of who paid it, and that was not taken back,
-- and a member whose claim it came for, whose claim another part of it was placed on, or whose claim
-- it was likened to when that was answered
CREATE VIEW kept_payments AS
  WITH
  kept AS (
    SELECT placements.payment_id, placements.amount_ore, placed_payments.paid_on,
      placed_payments.kid, placed_payments.invoice_id
    FROM placements JOIN placed_payments ON placed_payments.payment_id = placements.payment_id
      LEFT JOIN payments AS taken_back ON taken_back.kid = placed_payments.kid
        AND taken_back.amount_ore = -placed_payments.amount_ore
        AND taken_back.paid_on >= placed_payments.paid_on
    WHERE target = 'kept' AND placements.amount_ore > 0 AND taken_back.payment_id IS NULL
  ),
  members_of_kept AS (
    SELECT payment_id, member_id FROM kept CROSS JOIN balances USING (kid)
    UNION
    SELECT payment_id, balances.member_id
    FROM kept CROSS JOIN claims USING (kid) JOIN same_claims ON other_id = claims.claim_id
      JOIN balances ON balances.claim_id = same_claims.claim_id
    UNION
    SELECT payment_id, member_id FROM kept CROSS JOIN balances USING (invoice_id)
    UNION
    SELECT payment_id, member_id
    FROM kept CROSS JOIN own_placements USING (payment_id) JOIN balances ON claim_id = target
    WHERE own_placements.amount_ore > 0
    UNION
    SELECT payment_id, member_id
    FROM kept JOIN answers ON task = 'check_claim:payment:' || payment_id
      JOIN json_each(answers.evidence, '$[2]') JOIN balances ON claim_id = value
  )
  SELECT kept.payment_id, member_id, amount_ore, paid_on
  FROM kept LEFT JOIN members_of_kept ON members_of_kept.payment_id = kept.payment_id
    AND member_id IS NOT NULL;

-- a row is what a member is owed without a claim for it: a credit made here, a claim of less than
-- nothing in the member system, which is a credit note there, or money that was kept, which stands
-- for what falls due after it was paid; of a family's money each member has a row
CREATE VIEW owed_credits AS
  SELECT credit_id, member_id, amount_ore, reason, made_on, NULL AS after_on FROM own_credits
  WHERE claim_id IS NULL AND is_approved
  UNION ALL
  SELECT claim_id, member_id, -open_ore, ifnull(title, 'kreditnota'), ifnull(issued_on, due_on), NULL
  FROM balances WHERE open_ore < 0 AND status = 'open' AND member_id IS NOT NULL
  UNION ALL
  SELECT payment_id, member_id, amount_ore, 'innbetaling', paid_on, paid_on FROM kept_payments
  WHERE member_id IS NOT NULL;

-- a row is such a credit, and an open claim that its member's payer is asked about
CREATE VIEW claims_of_standing_credits AS
  SELECT DISTINCT credit_id, balances.claim_id
  FROM owed_credits JOIN contacts AS own USING (member_id)
    JOIN contacts AS owing ON owing.payer_id = own.payer_id
    JOIN balances ON balances.member_id = owing.member_id
  WHERE open_ore > 0 AND due_on > ifnull(after_on, '');

-- a row is such a credit, and what an answer about it follows from
CREATE VIEW standing_credits AS
  SELECT credit_id, min(member_id) AS member_id, amount_ore, reason, made_on,
    json_array(amount_ore, claim_ids) AS evidence
  FROM owed_credits JOIN (
    SELECT credit_id, json_group_array(claim_id ORDER BY claim_id) AS claim_ids
    FROM claims_of_standing_credits GROUP BY credit_id
  ) USING (credit_id)
  GROUP BY credit_id;

-- a row is a claim with approved credits of which the source does not show all yet
CREATE VIEW claims_to_credit AS
  SELECT claim_id
  FROM own_credits JOIN counted_claims USING (claim_id)
  WHERE is_approved
  GROUP BY claim_id
  HAVING min(counted_claims.amount_ore) > max(0, max(base_ore) - sum(own_credits.amount_ore));

-- a row is a proposed invoice that is asked about first, with the subject and evidence of its task
CREATE VIEW fee_questions AS
  SELECT number, concat_ws(':', member_id, rule_id, start_on) AS about,
    json_array(why, amount_ore, claim_id, left_on, frozen_days) AS evidence
  FROM fee_proposals WHERE act = 'ask';

-- a row is a proposal of an invoice that is in no file yet, as the club has answered: with yes it is
-- made, with no it is none
CREATE VIEW answered_fees AS
  SELECT number, iif(answer = 'yes', 'new', act) AS act, member_id, rule_id, fee_type, title, start_on,
    issue_on, due_on, amount_ore, why, how, claim_id, is_newcomer, left_on, frozen_days, file, filed_ore
  FROM fee_proposals LEFT JOIN fee_questions USING (number)
    LEFT JOIN answers ON task = 'decide_fee:' || about AND answers.evidence = fee_questions.evidence
  WHERE act <> 'filed' AND answer IS NOT 'no';

-- a row is who owes a claim, a member by the id that counts
CREATE VIEW own_liabilities AS
  SELECT claim_id, liable_party, ifnull(member_id, liable_member_id) AS liable_member_id, basis,
    incurred_as_minor
  FROM liabilities LEFT JOIN aliases ON old_id = liable_member_id;

-- a row is a call and a claim it was about: for a duplicate, the claim that is kept
CREATE VIEW claims_of_calls AS
  SELECT DISTINCT call_id, ifnull(same_claims.claim_id, call_claims.claim_id) AS claim_id
  FROM call_claims LEFT JOIN same_claims ON other_id = call_claims.claim_id;

-- a row is a claim whose payer accepted a payment plan: the day of that, and the first due date agreed
CREATE VIEW acknowledgements AS
  SELECT claim_id, called_on AS accepted_on, min(instalments.due_on) AS first_due_on
  FROM instalments JOIN calls USING (call_id) JOIN claims_of_calls USING (call_id)
  GROUP BY claim_id, call_id;

-- a row is an open claim so old that it may be barred within a year, with its acknowledgements
CREATE VIEW claims_of_two_years AS
  SELECT named_balances.*, acknowledged
  FROM day, named_balances LEFT JOIN (
    SELECT claim_id, json_group_array(json_array(accepted_on, first_due_on)) AS acknowledged
    FROM acknowledgements GROUP BY claim_id
  ) USING (claim_id)
  WHERE open_ore > 0 AND due_on < date(as_of, '-23 months');

-- a row is a claim of a call, and a payer of its member or of who owes it, whose number was called
CREATE VIEW payers_called AS
  SELECT DISTINCT call_id, claim_id, payer_id
  FROM claims_of_calls JOIN balances USING (claim_id) JOIN call_contacts USING (call_id)
    LEFT JOIN own_liabilities USING (claim_id)
    JOIN contacts ON contacts.member_id IN (balances.member_id, liable_member_id)
      AND contacts.phone = call_contacts.phone;

-- a row is a call and a payer whom it was about: of each claim who was called; where the number is
-- another today, the payer of today; of a claim that is settled, the member who owed it, or else all
-- payers of its member
CREATE VIEW payers_of_calls AS
  SELECT DISTINCT call_id,
    coalesce(payers_called.payer_id, plan.payer_id, liable_member_id, contacts.payer_id) AS payer_id
  FROM claims_of_calls JOIN balances USING (claim_id)
    LEFT JOIN payers_called USING (call_id, claim_id)
    LEFT JOIN plan USING (claim_id)
    LEFT JOIN own_liabilities USING (claim_id)
    LEFT JOIN contacts ON contacts.member_id = balances.member_id;

-- a row is a hold with the member id that counts; one on an invoice of the other system is a hold
-- on each kept invoice
CREATE VIEW agreements AS
  SELECT
    CASE WHEN row_number() OVER each_hold = 1 THEN hold_id
      ELSE hold_id || '||' || (row_number() OVER each_hold - 1) END AS hold_id,
    kind, start_on, end_on, ifnull(aliases.member_id, holds.member_id) AS member_id,
    ifnull(same_invoices.invoice_id, holds.invoice_id) AS invoice_id, review_on, agreed_with,
    call_id
  FROM holds
    LEFT JOIN aliases ON aliases.old_id = holds.member_id
    LEFT JOIN same_invoices ON same_invoices.other_id = holds.invoice_id
  WINDOW each_hold AS (PARTITION BY hold_id ORDER BY same_invoices.invoice_id);

-- a row is a correction of a member or guardian, under the member id that counts
CREATE VIEW own_corrections AS
  SELECT correction_id, noun,
    ifnull(
      member_id || substr(record, length(old_id) + 1), record
    ) AS record,
    field, base, value, made_on, call_id
  FROM corrections
    LEFT JOIN aliases ON old_id = substr(record, 1, instr(record || '|', '|') - 1);

-- a row is a claim that a message is about, under the claim that is kept
CREATE VIEW own_message_claims AS
  SELECT message_id, ifnull(same_claims.claim_id, message_claims.claim_id) AS claim_id, step_id,
    CASE WHEN due_version = other_due_on THEN due_on ELSE due_version END AS due_version, channel,
    is_live
  FROM message_claims LEFT JOIN same_claims ON other_id = message_claims.claim_id;

-- a row is a step in a message of which nobody knows whether it was sent
CREATE VIEW unknown_steps AS
  SELECT claim_id, step_id, due_version FROM own_message_claims JOIN messages USING (message_id)
  WHERE state = 'unknown' AND step_id <> '';

-- A row is a step that was taken for a claim: a reminder from the member system, or a stored step.
-- A reminder on or before a claim's due date was for an earlier due date: its step was taken, but
-- not for the due date of today. A step may have several rows, as from two systems: the latest
-- counts.
CREATE VIEW taken_steps AS
  SELECT claim_id, step_id, CASE WHEN sent_on > due_on THEN due_on ELSE 'earlier' END AS due_version,
    sent_on, 'member_system' AS channel
  FROM balances JOIN reminders USING (invoice_id)
  UNION ALL
  SELECT claim_id, step_id, CASE WHEN sent_on > due_on THEN due_on ELSE 'earlier' END, sent_on,
    'member_system'
  FROM same_claims JOIN reminders ON reminders.invoice_id = other_invoice_id
  UNION ALL
  SELECT claim_id, step_id, due_version, sent_on, channel FROM steps
  WHERE claim_id NOT IN (SELECT other_id FROM same_claims)
  UNION ALL
  SELECT same_claims.claim_id, step_id,
    CASE WHEN due_version = other_due_on THEN due_on ELSE due_version END, sent_on, channel
  FROM same_claims JOIN steps ON steps.claim_id = other_id
  UNION ALL
  -- a message that failed takes no step
  SELECT claim_id, step_id, due_version, sent_on, own_message_claims.channel
  FROM messages JOIN own_message_claims USING (message_id)
  WHERE step_id <> '' AND state IN ('sent', 'delivered');

-- The phones and e-mails of members and guardians, with corrections. `slot` is what an importer
-- puts before the name of the column.
CREATE VIEW contact_details AS
  SELECT member_id, noun, record, slot,
    CASE WHEN phones.field IS NULL THEN phone ELSE phones.value END AS phone,
    CASE WHEN emails.field IS NULL THEN email ELSE emails.value END AS email
  FROM (
    SELECT member_id, 'members' AS noun, member_id AS record, '' AS slot, phone, email FROM people
    UNION ALL
    SELECT member_id, 'guardians', member_id || '|' || role || '|' || number,
      CASE WHEN role = 'payer' THEN 'payer_' ELSE role || '_' || number || '_' END, phone, email
    FROM named_guardians
  )
    LEFT JOIN (SELECT * FROM standing_corrections WHERE field = 'phone') AS phones
      USING (noun, record)
    LEFT JOIN (SELECT * FROM standing_corrections WHERE field = 'email') AS emails
      USING (noun, record);

-- The newest file of each kind. A club has a member list for each group: a newer one of the same
-- name or scope replaces it. Files of payments and of mandates are of a period: all of them count, so
-- that what is set aside in an older file can still be repaired.
CREATE VIEW newest_files AS
  SELECT sha256, name, kind, title FROM (
    SELECT *,
      max(batch) OVER (
        PARTITION BY title, CASE WHEN kind = 'members' THEN name END
      ) AS newest_of_name,
      max(batch) OVER (
        PARTITION BY title, CASE WHEN kind = 'members' THEN ifnull(nullif(scope, ''), name) END
      ) AS newest_of_scope
    FROM files
  )
  WHERE kind IN ('payments', 'mandates') OR (batch = newest_of_name AND batch = newest_of_scope);

-- What was ever set aside, each with what it is about: an id that is the same in the next file. That
-- of a row without a key changes with its place, and that of a doubt with its reason.
CREATE VIEW all_set_aside AS
  SELECT rejected.*, rejected.rowid AS place, name AS file, files.kind, title, batch,
    title || '|' || CASE WHEN whole_row THEN ifnull(nullif(record, ''), sheet || ' ' || row)
      ELSE record || '|' || field || '|' || value || iif(fault IS NULL, '', '|' || reason)
    END AS about
  FROM rejected JOIN files USING (sha256);

-- what was set aside in the newest files
CREATE VIEW set_aside AS
  SELECT * FROM all_set_aside WHERE sha256 IN (SELECT sha256 FROM newest_files);

-- a row is a hold, as it counts on the day, that has not ended
CREATE VIEW lasting_holds AS
  SELECT standing_holds.* FROM day, standing_holds WHERE ifnull(end_on, as_of) >= as_of;

-- The calls about open claims: who was reached, and which members they concerned. The member and
-- the invoice are missing if there are several.
CREATE VIEW open_calls AS
  WITH about AS (
    SELECT DISTINCT call_id, first_name, balances.member_id, invoice_id
    FROM claims_of_calls JOIN balances USING (claim_id) LEFT JOIN people USING (member_id)
    WHERE open_ore > 0 OR balances.status = 'review'
  ),
  together AS (
    SELECT call_id, ifnull(', gjelder ' || group_concat(DISTINCT first_name), '') AS concerning,
      CASE WHEN min(member_id) = max(member_id) THEN min(member_id) END AS member_id,
      CASE WHEN min(invoice_id) = max(invoice_id) THEN min(invoice_id) END AS invoice_id
    FROM about GROUP BY call_id
  )
  SELECT call_id, called_on, agent, outcome, reason, again_on, confirm, contact_name, phone, note,
    concerning, member_id, invoice_id
  FROM together JOIN calls USING (call_id) JOIN day ON called_on <= as_of
    LEFT JOIN call_contacts USING (call_id);

-- A row is how a member is reached: an adult by the own contact, a child by that of the guardian.
CREATE VIEW ways_to_members AS
  WITH ranked AS (
    SELECT *, row_number() OVER (
      PARTITION BY member_id ORDER BY payer_id IS NOT member_id, payer_id
    ) AS place
    FROM contacts
  )
  SELECT member_id, payer_id, contact_name, phone, email FROM ranked WHERE place = 1;

-- A row is an age of overdue claims: its first and last day since the due date, both included.
CREATE VIEW ages (first, last, name) AS
  VALUES (1, 14, '1–14 dager'), (15, 30, '15–30 dager'), (31, 60, '31–60 dager'),
    (61, 90, '61–90 dager'), (91, NULL, 'over 90 dager');

CREATE VIEW member_names AS
  SELECT member_id, trim(ifnull(first_name, '') || ' ' || ifnull(last_name, '')) AS name
  FROM members;

-- a row is a balance, with the name of its member as the register has it, else as the claim does
CREATE VIEW named_balances AS
  SELECT balances.*, ifnull(name, member_name) AS name
  FROM balances LEFT JOIN member_names USING (member_id);

-- The claims of the plan, with their member and the contact of their payer: the member's own
-- contact if that is the payer's, else that of an adult.
CREATE VIEW planned_claims AS
  WITH ways_to_payer AS (
    SELECT claim_id, contact_name, email, phone, row_number() OVER (
      PARTITION BY claim_id
      ORDER BY contacts.member_id IS NOT balances.member_id, is_minor, contacts.member_id
    ) AS place
    FROM plan JOIN balances USING (claim_id) JOIN contacts USING (payer_id)
  ),
  reached AS (SELECT * FROM ways_to_payer WHERE place = 1)
  SELECT claim_id, payer_id, member_id, name, invoice_id, kid, title, fee_type, due_on, amount_ore,
    open_ore, reason, detail, step_id, kind, next_on, task, contact_name, email, phone
  FROM plan JOIN named_balances USING (claim_id) LEFT JOIN reached USING (claim_id);

-- a row is a claim whose next step is the collection partner, with the subject and evidence of the
-- question to the club, and the club's answer to it
CREATE VIEW proposed_handovers AS
  WITH asked AS (
    SELECT claim_id, step_id, due_version, balances.open_ore,
      'handover:' || concat_ws('|', claim_id, step_id, due_version) AS about,
      json_array(balances.open_ore, partner) AS evidence
    FROM day, plan JOIN balances USING (claim_id)
    WHERE plan.kind = 'handover'
  )
  SELECT claim_id, step_id, due_version, open_ore, about, asked.evidence, answer, note, given_on
  FROM asked LEFT JOIN answers
    ON task = 'decide_handover:' || about AND answers.evidence = asked.evidence;

-- a row is a claim that the partner has, or that the club has taken back without its being told, with
-- what is open of it, what it was told is settled, and what it says was paid to it
CREATE VIEW handed_claims AS
  WITH told AS (
    SELECT claim_id, handover, sum(amount_ore) FILTER (WHERE kind = 'settled') AS told_ore,
      sum(amount_ore) FILTER (WHERE kind = 'paid') AS partner_ore,
      max(kind = 'withdrawn') AS is_withdrawal_told
    FROM partner_news GROUP BY claim_id, handover
  )
  SELECT handed_id, file, case_ref, own_handovers.open_ore AS handed_ore, balances.open_ore,
    ifnull(told_ore, 0) AS told_ore, ifnull(partner_ore, 0) AS partner_ore,
    closed_why IS 'withdrawn' AS is_withdrawn
  FROM own_handovers JOIN balances USING (claim_id)
    LEFT JOIN told ON told.claim_id = handed_id AND handover = file
  WHERE closed_on IS NULL OR (closed_why = 'withdrawn' AND NOT ifnull(is_withdrawal_told, 0));

-- a row is a claim that the partner has, and a hold that covers the day and of which the partner was
-- not told: on its invoice, its member, or (`is_on_debtor`) who owes it
CREATE VIEW holds_of_handed AS
  WITH
  active AS (
    SELECT hold_id, kind, member_id, invoice_id, start_on
    FROM day, lasting_holds WHERE start_on <= as_of
  ),
  with_partner AS (
    SELECT own_handovers.*, invoice_id, member_id, liable_member_id
    FROM own_handovers JOIN balances USING (claim_id) LEFT JOIN own_liabilities USING (claim_id)
    WHERE closed_on IS NULL
  ),
  held AS (
    SELECT handed_id, file, case_ref, hold_id, kind, start_on, 0 AS is_on_debtor
    FROM with_partner JOIN active USING (invoice_id)
    UNION
    SELECT handed_id, file, case_ref, hold_id, kind, start_on,
      active.member_id IS NOT with_partner.member_id
    FROM with_partner JOIN active ON active.invoice_id IS NULL
      AND active.member_id IN (with_partner.member_id, liable_member_id)
  )
  SELECT * FROM held
  WHERE (handed_id, file, hold_id)
    NOT IN (SELECT claim_id, handover, ref FROM partner_news WHERE kind = 'stopped');

-- a row is a claim that must not be drawn by AvtaleGiro whatever the plan says, with why (DrawStop);
-- also one that the bank was asked for and that its order has lost since
CREATE VIEW stopped_drawings AS
  WITH
  -- the rest of what was credited for frozen days, if with nothing, is owed
  credited_freezes AS (
    SELECT DISTINCT claim_id FROM all_credits
    WHERE kind = 'freeze' AND claim_id IS NOT NULL AND taken_back_on IS NULL
  ),
  -- claims of which an agreement covers the due date; a mandate that has come is no longer pending
  agreed AS (
    SELECT DISTINCT balances.claim_id
    FROM balances JOIN standing_holds
      ON standing_holds.invoice_id = balances.invoice_id
      OR (standing_holds.invoice_id IS NULL AND standing_holds.member_id = balances.member_id)
      LEFT JOIN credited_freezes USING (claim_id)
    WHERE start_on <= due_on AND ifnull(end_on, due_on) >= due_on AND kind NOT IN ('mandate_pending', 'enquiry')
      AND (kind <> 'freeze' OR credited_freezes.claim_id IS NULL)
  ),
  judged AS (
    SELECT claim_id, CASE
      WHEN open_ore = 0 THEN 'settled'
      WHEN balances.status = 'frozen' OR members.status = 'frozen' THEN 'frozen'
      WHEN balances.status <> 'open' THEN 'not_open'
      WHEN agreed.claim_id IS NOT NULL THEN 'agreed'
      WHEN members.left_on < due_on THEN 'left'
      WHEN claim_id IN (SELECT claim_id FROM suggestions) THEN 'money'
    END AS draw_stop
    FROM balances LEFT JOIN agreed USING (claim_id) LEFT JOIN members USING (member_id)
    UNION
    SELECT claim_id, 'gone' FROM own_drawings WHERE claim_id NOT IN (SELECT claim_id FROM balances)
  )
  SELECT claim_id, draw_stop FROM judged WHERE draw_stop IS NOT NULL;
