-- name: emails_since_minor(members)
-- Of these members, those whose e-mail has not changed since they came of age.
SELECT member_id, email
FROM people
  JOIN changes ON noun = 'members' AND key = member_id AND field IN ('', 'email')
  JOIN events ON events.id = changes.event_id
WHERE member_id IN (SELECT value FROM json_each(:members))
GROUP BY member_id HAVING max(day) < date(born_on, '18 years');

-- name: open_claims(members)
-- The balances that get a row of the plan, and the settled ones with a hold of a personal kind on their invoice or member, which stops what their payer owes later, too: claims of these members, claims that they owe, and claims on the same invoices; all claims where members is NULL.
WITH
wanted (member_id) AS (SELECT value FROM json_each(:members)),
personal_holds AS (
  SELECT invoice_id, member_id FROM agreements JOIN hold_kinds ON hold_kind = kind WHERE is_personal
),
concerned (claim_id) AS (
  SELECT claim_id FROM balances WHERE :members IS NULL
  UNION
  SELECT claim_id FROM balances JOIN wanted USING (member_id)
  UNION
  SELECT claim_id FROM own_liabilities JOIN wanted ON member_id = liable_member_id
  UNION
  SELECT others.claim_id
  FROM wanted JOIN balances AS own USING (member_id)
    JOIN balances AS others ON others.invoice_id = own.invoice_id
  WHERE own.open_ore > 0 OR own.status = 'review'
)
SELECT claim_id, due_on, status, amount_ore, paid_ore, open_ore, fee_type, invoice_id, member_id,
  kid, title, issued_on, settled_on, member_name, reversed_on
FROM concerned JOIN balances USING (claim_id)
WHERE open_ore > 0 OR (status = 'review' AND amount_ore = 0)
  OR invoice_id IN (SELECT invoice_id FROM personal_holds)
  OR member_id IN (SELECT member_id FROM personal_holds WHERE invoice_id IS NULL)
ORDER BY claim_id;

-- name: agreements_on(members, invoices)
-- The holds on these members or invoices; all holds where members is NULL.
SELECT hold_id, kind, start_on, end_on, member_id, invoice_id, review_on, agreed_with, call_id
FROM agreements
WHERE :members IS NULL
  OR member_id IN (SELECT value FROM json_each(:members))
  OR invoice_id IN (SELECT value FROM json_each(:invoices))
ORDER BY hold_id;

-- name: mandates_unused()
-- The claims with a mandate that the bank was not asked to draw, or asked not to: only of a club that asks it itself, and due since the first one that it asked for.
WITH first_asked AS (SELECT min(due_on) AS asked_from FROM drawings)
SELECT claim_id FROM first_asked JOIN claim_mandates ON due_on >= asked_from
WHERE claim_id NOT IN (SELECT claim_id FROM own_drawings WHERE cancelled_on IS NULL);

-- name: ended_freezes(claims)
-- Of these claims, those that a mandate of AvtaleGiro drew and that are the first ones of their member to fall due after a freeze of the membership, with that freeze; it begins with the first of those that continue each other.
WITH RECURSIVE
own_freezes AS (
  SELECT hold_id, member_id, start_on, end_on FROM agreements
  WHERE kind = 'freeze' AND invoice_id IS NULL AND end_on IS NOT NULL
),
-- each with the first days of those before it that it continues
continued AS (
  SELECT hold_id, member_id, start_on, end_on FROM own_freezes
  UNION
  SELECT continued.hold_id, member_id, own_freezes.start_on, continued.end_on
  FROM continued JOIN own_freezes USING (member_id)
  WHERE own_freezes.start_on < continued.start_on
    AND own_freezes.end_on >= date(continued.start_on, '-1 day')
),
freezes AS (
  SELECT hold_id, member_id, min(start_on) AS start_on, end_on FROM continued GROUP BY hold_id
),
first_due AS (
  SELECT hold_id, freezes.member_id, start_on, end_on, min(due_on) AS due_on
  FROM freezes JOIN balances USING (member_id)
  WHERE due_on > end_on AND status NOT IN ('cancelled', 'exempt')
  GROUP BY hold_id
)
SELECT claim_id, due_on, start_on, end_on
FROM first_due JOIN balances USING (member_id, due_on) JOIN claim_mandates USING (claim_id, due_on)
WHERE claim_id IN (SELECT value FROM json_each(:claims))
ORDER BY claim_id, end_on;

