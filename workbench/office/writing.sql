-- Whom a message goes to that somebody writes by hand.

-- name: people_named(text)
-- The members of this id or name, each with who is written to: an adult, or a child's guardian; none of those about whom something personal is known.
WITH
left_alone AS (
  SELECT member_id FROM standing_holds JOIN hold_kinds ON hold_kind = kind
  WHERE is_personal AND member_id IS NOT NULL AND kind <> 'enquiry'
),
ways AS (
  SELECT member_id, payer_id, contact_name, phone, email,
    row_number() OVER (PARTITION BY member_id ORDER BY payer_id IS NOT member_id, payer_id) AS place
  FROM contacts
)
SELECT member_id, first_name, contact_name, ways.phone, ways.email
FROM ways JOIN people USING (member_id) LEFT JOIN member_names USING (member_id)
WHERE place = 1 AND member_id NOT IN (SELECT member_id FROM left_alone)
  AND (member_id = :text OR own_number(member_id) = :text
    OR (length(:text) > 2 AND instr(fold(ifnull(name, '')), fold(CAST(:text AS TEXT)))));

-- name: credits_of(member, day)
-- What was credited to a member in the month until a day, as far as it counts: the sum, why, and the claims.
SELECT own_credits.amount_ore, reason, ifnull(title, fee_type), due_on, open_ore
FROM own_credits LEFT JOIN balances USING (claim_id)
WHERE own_credits.member_id = :member AND is_approved
  AND made_on BETWEEN date(:day, '-31 days') AND :day
ORDER BY made_on, credit_id;
