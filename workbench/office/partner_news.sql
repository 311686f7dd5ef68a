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
