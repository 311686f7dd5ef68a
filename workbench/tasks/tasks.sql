-- What somebody must answer, as rows of tasks: the kind, what it is about, the evidence that it
-- follows from, since when, when it is due (missing: at once), whom and which invoice it concerns,
-- what is to be done, what there is to know, and for how many days an answer rests it. The store
-- lays out the tables of kinds, where texts and days stand.

-- name: correct_register()
-- What was learnt of somebody and the member system does not say yet.
SELECT 'correct_register', noun || ':' || record || ':' || field, json_array(base, value), made_on,
  NULL, name, member_id, NULL,
  'Rett ' || iif(field = 'phone', 'telefonen', 'e-posten') || ' i medlemssystemet',
  iif(field = 'phone', ifnull(show_phone(base), 'tom') || ' → ' || ifnull(show_phone(value), 'tom'),
    ifnull(base, 'tom') || ' → ' || ifnull(value, 'tom')),
  14
FROM standing_corrections
  LEFT JOIN member_names ON member_id = substr(record, 1, instr(record || '|', '|') - 1);

-- name: stop_reminders()
-- What was agreed in a call and lasts, so that the member system must not remind of it.
WITH
lasting AS (
  SELECT call_id, max(ifnull(end_on, '9999')) AS end_on
  FROM day, standing_holds
  WHERE call_id IS NOT NULL AND ifnull(end_on, as_of) >= as_of
  GROUP BY call_id
)
SELECT 'stop_reminders', call_id, json_array(end_on), called_on, NULL, contact_name, member_id,
  invoice_id, 'Stans påminnelser i medlemssystemet',
  text || iif(end_on = '9999', ', inntil videre', ', til og med ' || tall_dato(end_on)) || concerning,
  NULL
FROM lasting JOIN open_calls USING (call_id) JOIN outcomes USING (outcome);

-- name: confirm_agreement()
-- What was agreed in a call and is wanted in writing, while it lasts.
WITH
lasting AS (
  SELECT DISTINCT call_id FROM day, standing_holds
  WHERE call_id IS NOT NULL AND ifnull(end_on, as_of) >= as_of
),
parts AS (
  SELECT call_id, group_concat(tall_dato(due_on) || ': ' || kroner(amount_ore), '; ' ORDER BY number)
    AS sums
  FROM instalments GROUP BY call_id
)
SELECT 'follow_up', call_id || ':sms', json_array(outcome), called_on, NULL, contact_name, member_id,
  invoice_id, 'Send bekreftelse på SMS',
  ifnull('til ' || show_phone(phone) || ': ', '') || text || ifnull(': ' || sums, ''), NULL
FROM lasting JOIN open_calls USING (call_id) JOIN outcomes USING (outcome)
  LEFT JOIN parts USING (call_id)
WHERE confirm;

-- name: after_calls()
-- What the outcome of a call leaves to be done, and its reason, while something it was about is open; what leaves nothing else, but has a note, is to be read.
WITH
asked (call_id, code, todo, to_club, due_on, again_days) AS (
  SELECT call_id, outcome, outcomes.todo, to_club, again_on, iif(to_club, 30, NULL)
  FROM open_calls JOIN outcomes USING (outcome) WHERE outcomes.todo <> ''
  UNION ALL
  SELECT call_id, reason, reasons.todo, 0, NULL, NULL
  FROM open_calls JOIN reasons USING (reason) WHERE reasons.todo <> ''
),
-- what comes back by its hold, or is written about
told_elsewhere AS (
  SELECT call_id FROM asked
  UNION
  SELECT call_id FROM open_calls JOIN outcomes USING (outcome) JOIN hold_kinds ON hold_kind = hold
  WHERE hold_kinds.todo <> ''
  UNION
  SELECT call_id FROM open_calls JOIN outcomes USING (outcome) WHERE ends_step
  UNION
  -- whose number is looked for
  SELECT call_id
  FROM standing_corrections JOIN claims_of_calls USING (call_id) JOIN plan USING (claim_id)
    JOIN contacts USING (payer_id)
  WHERE field = 'phone' AND value IS NULL
  GROUP BY call_id HAVING count(phone) = 0
),
left_over AS (
  SELECT * FROM asked
  UNION ALL
  SELECT call_id, 'note', 'Les notatet fra samtalen', 0, NULL, NULL
  FROM open_calls WHERE note IS NOT NULL AND call_id NOT IN (SELECT call_id FROM told_elsewhere)
)
SELECT iif(to_club, 'decide_call', 'follow_up'), call_id || ':' || code, json_array(code), called_on,
  due_on, contact_name, member_id, invoice_id, todo,
  concat_ws(' – ', nullif(substr(concerning, 3), ''), note), again_days
FROM left_over JOIN open_calls USING (call_id);

