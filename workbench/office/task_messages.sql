-- What tasks that a message does are about.

-- name: calls_to_confirm(calls)
-- What was agreed in these calls: who agreed by which number, until which day as it was said (a standing hold may last until a file could show the money), about which claims and memberships, and what is open of them.
WITH
asked (call_id) AS (SELECT value FROM json_each(:calls)),
agreed AS (
  SELECT call_id, min(start_on) AS start_on, max(end_on) AS end_on, max(review_on) AS review_on,
    json_group_array(DISTINCT first_name ORDER BY first_name) AS members
  FROM asked JOIN calls USING (call_id) JOIN outcomes USING (outcome)
    JOIN agreements USING (call_id) LEFT JOIN people USING (member_id)
  WHERE kind = hold
  GROUP BY call_id
),
-- numbers that were found to be wrong
wrong_numbers AS (
  SELECT base FROM corrections WHERE field = 'phone' AND value IS NULL AND base IS NOT NULL
),
-- somebody has died since, or something as personal is known: a person sees to it
left_alone AS (
  SELECT asked.call_id
  FROM asked JOIN claims_of_calls USING (call_id) JOIN balances USING (claim_id)
    JOIN standing_holds USING (member_id) JOIN hold_kinds ON hold_kind = kind
  WHERE is_personal AND kind <> 'enquiry' AND standing_holds.call_id IS NOT asked.call_id
),
about AS (
  SELECT call_id, sum(open_ore) AS open_ore, json_group_array(claim_id ORDER BY claim_id) AS claim_ids
  FROM asked JOIN claims_of_calls USING (call_id) JOIN balances USING (claim_id)
  GROUP BY call_id
)
SELECT call_id, called_on, called_at, agent, outcome, phone, contact_name, start_on, end_on, review_on,
  members, ifnull(open_ore, 0), ifnull(claim_ids, '[]')
FROM agreed JOIN calls USING (call_id) JOIN call_contacts USING (call_id) LEFT JOIN about USING (call_id)
WHERE call_id NOT IN (SELECT call_id FROM left_alone)
  AND phone NOT IN (SELECT base FROM wrong_numbers);

-- name: claims_to_tell_of(claims)
-- These open claims of which the payer may be told something, by the plan: none that rests, is disputed, agreed on, or with the partner.
SELECT claim_id, ifnull(title, fee_type), due_on, open_ore, kid, first_name, contact_name,
  planned_claims.phone, planned_claims.email
FROM planned_claims JOIN plan_reasons USING (reason) LEFT JOIN people USING (member_id)
WHERE claim_id IN (SELECT value FROM json_each(:claims)) AND is_told;

-- name: members_to_tell(members)
-- These members, each with who is written to: an adult, or a child's guardian.
SELECT member_id, first_name, contact_name, ways_to_members.phone, ways_to_members.email
FROM ways_to_members JOIN people USING (member_id)
WHERE member_id IN (SELECT value FROM json_each(:members));

-- name: live_tasks()
-- The tasks that a message has done, may have done, or is about to do, each with its evidence.
SELECT task, evidence FROM messages
WHERE task IS NOT NULL AND state NOT IN ('failed', 'bounced', 'lapsed');

-- name: left_alone()
-- The members of whose payer something personal is known: nobody writes to the home unasked.
WITH
-- holds on a person, and on an order of a person
personal (member_id) AS (
  SELECT member_id FROM standing_holds JOIN hold_kinds ON hold_kind = kind
  WHERE is_personal AND invoice_id IS NULL
  UNION
  SELECT balances.member_id
  FROM standing_holds JOIN hold_kinds ON hold_kind = kind JOIN balances USING (invoice_id)
  WHERE is_personal
),
payers AS (
  SELECT DISTINCT payer_id FROM personal JOIN contacts USING (member_id)
)
SELECT DISTINCT contacts.member_id FROM payers JOIN contacts USING (payer_id);