-- name: asked_credits()
-- The claims of which the club has been asked whether they may be credited, with the credit.
SELECT claim_id, min(credit_id) FROM own_credits
WHERE claim_id IS NOT NULL AND NOT is_approved AND NOT is_refused
GROUP BY claim_id;

-- name: claims_with_credit()
-- The open claims of a payer to whom something is owed, with the credit, until somebody has said what it is for.
SELECT claim_id, min(credit_id) AS credit_id
FROM claims_of_standing_credits JOIN standing_credits USING (credit_id)
  LEFT JOIN answers ON task = 'check_claim:standing:' || credit_id
    AND answers.evidence = standing_credits.evidence
WHERE task IS NULL
GROUP BY claim_id;

-- name: claims_without_period()
-- The open claims due near closed days of which nobody knows which days they are for, with the task that asks, until it is answered.
WITH
questions AS (
  SELECT title, 'check_claim:period:' || digest(ifnull(title, '')) AS task,
    json_group_array(claim_id ORDER BY claim_id) AS evidence
  FROM paused_fees JOIN balances USING (claim_id) WHERE of_days = 0 GROUP BY title
)
SELECT claim_id, questions.task
FROM paused_fees JOIN balances USING (claim_id) JOIN questions ON questions.title IS balances.title
  LEFT JOIN answers USING (task, evidence)
WHERE of_days = 0 AND open_ore > 0 AND answer IS NULL;

-- name: people_of_claims(day)
-- Who has to do with each claim that is open, for which too much came, or that only the member system has called paid in the last two months: its member, whoever owes it, and their households; by payer and name.
WITH
wanted AS (
  SELECT claim_id, member_id FROM balances WHERE open_ore > 0
  UNION
  SELECT claim_id, member_id FROM balances
  WHERE open_ore = 0 AND amount_ore > 0 AND settled_on >= date(:day, '-60 days')
    AND claim_id NOT IN (SELECT claim_id FROM allocations)
  UNION
  SELECT claim_id, balances.member_id FROM unplaced JOIN balances USING (claim_id)
),
payers_of_wanted AS (
  SELECT claim_id, payer_id FROM wanted JOIN contacts USING (member_id)
  UNION
  SELECT claim_id, payer_id
  FROM wanted JOIN own_liabilities USING (claim_id)
    JOIN contacts ON contacts.member_id = liable_member_id
),
names AS (
  SELECT payer_id, contact_name AS name FROM contacts
  UNION
  SELECT payer_id, name FROM contacts JOIN member_names USING (member_id)
  UNION
  SELECT payer_id, name FROM contacts JOIN named_guardians USING (member_id)
)
SELECT claim_id, payer_id, name FROM payers_of_wanted LEFT JOIN names USING (payer_id)
UNION
SELECT claim_id, NULL, member_name FROM wanted JOIN balances USING (claim_id)
UNION
SELECT claim_id, NULL, recipient_name FROM wanted JOIN counted_claims USING (claim_id)
ORDER BY 1, 2, 3;

-- name: payers_not_phoned()
-- Who was called and wishes not to be phoned; where the number is another today, all payers of the member and of who owes the claim.
SELECT DISTINCT coalesce(payers_called.payer_id, contacts.payer_id) AS payer_id
FROM calls JOIN claims_of_calls USING (call_id) JOIN balances USING (claim_id)
  LEFT JOIN payers_called USING (call_id, claim_id)
  LEFT JOIN own_liabilities USING (claim_id)
  JOIN contacts ON contacts.member_id IN (balances.member_id, liable_member_id)
