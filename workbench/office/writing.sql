-- Whom a message goes to that somebody writes by hand.

-- name: people_named(text)
-- The members of this id or name, each with who is written to: an adult, or a child's guardian.
SELECT member_id, first_name, contact_name, ways_to_members.phone, ways_to_members.email
FROM ways_to_members JOIN people USING (member_id) LEFT JOIN member_names USING (member_id)
WHERE member_id = :text OR own_number(member_id) = :text
  OR (length(:text) > 2 AND instr(fold(ifnull(name, '')), fold(CAST(:text AS TEXT))));

-- name: count_open(member)
-- How many claims are open of what the payers of a member pay for.
WITH of_payers AS (
  SELECT DISTINCT others.member_id
  FROM contacts JOIN contacts AS others USING (payer_id) WHERE contacts.member_id = :member
)
SELECT count(*) FROM of_payers JOIN balances USING (member_id) WHERE open_ore > 0;

-- name: credits_of(member, day)
-- What was credited to a member in the month until a day, as far as it counts: the sum, why, and the claims.
SELECT own_credits.amount_ore, reason, ifnull(title, fee_type), due_on, open_ore
FROM own_credits LEFT JOIN balances USING (claim_id)
WHERE own_credits.member_id = :member AND is_approved
  AND made_on BETWEEN date(:day, '-31 days') AND :day
ORDER BY made_on, credit_id;
