-- The claims that are credited for closed and frozen days.

-- name: facts_of_claims()
-- What a person needs to know of each claim, and whether the bank has been asked to draw it.
WITH
asked AS (SELECT DISTINCT claim_id FROM own_drawings WHERE cancelled_on IS NULL)
SELECT claim_id, ifnull(name, member_name) AS name, title, due_on, amount_ore AS stated_ore,
  asked.claim_id IS NOT NULL AS asked
FROM counted_claims LEFT JOIN member_names USING (member_id) LEFT JOIN asked USING (claim_id);