WHERE outcome = 'refused_calls';

-- name: calls_about(claims)
-- The calls about these claims, in the order they were made. One that ended in a question to the club has what its task is about, until the club has said that the follow-up goes on.
WITH answered (task) AS (SELECT task FROM answers WHERE answer = 'resume')
SELECT claim_id, called_on, calls.reached, is_in_vain, again_on,
  iif(club_decides AND 'decide_call:' || call_id || ':' || outcome NOT IN answered,
    call_id || ':' || outcome, NULL)
FROM claims_of_calls JOIN calls USING (call_id) JOIN outcomes USING (outcome)
WHERE claim_id IN (SELECT value FROM json_each(:claims))
ORDER BY calls.event_id, claim_id;

-- name: rests_from_todo(calls)
-- Of these calls, those whose rest counts from the day on which what was promised was done, with that day (NULL: not yet) and the days of the rest.
SELECT call_id, max(day), days
FROM calls JOIN outcomes USING (outcome)
  LEFT JOIN answers ON task = 'follow_up:' || call_id || ':' || outcome AND answer = 'done'
  LEFT JOIN events ON events.id = answers.event_id
WHERE outcomes.rests_from_todo AND call_id IN (SELECT value FROM json_each(:calls))
GROUP BY call_id;

-- name: agreed_parts()
-- The open claims of payment plans, each with every instalment of its newest plan.
WITH
plans AS (
  SELECT claim_id, call_id,
    row_number() OVER (PARTITION BY claim_id ORDER BY calls.event_id DESC, call_id) AS place
  FROM claims_of_calls JOIN calls USING (call_id)
  WHERE call_id IN (SELECT call_id FROM instalments)
)
SELECT claim_id, instalments.amount_ore, instalments.due_on
FROM plans JOIN instalments USING (call_id) JOIN balances USING (claim_id)
WHERE place = 1 AND open_ore > 0
ORDER BY 1, 3;

-- name: grown_since(calls)
-- Of these calls that agreed on a payment plan, what their claims have grown by since, in øre: a fee, or a sum that was corrected, also where a claim was made anew.
WITH
claims_of_plans AS (
  SELECT call_id, claim_id, calls.event_id AS agreed_in, claims.amount_ore,
    iif(claims.amount_ore IS NULL, 'invoices', 'claims') AS noun,
    iif(claims.amount_ore IS NULL, invoice_id, claim_id) AS key
  FROM call_claims JOIN calls USING (call_id) JOIN claims USING (claim_id)
  WHERE call_id IN (SELECT value FROM json_each(:calls)) AND call_id IN (SELECT call_id FROM instalments)
),
keys_of_plans AS (SELECT DISTINCT call_id, agreed_in, noun, key FROM claims_of_plans),
grown AS (
  SELECT call_id, changes.after - changes.before AS ore
  FROM keys_of_plans CROSS JOIN changes USING (noun, key)
  WHERE field = 'amount_ore' AND changes.event_id > agreed_in
  UNION ALL
  SELECT call_id, counted_claims.amount_ore - claims_of_plans.amount_ore
  FROM claims_of_plans JOIN same_claims ON other_id = claims_of_plans.claim_id
    JOIN counted_claims ON counted_claims.claim_id = same_claims.claim_id
  WHERE claims_of_plans.amount_ore IS NOT NULL
)
SELECT call_id, sum(ore) AS grown_ore FROM grown GROUP BY call_id HAVING sum(ore) > 0;

-- name: confirmed_files(day)
-- The sources that are late, of which somebody has said that the file is right: until a day, and until a newer file is read.
SELECT concat_ws(':', 'file', system, kind, nullif(account, ''))
FROM freshness
  JOIN answers ON task = concat_ws(':', 'check_claim:file', system, kind, nullif(account, ''))
