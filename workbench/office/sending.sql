-- What was approved and is no longer on the list of what is to be sent.

-- name: off_list(since)
-- The steps approved on a day or later that were not sent, as far as anybody knows, and that the plan no longer has: of a claim that is paid or rests, or `is_unmarked`, where somebody must say first whether it was sent.
SELECT concat_ws('|', claim_id, proposals.step_id, proposals.due_version) AS about,
  reason IS 'unknown_sent' AS is_unmarked
FROM proposals LEFT JOIN plan USING (claim_id)
WHERE state = 'approved' AND decided_on >= :since
  AND (plan.step_id, plan.due_version) IS NOT (proposals.step_id, proposals.due_version)
  AND (claim_id, proposals.step_id, proposals.due_version)
    NOT IN (SELECT claim_id, step_id, due_version FROM taken_steps)
ORDER BY 1;
