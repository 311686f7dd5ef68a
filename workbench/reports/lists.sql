-- name: worklist(list)
-- The claims of one list of work, sorted as in the member system: with a step that was approved today and is to be sent, or that is to be approved; to be called about, to be credited (the member resigned before the due date), or resting for other reasons. `key` is that of the task about the step. `look` says what stands out among the steps of its level, and `is_first` that the payer was never reminded before: both are to be looked at before approval.
WITH
live AS (SELECT * FROM proposals WHERE state IN ('proposed', 'approved')),
usual_amounts AS (
  SELECT title, avg(amount_ore) AS usual_ore FROM balances WHERE amount_ore > 0
  GROUP BY title HAVING count(*) >= 5
),
reminded_payers AS (
  SELECT DISTINCT payer_id FROM taken_steps JOIN balances USING (claim_id) JOIN contacts USING (member_id)
),
placed AS (
  SELECT plan.claim_id, title, open_ore, payer_id,
    count(*) OVER level AS of_level, count(*) OVER (PARTITION BY payer_id) AS of_payer,
    row_number() OVER (level ORDER BY open_ore DESC, plan.claim_id) AS place_by_size,
    row_number() OVER (level ORDER BY due_on, plan.claim_id) AS place_by_age
  FROM plan JOIN balances USING (claim_id) LEFT JOIN live USING (claim_id, step_id, due_version)
  WHERE plan.step_id IS NOT NULL AND plan.kind NOT IN ('call', 'handover')
    AND state IS NOT 'approved'
  WINDOW level AS (PARTITION BY plan.step_id)
),
notable AS (
  SELECT claim_id, nullif(concat_ws(', ',
      iif(open_ore > 2 * usual_ore, 'uvanlig beløp', NULL),
      iif(of_payer > 2, 'flere hos samme betaler', NULL),
      iif(of_level > 6 AND place_by_size <= 3, 'blant de største', NULL),
      iif(of_level > 6 AND place_by_age <= 3, 'blant de eldste', NULL)
    ), '') AS look,
    reminded_payers.payer_id IS NULL AS is_first
  FROM placed LEFT JOIN usual_amounts USING (title) LEFT JOIN reminded_payers USING (payer_id)
)
SELECT planned_claims.*, plan.channel, look, is_first,
  iif(live.state = 'approved', 'send_step:', 'approve_step:')
    || concat_ws('|', plan.claim_id, plan.step_id, plan.due_version) AS key,
  iif(live.state = 'approved', json_array(run_on, decided_on), json_array(run_on)) AS evidence
FROM day, planned_claims JOIN plan USING (claim_id)
  LEFT JOIN live ON live.claim_id = planned_claims.claim_id
    AND live.step_id = plan.step_id AND live.due_version = plan.due_version
  LEFT JOIN notable ON notable.claim_id = planned_claims.claim_id
WHERE :list = CASE
  WHEN planned_claims.kind = 'call' THEN 'called_about'
  WHEN planned_claims.kind = 'handover' THEN 'handovers'
  WHEN live.state = 'approved' AND live.note IS 'sent_here'
    AND plan.channel || ':paaminnelser' IN (SELECT value FROM json_each(sent_here)) THEN 'sent_here'
  WHEN live.state = 'approved' THEN 'reminders'
  WHEN planned_claims.step_id IS NOT NULL THEN 'to_approve'
  WHEN planned_claims.reason = 'resigned' THEN 'credited'
  ELSE 'resting'
END
ORDER BY number_order(invoice_id, ifnull(title, '') || ifnull(name, '')),
  own_number(member_id) NULLS LAST, planned_claims.claim_id;

-- name: steps()
-- How many claims get each step, the most frequent first.
SELECT step_id, count(*) AS claims, sum(open_ore) AS open_ore
FROM plan JOIN balances USING (claim_id)
WHERE step_id IS NOT NULL
GROUP BY step_id
ORDER BY claims DESC, step_id;

-- name: resting_counted()
-- How many open claims get no step, by reason, the most frequent first.
SELECT reason, count(*) AS claims, sum(open_ore) AS open_ore
FROM plan JOIN balances USING (claim_id)
WHERE step_id IS NULL
GROUP BY reason
ORDER BY claims DESC, reason;