WHERE answer = 'confirmed' AND evidence = json_array(freshness.until_on, read_on)
  AND :day < answers.until_on;

-- name: unconfirmed(kept)
-- The claims, invoices and members that must rest until their export is put right, each with the reason, and what its task is about if it was set aside. They are missing from the newest list, or set aside in the newest file of their kind: a whole row, a column of which the earlier value was kept (kept), or a doubt that nobody has answered.
WITH
orders AS (
  SELECT invoice_id FROM invoices
  UNION SELECT invoice_id FROM own_claims WHERE invoice_id IS NOT NULL
),
confirmed (task) AS (SELECT task FROM answers WHERE answer = 'confirmed'),
-- values that decide, and could not be read or cannot be right
unread AS (
  SELECT set_aside.*, ifnull(plan_reason, 'unconfirmed') AS plan_reason,
    iif(fault IS NULL, '', 'doubt:') || digest(about) AS task
  FROM set_aside LEFT JOIN fault_kinds USING (fault)
  WHERE repaired IS NULL
    AND (whole_row OR fault IS NOT NULL OR field IN (SELECT value FROM json_each(:kept)))
    AND (keeps OR 'unread_row:doubt:' || digest(about) NOT IN confirmed)
),
-- the invoices and members that they were stated of
unread_ids (id, task, plan_reason) AS (
  SELECT ifnull(aliases.member_id, unread.invoice_id), task, plan_reason
  FROM unread LEFT JOIN aliases ON old_id = unread.invoice_id
  UNION
  SELECT ifnull(aliases.member_id, unread.member_id), task, plan_reason
  FROM unread LEFT JOIN aliases ON old_id = unread.member_id
  WHERE kind IN ('members', 'holds')
    AND (invoice_id IS NULL OR invoice_id NOT IN (SELECT invoice_id FROM orders))
),
resting (id, task, plan_reason) AS (
  SELECT invoice_id, NULL, 'unconfirmed' FROM invoices WHERE missing_since IS NOT NULL
  UNION
  SELECT claim_id, NULL, 'unconfirmed' FROM own_claims WHERE missing_since IS NOT NULL
  UNION
  SELECT member_id, NULL, 'unconfirmed' FROM listings GROUP BY member_id HAVING count(*) = count(missing_since)
  UNION
  -- members with an agreement on an invoice that is not in the books
  SELECT member_id, NULL, 'unconfirmed' FROM agreements
  WHERE invoice_id IS NOT NULL AND invoice_id NOT IN (SELECT invoice_id FROM orders)
  UNION
  -- claims with the KID of a payment that could not be read
  SELECT claim_id, task, plan_reason FROM own_claims JOIN unread USING (kid)
  UNION
  SELECT same_claims.claim_id, task, plan_reason
  FROM same_claims JOIN claims ON claims.claim_id = same_claims.other_id JOIN unread USING (kid)
  UNION
  SELECT id, task, plan_reason FROM unread_ids
  UNION
  SELECT claim_id, task, plan_reason FROM same_claims JOIN unread_ids ON id IN (other_id, other_invoice_id)
  UNION
  SELECT claim_id, NULL, 'unconfirmed' FROM doubtful
)
SELECT id, plan_reason, max(task) AS task FROM resting WHERE id IS NOT NULL GROUP BY id;

-- name: bounced_addresses(day)
-- The addresses that took no message of the last quarter: the newest to each came back.
WITH
newest AS (
  SELECT fold(address) AS address, state, row_number() OVER (
    PARTITION BY fold(address) ORDER BY made_on DESC, messages.rowid DESC) AS place
  FROM messages JOIN message_texts USING (message_id)
  WHERE made_on BETWEEN date(:day, '-92 days') AND :day AND state <> 'lapsed'
)
SELECT address FROM newest WHERE place = 1 AND state = 'bounced';
