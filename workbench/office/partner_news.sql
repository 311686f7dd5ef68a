-- What the collection partner must be told.

-- name: handed_claims()
-- The claims that the partner has, or that the club has taken back, and what the partner knows of them.
SELECT handed_id, file, case_ref, handed_ore, open_ore, told_ore, partner_ore, is_withdrawn
FROM handed_claims
ORDER BY file, handed_id;

-- name: stops()
-- The claims that the partner has and of which it has not been told that they must rest: disputed, or of somebody who must be left in peace; with the hold.
SELECT handed_id, file, case_ref, hold_id, start_on, bars_fees
FROM holds_of_handed JOIN hold_kinds ON hold_kind = kind
WHERE is_personal OR (bars_fees AND NOT is_on_debtor)
ORDER BY file, handed_id, hold_id;

-- name: ids_of_handed(claims)
-- The ids by which claims were handed over, each named by that or by the id that is kept.
SELECT handed_id FROM own_handovers
WHERE claim_id IN (SELECT value FROM json_each(:claims)) OR handed_id IN (SELECT value FROM json_each(:claims));

-- name: resumed()
-- The claims that the partner has and was told to let rest, and that need not rest any more.
WITH
told AS (
  SELECT claim_id, handover, ref FROM partner_news WHERE kind = 'stopped'
),
resumed AS (SELECT claim_id, handover, ref FROM partner_news WHERE kind = 'resumed')
SELECT handed_id, file, case_ref, ref, as_of, 0
FROM day, told JOIN own_handovers ON handed_id = told.claim_id AND file = handover
WHERE closed_on IS NULL AND ref NOT IN (SELECT hold_id FROM lasting_holds)
  AND (told.claim_id, handover, ref) NOT IN (SELECT claim_id, handover, ref FROM resumed)
ORDER BY file, handed_id, ref;
