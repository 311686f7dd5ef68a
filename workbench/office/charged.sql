-- What decides about fees beside the club's rules.

-- name: group_places()
-- Who is on the list of a group now, with the day on which they first were, also under an old id; missing for those who were on the first list of it that was read.
WITH
first_listed AS (
  SELECT ifnull(aliases.member_id, participations.member_id) AS member_id, group_name, min(day) AS day
  FROM participations
    JOIN changes ON noun = 'participations'
      AND key = json_array(participations.member_id, group_name) AND field = ''
    JOIN events ON events.id = changes.event_id
    LEFT JOIN aliases ON old_id = participations.member_id
  GROUP BY 1, 2
),
first_lists AS (SELECT group_name, min(day) AS day FROM first_listed GROUP BY group_name)
SELECT listings.member_id, group_name, nullif(first_listed.day, first_lists.day) AS started_on
FROM listings JOIN first_listed USING (member_id, group_name) JOIN first_lists USING (group_name)
WHERE missing_since IS NULL;

-- name: payers_of_members()
-- The payer of each member: an adult's own id, a child's guardian.
SELECT member_id, payer_id FROM ways_to_members;

-- name: later_members()
-- The members who came to the books after the first, with the day, and whether the last import brought them; who had another id before came with that.
WITH
imports AS (
  SELECT max(id) AS last_id FROM events WHERE kind = 'import'
),
added AS (
  SELECT ifnull(member_id, key) AS member_id, min(event_id) AS event_id
  FROM changes LEFT JOIN aliases ON old_id = key
  WHERE noun = 'members' AND field = ''
  GROUP BY 1
),
first_added AS (SELECT min(event_id) AS first_id FROM added)
SELECT member_id, day, ifnull(event_id = last_id, 0) AS is_new
FROM added JOIN events ON events.id = event_id JOIN imports JOIN first_added
WHERE event_id > first_id;

-- name: probable_leavers(day, days)
-- The members who are on no list of a group any more, or have owed a fee for so many days since it fell due, each with the first reason.
WITH
off_lists AS (
  SELECT member_id, 'off_lists' AS note FROM listings
  GROUP BY member_id HAVING count(*) = count(missing_since)
),
owing AS (
  SELECT member_id, 'owes_before' AS note FROM balances
  WHERE open_ore > 0 AND status NOT IN ('review', 'frozen')
    AND fee_type IN ('membership_fee', 'training_fee')
    AND due_on < date(:day, '-' || :days || ' days')
)
SELECT member_id, max(note) AS note
FROM (SELECT * FROM off_lists UNION SELECT * FROM owing)
WHERE member_id IS NOT NULL
GROUP BY member_id;

-- name: filed_invoices()
-- What is in files that the member system may have been given, the oldest first: of the member by the id that counts, and of the claim that is kept.
SELECT file, number, act, ifnull(aliases.member_id, filed_invoices.member_id) AS member_id, rule_id,
  fee_type, title, start_on, filed_invoices.due_on, amount_ore, made_on,
  ifnull(same_claims.claim_id, filed_invoices.claim_id) AS claim_id, unused_on
FROM filed_invoices LEFT JOIN aliases ON old_id = filed_invoices.member_id
  LEFT JOIN same_claims ON other_id = filed_invoices.claim_id
WHERE unused_on IS NULL
ORDER BY event_id, number;

-- name: pause_credits()
-- What was credited of each claim for such days, by kind; also where the club is still asked or has said no.
SELECT claim_id, kind, sum(amount_ore) AS given_ore
FROM own_credits JOIN credit_kinds ON credit_kind = kind
WHERE claim_id IS NOT NULL AND is_for_days
GROUP BY claim_id, kind;

-- name: sums_before_credits()
-- What each credited claim was before, as its source stated it then or does now.
SELECT claim_id, max(max(base_ore), counted_claims.amount_ore) AS stated_ore
FROM own_credits JOIN counted_claims USING (claim_id)
GROUP BY claim_id;

-- name: freeze_credits(periods)
-- The claims credited for frozen days, if with nothing, after what is known of the freezes of their time was last written: the days given by claim id, else the month of the due date.
WITH
freezes AS (
  SELECT agreements.member_id, agreements.start_on, agreements.end_on, holds.event_id
  FROM agreements JOIN holds USING (hold_id) WHERE agreements.kind = 'freeze'
),
credited AS (
  SELECT claim_id, max(event_id) AS event_id FROM all_credits
  WHERE kind = 'freeze' AND claim_id IS NOT NULL AND taken_back_on IS NULL
  GROUP BY claim_id
),
periods AS (
  SELECT key AS claim_id, value ->> 0 AS first_on, value ->> 1 AS last_on FROM json_each(:periods)
),
credited_times AS (
  SELECT claim_id, credited.event_id, balances.member_id,
    ifnull(first_on, date(due_on, 'start of month')) AS first_on,
    ifnull(last_on, date(due_on, 'start of month', '+1 month', '-1 day')) AS last_on
  FROM credited JOIN balances USING (claim_id) LEFT JOIN periods USING (claim_id)
)
SELECT claim_id
FROM credited_times LEFT JOIN freezes
  ON freezes.member_id = credited_times.member_id
    AND start_on <= last_on AND ifnull(end_on, last_on) >= first_on
GROUP BY claim_id, credited_times.event_id
HAVING credited_times.event_id > ifnull(max(freezes.event_id), 0);

-- name: groups_of_members()
-- Every group whose list a member is or was on, with the day of the first list without the member.
SELECT ifnull(aliases.member_id, participations.member_id) AS member_id, group_name, missing_since
FROM participations LEFT JOIN aliases ON old_id = participations.member_id
ORDER BY missing_since IS NULL, missing_since;

-- name: fees_not_agreed()
-- The fees, as the club is asked about them, that it was asked about without saying yes; those of an old member id under the one that counts.
WITH
not_agreed AS (
  SELECT substr(task, length('decide_fee:') + 1) AS about FROM answers
  WHERE task LIKE 'decide_fee:%' AND answer <> 'yes'
)
SELECT ifnull(member_id || substr(about, length(old_id) + 1), about) AS about
FROM not_agreed LEFT JOIN aliases ON substr(about, 1, length(old_id) + 1) = old_id || ':';
