-- The claims that are put in files for the collection partner.

-- name: approved(fees)
-- The claims that the club has said may go to the partner, by who owes them, the oldest first; with what a case needs of the debtor, and whether one of the steps with a fee was sent.
WITH
with_fee AS (
  SELECT DISTINCT claim_id FROM taken_steps
  WHERE step_id IN (SELECT value FROM json_each(:fees))
)
SELECT claim_id, step_id, due_version, note, given_on, people.member_id AS debtor_id,
  trim(ifnull(first_name, '') || ' ' || ifnull(last_name, '')) AS debtor_name, born_on, address,
  postcode, city, contacts.phone, contacts.email, invoice_id, kid, fee_type, title, issued_on, due_on,
  amount_ore, paid_ore, balances.open_ore, with_fee.claim_id IS NOT NULL AS has_fee
FROM proposed_handovers JOIN balances USING (claim_id) JOIN own_liabilities USING (claim_id)
  JOIN people ON people.member_id = liable_member_id
  LEFT JOIN with_fee USING (claim_id)
  LEFT JOIN contacts ON contacts.member_id = people.member_id AND payer_id = people.member_id
WHERE answer = 'yes'
ORDER BY people.member_id, due_on, claim_id;

-- name: events_of(claims)
-- What was done about these claims, in its order: the invoice, the steps with the words that were sent, and the calls. How a call ended is left out where that says something sensitive of the payer.
WITH
wanted (claim_id) AS (SELECT value FROM json_each(:claims)),
-- messages that name a claim which the partner is not given
about_others AS (
  SELECT message_id FROM own_message_claims WHERE claim_id NOT IN (SELECT claim_id FROM wanted)
)
SELECT claim_id, ifnull(issued_on, due_on) AS happened_on, 'invoice' AS what,
  ifnull(title, '') AS name, NULL AS channel, 'invoice:' || ifnull(invoice_id, claim_id) AS ref
FROM wanted JOIN balances USING (claim_id)
UNION ALL
SELECT claim_id, sent_on, 'step', step_name(step_id), channel,
  'step:' || concat_ws('|', claim_id, step_id, due_version)
FROM wanted JOIN taken_steps USING (claim_id)
UNION ALL
SELECT claim_id, sent_on, 'text', text, messages.channel, 'message:' || messages.message_id
FROM wanted JOIN own_message_claims USING (claim_id) JOIN messages USING (message_id)
  JOIN message_texts USING (message_id)
WHERE step_id <> '' AND state IN ('sent', 'delivered')
  AND messages.message_id NOT IN (SELECT message_id FROM about_others)
UNION ALL
SELECT claim_id, called_on, 'call', iif(is_sensitive, 'samtale', outcomes.text), 'phone',
  'call:' || call_id
FROM wanted JOIN claims_of_calls USING (claim_id) JOIN calls USING (call_id)
  JOIN outcomes USING (outcome) LEFT JOIN hold_kinds ON hold_kind = hold
ORDER BY 1, 2, 3, 6;

-- name: left_out()
-- What the club said yes or no to in the last two months, and that cannot be put in a file, with why.
WITH
answered AS (
  SELECT substr(task, length('decide_handover:handover:') + 1) AS about, answer, given_on
  FROM answers WHERE task LIKE 'decide_handover:handover:%' AND answer IN ('yes', 'no')
),
of_claims AS (
  SELECT substr(about, 1, instr(about, '|') - 1) AS claim_id, answered.* FROM answered
),
approved AS (SELECT claim_id FROM proposed_handovers WHERE answer = 'yes')
SELECT concat_ws(', ', ifnull(name, member_name), title, claim_id) AS claim,
  CASE WHEN of_claims.answer = 'no' THEN 'klubben sa nei'
    WHEN balances.open_ore > 0 AND plan.kind = 'handover'
      THEN 'summen eller partneren er en annen enn da klubben svarte'
    WHEN balances.open_ore > 0 THEN ifnull(plan_reasons.text, 'er ikke i planen')
    ELSE 'er gjort opp' END AS why
FROM day, of_claims LEFT JOIN balances USING (claim_id) LEFT JOIN plan USING (claim_id)
  LEFT JOIN plan_reasons USING (reason) LEFT JOIN own_handovers USING (claim_id)
  LEFT JOIN member_names USING (member_id)
WHERE claim_id NOT IN (SELECT claim_id FROM approved) AND given_on >= date(as_of, '-60 days')
  AND ifnull(own_handovers.made_on, '') < given_on
ORDER BY 1;

-- name: files_made()$
-- How many files have been made for the partner, or in answer to it.
WITH
files_made AS (
  SELECT file FROM handovers
  UNION SELECT file FROM partner_news JOIN news_kinds ON news_kind = kind WHERE NOT is_from_partner
)
SELECT count(*) FROM files_made;