-- name: by_age()
-- Overdue claims by age, the newest first; then claims that are not due, and claims that a person must decide.
WITH
-- each age in its place, then all of them together, and what is not due
listed (place, age, first, last) AS (
  SELECT first, name, first, ifnull(last, 999999) FROM ages
  UNION ALL
  VALUES (101, 'Forfalt i alt', 1, 999999), (102, 'Ikke forfalt', -999999, 0)
),
open_claims AS (
  SELECT open_ore, julianday(as_of) - julianday(due_on) AS days
  FROM day JOIN balances
  WHERE open_ore > 0 AND status <> 'review'
),
counted AS (
  SELECT place, age, count(days) AS claims, ifnull(sum(open_ore), 0) AS open_ore
  FROM listed LEFT JOIN open_claims ON days BETWEEN first AND last
  GROUP BY place
  UNION ALL
  SELECT 103, 'Til manuell behandling', count(*), ifnull(sum(open_ore), 0)
  FROM balances
  WHERE status = 'review' AND (open_ore > 0 OR amount_ore = 0)
)
SELECT age, claims, open_ore FROM counted ORDER BY place;

-- name: limitation()
-- The open claims that are barred in a year or less, or already are, the earliest first.
WITH
last_days AS (
  SELECT *, limitation_on(due_on, acknowledged) AS barred_on FROM claims_of_two_years
)
SELECT claim_id, member_id, name, invoice_id, title, due_on, open_ore, barred_on
FROM day, last_days
WHERE as_of >= date(barred_on, '-12 months', 'floor')
ORDER BY barred_on, claim_id;

-- name: findings(findings)
-- What is wrong or doubtful in the register, by kind.
WITH faults AS (
  SELECT value ->> 0 AS kind, value ->> 1 AS member_id, value ->> 2 AS detail
  FROM json_each(:findings)
)
SELECT kind, member_id, name, detail
FROM faults LEFT JOIN member_names USING (member_id)
ORDER BY kind, name NULLS LAST, member_id;

-- name: set_aside(files)
-- What could not be read in the newest files, or in the given ones, and whose it is.
WITH
-- the last claim of each order: its member is the owner of an order without a recipient
last_claims AS (
  SELECT invoice_id, member_id, max(claim_id)
  FROM claims WHERE invoice_id IS NOT NULL AND member_id IS NOT NULL
  GROUP BY invoice_id
),
orders AS (
  SELECT invoice_id, ifnull(recipient_name, name) AS orders_name
  FROM last_claims JOIN member_names USING (member_id) FULL JOIN invoices USING (invoice_id)
)
SELECT sha256, file, title, kind, sheet, row, column, field, value, reason, whole_row, record,
  member_id, invoice_id, kid, proposal, repaired, fault,
  ifnull(nullif(name, ''), orders_name) AS whose
FROM set_aside LEFT JOIN member_names USING (member_id) LEFT JOIN orders USING (invoice_id)
WHERE :files IS NULL OR sha256 IN (SELECT value FROM json_each(:files))
ORDER BY file, sheet, row, CASE WHEN :files IS NULL THEN column END, place;

-- name: sources(day)
-- The last file of each source that was read until a day, the oldest first. A file that came again unchanged counts on its first day: it may be a leftover in the folder.
WITH
files_read AS (
  SELECT title, ifnull(scope, '') AS scope, name, imported_on, newest_on, covers_until_on, row_number() OVER (
    PARTITION BY title, ifnull(scope, '') ORDER BY imported_on DESC, newest_on DESC, name DESC
  ) AS place
  FROM files WHERE imported_on <= :day
)
SELECT title, scope, name, imported_on, newest_on, covers_until_on,
  CAST(julianday(:day) - julianday(imported_on) AS INTEGER) AS days
FROM files_read
WHERE place = 1
ORDER BY imported_on, title, scope;