-- name: find_number()
-- Where a number proved wrong, and none is known instead.
WITH
wrong AS (
  SELECT call_id, min(base) AS number
  FROM standing_corrections WHERE field = 'phone' AND value IS NULL GROUP BY call_id
),
phoneless AS (
  SELECT call_id FROM claims_of_calls JOIN plan USING (claim_id) JOIN contacts USING (payer_id)
  -- who is reached in no way at all has a task already
  GROUP BY call_id HAVING count(phone) = 0 AND count(*) FILTER (WHERE task LIKE 'find_contact:%') = 0
)
SELECT 'follow_up', call_id || ':number', json_array(number), called_on, NULL, contact_name,
  member_id, invoice_id, 'Finn et nummer som stemmer',
  concat_ws(' – ', show_phone(number) || ' er feil' || concerning, note), 30
FROM wrong JOIN phoneless USING (call_id) JOIN open_calls USING (call_id);

-- name: write_instead()
-- Whose claims are due for a call, or were spoken of, though they do not want to be phoned. A new claim of theirs is news.
WITH
refusals AS (
  SELECT call_id FROM open_calls JOIN outcomes USING (outcome) WHERE ends_step AND NOT to_club
),
refused AS (
  SELECT DISTINCT call_id, payer_id
  FROM refusals JOIN claims_of_calls USING (call_id) JOIN plan USING (claim_id)
),
unsettled AS (
  SELECT call_id, claim_id FROM refused JOIN plan USING (payer_id) WHERE kind = 'call'
  UNION
  SELECT call_id, claim_id FROM refusals JOIN claims_of_calls USING (call_id) JOIN plan USING (claim_id)
),
evidence AS (
  SELECT call_id, json_group_array(claim_id ORDER BY claim_id) AS claims
  FROM unsettled GROUP BY call_id
)
SELECT 'follow_up', call_id || ':letter', claims, called_on, NULL, contact_name, member_id,
  invoice_id, 'Ta videre kontakt skriftlig',
  concat_ws(' – ', nullif(substr(concerning, 3), ''), 'vil ikke ringes', note), 30
FROM evidence JOIN open_calls USING (call_id);

-- name: open_ended_holds()
-- The holds without an end, each until it is settled: while a claim of theirs is open, or one on a membership while the member is there.
WITH
open_claims AS (
  SELECT invoice_id, member_id FROM balances WHERE open_ore > 0 OR status = 'review'
),
concerned AS (
  SELECT hold_id FROM standing_holds JOIN open_claims USING (invoice_id)
  UNION
  SELECT hold_id FROM standing_holds JOIN open_claims USING (member_id)
  WHERE standing_holds.invoice_id IS NULL
  UNION
  SELECT hold_id FROM standing_holds JOIN people USING (member_id)
  WHERE invoice_id IS NULL AND status = 'active'
  UNION
  -- what it rests by way of who owes
  SELECT substr(task, instr(task, ':') + 1) FROM plan WHERE task IS NOT NULL
)
SELECT 'settle_hold', hold_id, json_array(hold_kind, start_on), start_on,
  ifnull(review_on, date(start_on, review_days || ' days')), ifnull(name, agreed_with), member_id,
  invoice_id, todo, concat_ws(' – ', text, 'avtalt med ' || agreed_with, note),
  ifnull(again_days, review_days)
FROM standing_holds JOIN concerned USING (hold_id) JOIN hold_kinds ON hold_kind = kind
  LEFT JOIN member_names USING (member_id) LEFT JOIN call_contacts USING (call_id)
WHERE end_on IS NULL AND todo <> '';

-- name: resting_claims()
-- The claims that rest until somebody does something; those of one task together.
WITH
resting AS (
  SELECT substr(planned_claims.task, 1, instr(planned_claims.task, ':') - 1) AS task_kind,
    substr(planned_claims.task, instr(planned_claims.task, ':') + 1) AS about, todo, again_days,
    planned_claims.*, ifnull(claims.missing_since, invoices.missing_since) AS missing_since
  FROM planned_claims JOIN claims USING (claim_id) JOIN plan_reasons USING (reason)
    LEFT JOIN invoices ON invoices.invoice_id = planned_claims.invoice_id
  WHERE planned_claims.task LIKE plan_reasons.task || ':%' AND todo <> ''
),
together AS (
  SELECT task_kind, about, min(reason) AS reason, max(missing_since) AS missing_since,
    min(due_on) AS since_on, count(*) AS claims, sum(open_ore) AS open_ore, min(title) AS title,
    -- of one member or invoice only
    iif(min(member_id) = max(member_id), min(member_id), NULL) AS member_id,
    iif(min(name) = max(name), min(name), NULL) AS name,
    iif(min(invoice_id) = max(invoice_id), min(invoice_id), NULL) AS invoice_id,
    min(todo) AS todo, min(again_days) AS again_days
  FROM resting GROUP BY task_kind, about
)
SELECT task_kind, about, json_array(reason, missing_since), since_on, NULL, name, member_id,
  invoice_id, todo,
  iif(claims = 1, ifnull(title || ', ', '') || 'forfall ', claims || ' krav, det eldste med forfall ')
    || tall_dato(since_on) || ': ' || kroner(open_ore),
  again_days
