-- What was credited before.

-- name: credits_of(claim_id, member_id)
-- What was taken off a claim or, where that is missing, is owed to a member without a claim; also what the club is asked about still, but not what it has said no to, or what was taken back.
SELECT credit_id, claim_id, member_id, kind, amount_ore, base_ore, reason, made_on, needs_approval,
  taken_back_on
FROM own_credits
WHERE NOT is_refused AND claim_id IS :claim_id AND (claim_id IS NOT NULL OR member_id = :member_id)
ORDER BY made_on, credit_id;