-- name: payments()
-- The money that somebody should look at, each payment once: what settles no claim, then what settles a part of one that is still open, then what somebody has placed; the newest first.
WITH
suggested AS (
  SELECT payment_id, group_concat(DISTINCT likenesses.text) AS why,
    group_concat(concat_ws(', ', name, title, tall_dato(due_on)), ' eller '
      ORDER BY due_on, claim_id) AS places
  FROM suggestions JOIN named_balances USING (claim_id) JOIN likenesses USING (likeness)
  GROUP BY payment_id
),
allocated AS (
  SELECT payment_id, sum(allocations.amount_ore) AS ore, max(open_ore) AS open_ore,
    group_concat(concat_ws(', ', name, title, tall_dato(due_on)), ' og ' ORDER BY due_on, claim_id)
      AS places
  FROM allocations JOIN named_balances USING (claim_id)
  GROUP BY payment_id
),
placed AS (
  SELECT payment_id, group_concat(target, ' og ' ORDER BY target) AS targets,
    group_concat(payment_uses.text, ' og ' ORDER BY target) AS uses
  FROM placements LEFT JOIN payment_uses ON payment_use = target
  WHERE amount_ore <> 0 GROUP BY payment_id
),
noted (place, payment_id, left_ore, state, todo, places, why) AS (
  SELECT 1, payment_id, unplaced.amount_ore, payment_states.text, todo,
    ifnull(suggested.places,
      'kom for ' || nullif(concat_ws(', ', ifnull(name, member_name), title, tall_dato(due_on)), '')),
    suggested.why
  FROM unplaced JOIN payment_states USING (state) LEFT JOIN suggested USING (payment_id)
    LEFT JOIN balances USING (claim_id) LEFT JOIN member_names USING (member_id)
  UNION ALL
  SELECT 2, payment_id, 0, 'dekker bare en del av kravet', 'Resten følges opp som vanlig', places, NULL
  FROM allocated WHERE open_ore > 0
  UNION ALL
  SELECT 3, payment_id, 0, 'plassert av noen', 'Ikke mer å gjøre',
    ifnull(nullif(concat_ws(' og ', places, uses), ''), targets), NULL
  FROM placed LEFT JOIN allocated USING (payment_id)
)
SELECT payment_id, paid_on, amount_ore, left_ore, payer_name, message, kid, source, state, todo,
  places, why
FROM noted JOIN payments USING (payment_id)
GROUP BY payment_id HAVING place = min(place)
ORDER BY place, paid_on DESC, payment_id;

-- name: mandates(offers)
-- The mandates of AvtaleGiro: in a club that has any or offers them, first the members who have agreed to one that has not come, and those who owe something, have none and may be offered one; then those that have ended, those without a claim, and those that stand.
WITH
-- the claims that each mandate draws, the one that is due last first
drawn AS (
  SELECT account, kid, claim_id, row_number() OVER (
    PARTITION BY account, kid ORDER BY due_on DESC, claim_id
  ) AS place
  FROM claim_mandates
),
last_drawn AS (SELECT * FROM drawn WHERE place = 1),
members_with_one AS (
  SELECT ifnull(member_id, claim_id) AS whose
  FROM claim_mandates JOIN balances USING (claim_id, due_on)
  WHERE ended_on IS NULL
),
-- the open claims of members without one, the one that is due last first
undrawn AS (
  SELECT claim_id, ifnull(member_id, claim_id) AS whose, row_number() OVER (
    PARTITION BY ifnull(member_id, claim_id) ORDER BY due_on DESC, claim_id
  ) AS place
  FROM balances
  WHERE open_ore > 0 AND ifnull(member_id, claim_id) NOT IN (SELECT whose FROM members_with_one)
),
-- who is offered none: who has left, and those about whom something personal is known
left_alone AS (
  SELECT member_id FROM people WHERE left_on IS NOT NULL OR status IN ('left', 'deactivated')
  UNION
  SELECT member_id FROM standing_holds JOIN hold_kinds ON hold_kind = kind WHERE is_personal
  UNION
  SELECT balances.member_id
  FROM plan JOIN balances USING (claim_id) JOIN standing_holds USING (hold_id)
    JOIN hold_kinds ON hold_kind = standing_holds.kind
  WHERE is_personal
),
-- who agreed to one in the last quarter
pending AS (
  SELECT DISTINCT member_id FROM day, standing_holds
  WHERE kind = 'mandate_pending' AND start_on BETWEEN date(as_of, '-92 days') AND as_of
    AND member_id NOT IN (SELECT whose FROM members_with_one)
),
listed (
  place, state, account, mandate_kid, wants_notice, first_seen_on, ended_on, claim_id, agreed_member
) AS (
  SELECT 0, 'avtalen er på vei', NULL, NULL, NULL, NULL, NULL, claim_id, member_id
  FROM pending LEFT JOIN undrawn ON whose = member_id AND place = 1
  UNION ALL
  SELECT 1, 'krav uten avtale', NULL, NULL, NULL, NULL, NULL, claim_id, NULL
  FROM undrawn
  WHERE place = 1 AND (:offers OR EXISTS (SELECT 1 FROM own_mandates))
    AND whose NOT IN (SELECT member_id FROM pending)
    AND whose NOT IN (SELECT member_id FROM left_alone WHERE member_id IS NOT NULL)
  UNION ALL
  SELECT 2, 'avtalen er stanset', account, kid, wants_notice, first_seen_on, ended_on, claim_id, NULL
  FROM own_mandates LEFT JOIN last_drawn USING (account, kid) WHERE ended_on IS NOT NULL
  UNION ALL
  SELECT iif(claim_id IS NULL, 3, 4), iif(claim_id IS NULL, 'avtale uten krav', 'avtalen står'),
    account, kid, wants_notice, first_seen_on, NULL, claim_id, NULL
  FROM own_mandates LEFT JOIN last_drawn USING (account, kid) WHERE ended_on IS NULL
)
SELECT state, account, mandate_kid, wants_notice, first_seen_on, ended_on, claim_id,
  member_names.member_id, ifnull(name, member_name) AS name, invoice_id, title, due_on, open_ore