FROM together;

-- name: maybe_same_claim()
-- The claims that may be one, in two systems.
WITH
groups AS (
  SELECT group_id, min(evidence) AS evidence, min(due_on) AS since_on, min(title) AS title,
    max(open_ore) AS open_ore, min(member_id) AS member_id, min(invoice_id) AS invoice_id,
    min(member_name) AS member_name,
    group_concat(own_number(ifnull(invoice_id, claim_id)), ' og ' ORDER BY claim_id) AS numbers
  FROM doubts JOIN balances USING (claim_id)
  GROUP BY group_id HAVING max(status = 'review')
)
SELECT 'maybe_same_claim', group_id, evidence, since_on, NULL, ifnull(name, member_name), member_id,
  invoice_id, 'Er dette ett krav i to systemer, eller to krav?',
  ifnull(title || ', ', '') || 'forfall ' || tall_dato(since_on) || ': ' || kroner(open_ore)
    || ifnull(', nr. ' || numbers, ''),
  NULL
FROM groups LEFT JOIN member_names USING (member_id);

-- name: same_claim()
-- What stands in two systems and is still owed in the other one.
SELECT 'same_claim', other_id, json_array(balances.claim_id, other_id), other_due_on, NULL, name,
  balances.member_id, other_invoice_id, 'Annuller kravet i det ene systemet',
  ifnull(balances.title || ', ', '') || 'forfall ' || tall_dato(other_due_on) || ': annuller nr. '
    || ifnull(own_number(other_invoice_id), '–') || ', behold nr. '
    || ifnull(own_number(balances.invoice_id), '–'),
  NULL
FROM same_claims JOIN balances ON balances.claim_id = same_claims.claim_id
  JOIN claims AS others ON others.claim_id = other_id
  LEFT JOIN invoices ON invoices.invoice_id = other_invoice_id
  LEFT JOIN member_names ON member_names.member_id = balances.member_id
WHERE open_ore > 0 AND ifnull(others.status, invoices.status) NOT IN ('cancelled', 'exempt');

-- name: unread(kept)
-- What could not be read: a row, or a value that decides, lets something rest; other values wait their turn.
WITH
first_read AS (
  SELECT title, record, field, value, min(imported_on) AS imported_on
  FROM rejected JOIN files USING (sha256) GROUP BY title, record, field, value
),
deciding (field) AS (SELECT value FROM json_each(:kept)),
unread_places AS (
  SELECT about, min(place) AS place, json_group_array(value ORDER BY place) AS evidence,
    max(whole_row OR kind = 'payments' OR deciding.field IS NOT NULL) AS is_blocking
  FROM set_aside LEFT JOIN deciding USING (field) WHERE repaired IS NULL GROUP BY about
)
SELECT iif(is_blocking, 'unread_row', 'tidy'), iif(is_blocking, '', 'value:') || digest(about),
  evidence, imported_on, NULL, name, member_id, invoice_id,
  iif(whole_row, 'Rett raden, så den kan leses', 'Rett verdien, så den kan leses'),
  file || ', rad ' || row || ', ' || column || ': ' || ifnull('«' || nullif(value, '') || '» – ', '')
    || reason || ifnull('; forslag: «' || proposal || '»', ''),
  iif(is_blocking, 14, NULL)
FROM unread_places JOIN set_aside USING (about, place)
  LEFT JOIN first_read USING (title, record, field, value) LEFT JOIN member_names USING (member_id);

-- name: place_payment()
-- The payments that no claim has.
SELECT 'place_payment', payment_id, json_array(amount_ore, kid), paid_on, NULL, NULL, NULL,
  invoice_id, 'Hva gjelder innbetalingen?',
  kroner(amount_ore) || ' innbetalt ' || tall_dato(paid_on) || ifnull(', KID ' || kid, ''), 90
FROM unplaced JOIN payments USING (payment_id);

-- name: findings(findings)
-- What is wrong or doubtful in the register. Who has something open and is reached in no way has a task of that already.
WITH
faults AS (
  SELECT value ->> 0 AS kind, value ->> 1 AS member_id, value ->> 2 AS detail
  FROM json_each(:findings)
),
sought AS (SELECT task FROM plan WHERE task LIKE 'find_contact:%')
SELECT finding_kinds.task, kind || ':' || faults.member_id,
  json_array(detail, iif(is_news_again, members.event_id, NULL)), NULL, NULL, name, faults.member_id,
  NULL, upper(substr(text, 1, 1)) || substr(text, 2), detail, again_days
FROM faults JOIN finding_kinds ON finding_kind = kind
  LEFT JOIN members ON members.member_id = faults.member_id
  LEFT JOIN member_names ON member_names.member_id = faults.member_id
  LEFT JOIN sought ON sought.task = 'find_contact:' || faults.member_id
WHERE finding_kinds.task IS NOT NULL AND (kind <> 'no_contact' OR sought.task IS NULL);