FROM listed LEFT JOIN balances USING (claim_id)
  LEFT JOIN member_names ON member_names.member_id = ifnull(agreed_member, balances.member_id)
ORDER BY place, ended_on DESC, name, account, mandate_kid, claim_id;

-- name: invoices()
-- What should be invoiced or credited, and what is asked first, newcomers first; with the payer, who of a minor is the guardian.
SELECT number, act, member_id, name, rule_id, fee_type, title, amount_ore, issue_on, due_on,
  payer_id, contact_name, email, phone, why, how, claim_id
FROM answered_fees LEFT JOIN member_names USING (member_id) LEFT JOIN ways_to_members USING (member_id)
ORDER BY number;

-- name: invoice_calendar()
-- The runs of invoices from now to four weeks ahead: how many and how much, and the difference from the season before.
SELECT number, rule_id, title, groups, issue_on, due_on, invoices, amount_ore, invoices_before,
  iif(invoices_before > 0, amount_ore - amount_before_ore, NULL) AS difference_ore, approved_by,
  approved_on
FROM invoice_calendar
ORDER BY number;

-- name: handovers()
-- What may go to the collection partner, as the club has answered, then what it has, and last what it has had.
WITH
listed (place, claim_id, state, ore, partner, made_on, file, approved_by, closed_on, note) AS (
  SELECT 1, claim_id,
    CASE answer WHEN 'yes' THEN 'klubben sa ja' WHEN 'no' THEN 'klubben sa nei'
      WHEN 'noted' THEN 'klubben svarte i ord' ELSE 'venter på klubben' END,
    proposed_handovers.open_ore, partner, NULL, NULL, note, NULL, NULL
  FROM day, proposed_handovers
  UNION ALL
  SELECT 2 + (closed_on IS NOT NULL), claim_id, ifnull(closings.text, 'hos partneren'),
    own_handovers.open_ore, partner, made_on, file, approved_by, closed_on, closed_note
  FROM own_handovers LEFT JOIN closings ON closing = closed_why
)
SELECT state, claim_id, member_id, ifnull(name, member_name) AS name, invoice_id, title, due_on,
  balances.open_ore, listed.ore AS handed_ore, listed.partner, made_on, file, approved_by, closed_on,
  note, ifnull(plan_reasons.text, 'gjort opp') AS why
FROM listed LEFT JOIN balances USING (claim_id) LEFT JOIN plan USING (claim_id)
  LEFT JOIN plan_reasons USING (reason) LEFT JOIN member_names USING (member_id)
ORDER BY place, made_on DESC, name, claim_id;

-- name: credits()
-- What was taken off claims or is owed to members, and whether it counts, where somebody said that all is owed, what was taken back, and money that stands to its payer's credit; the newest first.
SELECT credit_id, name, title, all_credits.amount_ore, kind, reason, made_on,
  CASE WHEN taken_back_on IS NOT NULL THEN 'tatt tilbake ' || tall_dato(taken_back_on)
    WHEN is_refused THEN 'klubben sa nei' WHEN NOT is_approved THEN 'venter på klubben'
    WHEN all_credits.amount_ore = 0 THEN 'alt skal betales'
    WHEN all_credits.claim_id IS NULL THEN 'står til gode'
    WHEN claims_to_credit.claim_id IS NULL THEN 'står i medlemssystemet' ELSE 'teller' END AS state
FROM all_credits LEFT JOIN counted_claims USING (claim_id)
  LEFT JOIN claims_to_credit ON claims_to_credit.claim_id = all_credits.claim_id
  LEFT JOIN member_names ON member_names.member_id = all_credits.member_id
UNION ALL
SELECT payment_id, ifnull(group_concat(name, ' og ' ORDER BY name), payer_name), NULL,
  kept_payments.amount_ore, 'kept', concat_ws(', ', payer_name, 'KID ' || kid), kept_payments.paid_on,
  'står til gode'
FROM kept_payments JOIN payments USING (payment_id) LEFT JOIN member_names USING (member_id)
GROUP BY payment_id
ORDER BY made_on DESC, credit_id;

-- name: messages(tasks)
-- Whom to tell what, and since when: what stands as a task (tasks), and what was credited for closed or frozen time until somebody says that it is told.
WITH
-- the days of which somebody has said that all that was credited then is told
told AS (
  SELECT made_on
  FROM own_credits JOIN credit_kinds ON credit_kind = kind
    JOIN answers ON task = 'follow_up:credited:' || made_on
  WHERE is_approved AND is_for_days
  GROUP BY made_on HAVING max(evidence) = json_array(count(*), sum(amount_ore)) AND max(answer) = 'done'
),
-- nothing is sent to those about whom something personal is known
left_alone AS (
  SELECT member_id FROM standing_holds JOIN hold_kinds ON hold_kind = kind
  WHERE is_personal AND member_id IS NOT NULL
),
facts AS (
  SELECT value ->> 0 AS member_id, value ->> 1 AS day, value ->> 2 AS text FROM json_each(:tasks)
  UNION ALL
  SELECT own_credits.member_id, made_on,
    kroner(own_credits.amount_ore) || ' er kreditert' || ifnull(' på ' || title, '') || ': ' || reason
  FROM own_credits JOIN credit_kinds ON credit_kind = kind LEFT JOIN balances USING (claim_id)
  WHERE is_approved AND is_for_days AND made_on NOT IN told
)
SELECT day, contact_name, email, phone, name, text
FROM facts LEFT JOIN ways_to_members ON ways_to_members.member_id = facts.member_id
  LEFT JOIN member_names ON member_names.member_id = facts.member_id
WHERE facts.member_id IS NULL OR facts.member_id NOT IN left_alone
ORDER BY day, contact_name, name, text;

-- name: sent_messages()
-- The messages that were sent from here, or tried, the newest first, with what became of each.
SELECT made_on, sent_on, sent_at, contact_name, messages.kind, messages.channel, address, state, note,
  subject, text, gateway, provider_id, messages.message_id
FROM messages JOIN message_texts USING (message_id)
ORDER BY made_on DESC, messages.rowid DESC;

-- name: enquiries()
-- What came in, the newest first, with who answered it, and how many days that took.
WITH
answered AS (
  SELECT substr(task, 21, 32) AS enquiry_id, min(answers.given_on) AS answered_on, min(who) AS who
  FROM answers JOIN events ON events.id = answers.event_id
  WHERE task LIKE 'settle_hold:enquiry:%' AND answer <> 'done'
  GROUP BY 1
)
SELECT received_on, received_at, name, address, channel, is_automatic, subject, text, answered_on, who,
  cast(julianday(answered_on) - julianday(received_on) AS INTEGER) AS days, enquiry_id
FROM enquiries JOIN enquiry_texts USING (enquiry_id) LEFT JOIN member_names USING (member_id)
  LEFT JOIN answered USING (enquiry_id)
ORDER BY received_on DESC, received_at DESC, enquiry_id;
