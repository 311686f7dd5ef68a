-- The tasks that somebody must answer. Every query returns the columns of the class Task: kind, what
-- it is about, the evidence it follows from, since when, due day (NULL: at once), name, member,
-- invoice, what must be done, facts that help, and for how many days an answer hides it (NULL: while
-- the evidence is the same). The texts and days of each kind are in tables that the store makes.

-- name: correct_register()
-- The corrections of a phone or e-mail that the member system does not have yet.
SELECT 'correct_register', noun || ':' || record || ':' || field, json_array(base, value), made_on,
  NULL, name, member_id, NULL,
  'Rett ' || iif(field = 'phone', 'telefonen', 'e-posten') || ' i medlemssystemet',
  iif(field = 'phone', ifnull(show_phone(base), 'tom') || ' → ' || ifnull(show_phone(value), 'tom'),
    ifnull(base, 'tom') || ' → ' || ifnull(value, 'tom')),
  14
FROM standing_corrections
  LEFT JOIN member_names ON member_id = substr(record, 1, instr(record || '|', '|') - 1);

-- name: whose_value()
-- The phones and e-mails of so many payers that nobody can know whose they are; they are not used.
WITH
values_with_members AS (
  SELECT value, json_group_array(member_id ORDER BY member_id) AS member_ids, count(*) AS members,
    group_concat(nullif(name, ''), ', ' ORDER BY name, member_id) AS names
  FROM unused_values LEFT JOIN member_names USING (member_id)
  WHERE is_shared
  GROUP BY value
)
SELECT 'find_contact', 'value:' || digest(value), member_ids, NULL, NULL, NULL, NULL, NULL,
  'Hvem sitt er dette?',
  iif(instr(value, '@'), value, show_phone(value)) || ' står på ' || members || ' profiler: ' || names,
  30
FROM values_with_members;

-- name: approve_step()
-- The proposed steps of today's plan that are to be sent and that nobody has approved.
SELECT 'approve_step', concat_ws('|', claim_id, step_id, due_version), json_array(run_on), run_on,
  NULL, name, member_id, invoice_id, 'Godkjenn, eller legg til side: ' || step_name(step_id),
  title_and_due(title, due_on) || ': ' || kroner(open_ore), NULL
FROM planned_claims JOIN plan USING (claim_id, step_id)
  JOIN proposals USING (claim_id, step_id, due_version)
WHERE state = 'proposed' AND proposals.kind NOT IN ('call', 'handover');

-- name: decide_handover()
-- The claims whose next step is the collection partner: the club says yes or no to each, by name. "ringt" is said only where every one of them was phoned about.
WITH
phoned AS (SELECT DISTINCT claim_id FROM claims_of_calls),
asked AS (
  SELECT proposed_handovers.*, count(*) OVER () AS claims,
    count(phoned.claim_id) OVER () AS claims_phoned
  FROM proposed_handovers LEFT JOIN phoned USING (claim_id)
)
SELECT 'decide_handover', about, evidence, NULL, NULL, name, member_id, invoice_id,
  claims || ' krav er purret' || iif(claims_phoned = claims, ', ringt', '')
    || ' og skrevet om uten svar. Ingen er bestridt eller avtalt. Skal de til ' || partner
    || '? Uten svar fra dere sendes ingenting.',
  title_and_due(title, due_on) || ': ' || kroner(asked.open_ore), NULL
FROM day, asked JOIN named_balances USING (claim_id);

-- name: approved_handovers()
-- The claims that the club has said may go to the partner, and that are in no file yet.
SELECT 'follow_up', 'handover', json_group_array(claim_id ORDER BY claim_id), min(given_on), NULL,
  NULL, NULL, NULL, 'Lag filen til inkassopartneren: «workbench handover» med --make',
  count(*) || ' krav, ' || kroner(sum(open_ore)) || ', har fått klubbens ja', 7
FROM proposed_handovers WHERE answer = 'yes' HAVING count(*) > 0;

-- name: tell_partner()
-- The claims with the partner of which it must be told something: settled or taken back here, or to rest. What was paid to the partner may not show here yet.
WITH
changed AS (
  SELECT handed_id, handed_ore - open_ore - told_ore AS settled_ore, partner_ore, is_withdrawn
  FROM handed_claims
),
untold (claim_id, what) AS (
  SELECT handed_id, settled_ore FROM changed WHERE settled_ore > partner_ore OR settled_ore < 0
  UNION
  SELECT handed_id, 'withdrawn' FROM changed WHERE is_withdrawn
  UNION
  SELECT handed_id, hold_id FROM holds_of_handed JOIN hold_kinds ON hold_kind = kind
  WHERE is_personal OR (bars_fees AND NOT is_on_debtor)
)
SELECT 'follow_up', 'partner_news',
  json_group_array(json_array(claim_id, what) ORDER BY claim_id, what), NULL, NULL, NULL, NULL, NULL,
  'Si fra til inkassopartneren: «workbench handover» med --told',
  count(DISTINCT claim_id) || ' krav er betalt, kreditert, bestridt eller trukket tilbake', 7
FROM untold HAVING count(*) > 0;

-- name: paid_to_partner()
-- The claims that were paid to the partner, and of which that does not show here yet.
WITH
told AS (
  SELECT claim_id, handover, sum(amount_ore) AS ore, max(happened_on) AS paid_on
  FROM partner_news WHERE kind = 'paid' GROUP BY claim_id, handover
)
SELECT 'check_claim', 'partner_paid:' || owed.claim_id, json_array(told.ore, owed.open_ore),
  ifnull(paid_on, closed_on), NULL, name, member_id, invoice_id,
  'Betalt til inkassopartneren: se etter pengene, og at kravet er gjort opp i medlemssystemet',
  title_and_due(title, due_on) || ': '
    || ifnull(kroner(told.ore) || ' betalt ' || tall_dato(paid_on), 'avsluttet som betalt')
    || ', ' || kroner(owed.open_ore) || ' står åpent her',
  14
FROM own_handovers LEFT JOIN told ON told.claim_id = handed_id AND handover = file
  JOIN named_balances AS owed ON owed.claim_id = own_handovers.claim_id
WHERE owed.open_ore > 0
  AND (owed.open_ore > own_handovers.open_ore - told.ore OR closed_why = 'paid');

-- name: send_step()
-- The approved steps of open claims of which nobody has said, and no file shows, that they were sent. Those that this office sends itself are asked about only where nobody knows what became of the message.
WITH
own_channels (channel) AS (
  SELECT substr(value, 1, instr(value, ':') - 1) FROM day JOIN json_each(sent_here)
  WHERE value LIKE '%:paaminnelser'
),
unsent AS (
  SELECT proposals.*, note IS 'sent_here' AND channel IN own_channels
    AND (claim_id, step_id, due_version) NOT IN unknown_steps AS is_sent_here
  FROM proposals
  WHERE state = 'approved'
    AND (claim_id, step_id, due_version) NOT IN (SELECT claim_id, step_id, due_version FROM taken_steps)
)
SELECT 'send_step', concat_ws('|', claim_id, step_id, due_version),
  iif(is_sent_here, json_array('sent_here', run_on, decided_on), json_array(run_on, decided_on)), run_on,
  -- one that is sent here is on the operator's page only where it waits for long
  iif(is_sent_here, date(decided_on, '14 days'), NULL), name, balances.member_id, invoice_id,
  CASE WHEN is_sent_here THEN 'Sendes herfra med «workbench send»: '
    WHEN decided_on = as_of THEN 'Send, og si at det er gjort: '
    ELSE 'Sto på listen ' || tall_dato(decided_on) || ': ble den sendt? ' END || step_name(step_id),
  title_and_due(title, due_on) || ': ' || kroner(open_ore), NULL
FROM day, unsent JOIN balances USING (claim_id) LEFT JOIN member_names USING (member_id)
WHERE open_ore > 0;

-- name: messages_to_send()
-- The steps that were approved and that this office sends itself: one line.
SELECT 'follow_up', 'outbox', json_array(count(*), max(run_on)), min(run_on), NULL, NULL, NULL, NULL,
  'Send det som er godkjent: «workbench send»', count(*) || ' krav venter på å bli skrevet om', NULL
FROM day, proposals JOIN plan USING (claim_id, step_id, due_version)
WHERE state = 'approved' AND note IS 'sent_here'
  AND proposals.channel || ':paaminnelser' IN (SELECT value FROM json_each(sent_here))
HAVING count(*) > 0;

-- name: messages_to_look_at()
-- The messages that failed, or of which nobody knows whether they were sent: a person finds out, and nothing is sent again by itself. Those with steps are asked about with these.
WITH
with_steps AS (SELECT message_id FROM message_claims WHERE step_id <> '')
SELECT 'follow_up', 'message:' || message_id, json_array(state, note), made_on, NULL, contact_name,
  NULL, NULL,
  iif(state = 'unknown', 'Se hos leverandøren om meldingen ble sendt: '
    || 'si fra på en annen måte om den ikke ble det', 'Meldingen kom ikke fram: finn en annen måte'),
  concat_ws(' – ', message_kinds.text, iif(messages.channel = 'sms', show_phone(address), address), note),
  NULL
FROM messages JOIN message_texts USING (message_id) JOIN message_kinds ON message_kind = messages.kind
WHERE state IN ('failed', 'bounced') OR (state = 'unknown' AND message_id NOT IN with_steps);

-- name: tell_old_number()
-- The numbers that payers have exchanged for others in calls of the last week, where this office confirms by SMS: whoever has the old one is told, without a name. Not a number that was wrong, nor one that somebody else has.
WITH
changed AS (
  SELECT call_id, base, min(value) AS value, min(made_on) AS made_on
  FROM corrections JOIN calls USING (call_id)
  WHERE field = 'phone' AND base <> value AND outcome <> 'wrong_number'
  GROUP BY call_id, base
),
in_use AS (SELECT phone FROM contact_details WHERE phone IS NOT NULL)
SELECT 'follow_up', 'number:' || call_id, json_array(base, value), made_on, NULL, NULL, NULL, NULL,
  'Si fra til det gamle nummeret at det er endret, uten navn', show_phone(base), NULL
FROM day, changed
WHERE 'sms:bekreftelser' IN (SELECT value FROM json_each(sent_here))
  AND made_on BETWEEN date(as_of, '-7 days') AND as_of AND base NOT IN (SELECT phone FROM in_use);

-- name: enquiries_from_nobody()
-- What somebody has written of whom nobody knows who it is; not what programs write.
SELECT 'follow_up', 'enquiry:' || enquiry_id, json_array(received_on), received_on,
  date(received_on, '6 days'), NULL, NULL, NULL,
  'Finn ut hvem som har skrevet: «workbench enquiry» med --from',
  concat_ws(' – ', iif(instr(address, '@') OR address = '', address, show_phone(address)), subject, text),
  NULL
FROM enquiries JOIN enquiry_texts USING (enquiry_id)
WHERE NOT is_automatic AND member_id IS NULL
  AND 'enquiry:' || enquiry_id NOT IN (SELECT substr(hold_id, 1, 40) FROM holds);

-- name: late_files()
-- The files that claims of the plan wait for, because they would show whether it was paid.
SELECT 'check_claim', concat_ws(':', 'file', system, freshness.kind, nullif(account, '')),
  json_array(until_on, read_on),
  ifnull(until_on, read_on), NULL, NULL, NULL, NULL, 'Hent filen som viser om det er betalt',
  title || iif(until_on IS NULL, ' ble sist lest ' || tall_dato(read_on),
    ' stopper ' || tall_dato(until_on)) || ': ' || count(*) || ' krav kan være betalt siden',
  7
FROM freshness JOIN plan
  ON task = concat_ws(':', 'check_claim:file', system, freshness.kind, nullif(account, ''))
GROUP BY system, freshness.kind, account;

-- name: stop_reminders()
-- The agreements from calls that have not ended: the member system must send no reminder.
WITH
lasting AS (
  SELECT call_id, max(ifnull(end_on, '9999')) AS end_on
  FROM lasting_holds WHERE call_id IS NOT NULL GROUP BY call_id
)
SELECT 'stop_reminders', call_id, json_array(end_on), called_on, NULL, contact_name, member_id,
  invoice_id, 'Stans påminnelser i medlemssystemet',
  text || iif(end_on = '9999', ', inntil videre', ', til og med ' || tall_dato(end_on)) || concerning,
  NULL
FROM lasting JOIN open_calls USING (call_id) JOIN outcomes USING (outcome);

-- name: stop_reminders_of_list(reminding)
-- The holds of the office's own list on claims that a member system reminds of by itself before the hold ends. Where the system does not, nobody has to stop it.
WITH
reminding (system) AS (SELECT value FROM json_each(:reminding)),
held_claims AS (
  SELECT hold_id, claim_id, title, open_ore, balances.member_id, balances.invoice_id
  FROM standing_holds JOIN balances ON standing_holds.invoice_id = balances.invoice_id
  UNION
  SELECT hold_id, claim_id, title, open_ore, balances.member_id, balances.invoice_id
  FROM standing_holds JOIN balances ON standing_holds.member_id = balances.member_id
  WHERE standing_holds.invoice_id IS NULL
),
lasting AS (
  SELECT hold_id, kind, start_on, end_on FROM day, lasting_holds
  WHERE call_id IS NULL AND start_on <= as_of
)
SELECT 'stop_reminders', hold_id || ':' || claim_id, json_array(ifnull(end_on, '9999')), start_on,
  NULL, name, member_id, invoice_id, 'Stans påminnelser i medlemssystemet',
  text || iif(end_on IS NULL, ', inntil videre', ', til og med ' || tall_dato(end_on))
    || ifnull(', gjelder ' || title, ''),
  NULL
FROM lasting JOIN held_claims USING (hold_id) JOIN hold_kinds ON hold_kind = kind
  LEFT JOIN member_names USING (member_id)
WHERE open_ore > 0 AND substr(claim_id, 1, instr(claim_id, ':') - 1) IN reminding;

-- name: counted_later()
-- The open claims of an invoice that was issued after its own due date, or of somebody who joined after it: they are counted from the later day, and the club must say which day is right.
WITH
later_claims AS (
  SELECT named_balances.*, max(ifnull(issued_on, due_on), ifnull(joined_on, due_on)) AS later_on
  FROM named_balances LEFT JOIN people USING (member_id)
  WHERE open_ore > 0
)
SELECT 'decide_claim', claim_id || ':due', json_array(due_on, later_on), later_on, NULL, name,
  member_id, invoice_id,
  'Forfallet er før fakturaen eller innmeldingen: hvilken dag gjelder?',
  title_and_due(title, due_on) || ', regnet fra '
    || tall_dato(later_on) || ': ' || kroner(open_ore),
  NULL
FROM later_claims
WHERE later_on > due_on;

-- name: confirm_agreement()
-- The agreements from calls that have not ended and that the payer wants in writing, but for those that a later call about the same claims has replaced.
WITH
lasting AS (SELECT DISTINCT call_id FROM lasting_holds),
calls_in_order AS (
  SELECT call_id, claim_id, calls.event_id, hold FROM call_claims JOIN calls USING (call_id)
    JOIN outcomes USING (outcome)
),
replaced AS (
  SELECT earlier.call_id
  FROM calls_in_order AS earlier JOIN calls_in_order AS later USING (claim_id)
  WHERE later.event_id > earlier.event_id AND later.hold IS NOT NULL
),
parts AS (
  SELECT call_id, group_concat(tall_dato(due_on) || ': ' || kroner(amount_ore), '; ' ORDER BY number)
    AS sums
  FROM instalments GROUP BY call_id
)
SELECT 'follow_up', call_id || ':sms', json_array(outcome), called_on, NULL, contact_name, member_id,
  invoice_id, 'Send bekreftelse på SMS',
  ifnull('til ' || show_phone(phone) || ': ', '') || text || ifnull(': ' || sums, ''), NULL
FROM lasting JOIN open_calls USING (call_id) JOIN outcomes USING (outcome)
  LEFT JOIN parts USING (call_id)
WHERE confirm AND call_id NOT IN (SELECT call_id FROM replaced);

-- name: plans_over_limit()
-- The payment plans from calls that have not ended, with more instalments or a larger sum than the club has said yes to.
WITH
sums AS (
  SELECT call_id, count(*) AS parts, sum(amount_ore) AS ore, max(due_on) AS last_on
  FROM instalments GROUP BY call_id
),
lasting AS (SELECT DISTINCT call_id FROM lasting_holds WHERE kind = 'payment_plan')
SELECT 'decide_claim', call_id || ':plan', json_array(parts, ore), called_on, NULL, contact_name,
  member_id, invoice_id, 'Nedbetalingsplan over det dere har sagt ja til: godkjenner dere den?',
  parts || ' avdrag, til sammen ' || kroner(ore) || ', det siste ' || tall_dato(last_on) || concerning,
  30
FROM day, sums JOIN lasting USING (call_id) JOIN open_calls USING (call_id)
WHERE parts > most_parts OR ore > most_plan_ore;

-- name: after_calls()
-- What must be done after a call because of its outcome, its reason or a wrong number, while a claim of the call is open. If nothing else must be done, but the call has a note, the note must be read.
WITH
current_calls AS MATERIALIZED (SELECT * FROM open_calls),
resumed (task) AS (SELECT task FROM answers WHERE answer = 'resume'),
wrong_numbers AS (
  SELECT call_id, min(base) AS number
  FROM standing_corrections WHERE field = 'phone' AND value IS NULL GROUP BY call_id
),
calls_without_phone AS (
  SELECT call_id
  FROM wrong_numbers JOIN claims_of_calls USING (call_id) JOIN plan USING (claim_id)
    JOIN contacts USING (payer_id)
  -- a payer without phone and e-mail has the task find_contact already
  GROUP BY call_id HAVING count(phone) = 0 AND count(*) FILTER (WHERE task LIKE 'find_contact:%') = 0
),
todos (call_id, code, evidence, todo, fact, club_decides, due_on, again_days) AS (
  SELECT call_id, outcome, outcome, outcomes.todo, '', club_decides, again_on,
    iif(club_decides, 30, NULL)
  FROM current_calls JOIN outcomes USING (outcome)
  WHERE outcomes.todo <> '' AND 'decide_call:' || call_id || ':' || outcome NOT IN resumed
  UNION ALL
  SELECT call_id, reason, reason, reasons.todo, '', 0, NULL, NULL
  FROM current_calls JOIN reasons USING (reason) WHERE reasons.todo <> ''
  UNION ALL
  SELECT call_id, 'number', number, 'Finn et nummer som stemmer', show_phone(number) || ' er feil', 0,
    NULL, 30
  FROM wrong_numbers JOIN calls_without_phone USING (call_id)
),
-- the calls that need no task for their note: another task shows it
calls_with_task AS (
  SELECT call_id FROM todos
  UNION
  SELECT call_id FROM standing_holds WHERE call_id IS NOT NULL AND end_on IS NULL
  UNION
  SELECT call_id FROM current_calls JOIN outcomes USING (outcome) WHERE ends_step
),
all_todos AS (
  SELECT * FROM todos
  UNION ALL
  SELECT call_id, 'note', 'note', 'Les notatet fra samtalen', '', 0, NULL, NULL
  FROM current_calls WHERE note IS NOT NULL AND call_id NOT IN (SELECT call_id FROM calls_with_task)
)
SELECT iif(club_decides, 'decide_call', 'follow_up'), call_id || ':' || code, json_array(evidence),
  called_on, due_on, contact_name, member_id, invoice_id, todo,
  concat_ws(' – ', nullif(ltrim(fact || concerning, ', '), ''), note), again_days
FROM all_todos JOIN current_calls USING (call_id);

-- name: write_instead()
-- The payers who do not want to be phoned, with the open claims of that call, and those now due for a call: of the payer it was about, or on the number that was called. A new claim changes the evidence, so the task comes back.
WITH
refusals AS (
  SELECT call_id, called_on, contact_name, phone, note
  FROM calls JOIN outcomes USING (outcome) LEFT JOIN call_contacts USING (call_id)
  WHERE ends_step AND NOT club_decides
),
refusing_payers AS (
  SELECT call_id, payer_id FROM refusals JOIN payers_of_calls USING (call_id)
  UNION
  SELECT call_id, payer_id FROM refusals JOIN contacts USING (phone)
),
claims_to_write_about AS (
  SELECT call_id, claim_id FROM refusing_payers JOIN plan USING (payer_id) WHERE kind = 'call'
  UNION
  SELECT call_id, claim_id
  FROM refusals JOIN claims_of_calls USING (call_id) JOIN plan USING (claim_id)
),
evidence AS (
  SELECT call_id, json_group_array(claim_id ORDER BY claim_id) AS claims, count(*) AS count,
    iif(min(member_id) = max(member_id), min(member_id), NULL) AS member_id,
    iif(min(invoice_id) = max(invoice_id), min(invoice_id), NULL) AS invoice_id
  FROM claims_to_write_about JOIN balances USING (claim_id)
  GROUP BY call_id
)
SELECT 'follow_up', call_id || ':letter', claims, called_on, NULL, contact_name, member_id,
  invoice_id, 'Ta videre kontakt skriftlig',
  concat_ws(' – ', 'vil ikke ringes: ' || count || ' krav', note), 30
FROM evidence JOIN refusals USING (call_id);

-- name: open_ended_holds()
-- The holds without an end that still matter: a claim of the invoice or member is open, a claim of the plan waits for it, or it is on the membership of an active member.
WITH
open_claims AS (
  SELECT invoice_id, member_id FROM balances WHERE open_ore > 0 OR status = 'review'
),
holds_that_matter AS (
  SELECT hold_id FROM standing_holds JOIN open_claims USING (invoice_id)
  UNION
  SELECT hold_id FROM standing_holds JOIN open_claims USING (member_id)
  WHERE standing_holds.invoice_id IS NULL
  UNION
  SELECT hold_id FROM standing_holds JOIN people USING (member_id)
  WHERE invoice_id IS NULL AND (status = 'active' OR kind = 'enquiry')
  UNION
  -- a claim of the plan waits for the hold, which may be on the person who owes it
  SELECT substr(task, instr(task, ':') + 1) FROM plan WHERE task IS NOT NULL
)
SELECT 'settle_hold', hold_id, json_array(hold_kind, start_on), start_on,
  -- one that should have an end and has none is asked about at once, and every fortnight
  iif(todo = '', NULL, ifnull(review_on, date(start_on, review_days || ' days'))),
  ifnull(name, agreed_with), member_id, invoice_id,
  iif(todo = '', 'Finn ut hvilken dag avtalen slutter', todo),
  concat_ws(' – ', hold_kinds.text, 'avtalt med ' || agreed_with, note, subject, enquiry_texts.text),
  coalesce(again_days, nullif(review_days, 0), 14)
FROM standing_holds JOIN holds_that_matter USING (hold_id) JOIN hold_kinds ON hold_kind = kind
  LEFT JOIN member_names USING (member_id) LEFT JOIN call_contacts USING (call_id)
  LEFT JOIN enquiry_texts ON substr(hold_id, 1, 40) = 'enquiry:' || enquiry_id
WHERE end_on IS NULL;

-- name: resting_claims()
-- The claims that rest until somebody acts; claims with the same task are one row.
WITH
claims_with_task AS (
  SELECT substr(planned_claims.task, 1, instr(planned_claims.task, ':') - 1) AS task_kind,
    substr(planned_claims.task, instr(planned_claims.task, ':') + 1) AS about, todo, again_days,
    planned_claims.*, ifnull(claims.missing_since, invoices.missing_since) AS missing_since
  FROM planned_claims JOIN claims USING (claim_id) JOIN plan_reasons USING (reason)
    LEFT JOIN invoices ON invoices.invoice_id = planned_claims.invoice_id
  WHERE planned_claims.task LIKE plan_reasons.task || ':%' AND todo <> ''
    AND planned_claims.task NOT LIKE 'find_contact:value:%' -- that is the task whose_value
),
grouped_claims AS (
  SELECT task_kind, about, min(reason) AS reason, max(missing_since) AS missing_since,
    min(due_on) AS since_on, count(*) AS claims, sum(open_ore) AS open_ore, min(title) AS title,
    -- only if it is the same for all
    iif(min(member_id) = max(member_id), min(member_id), NULL) AS member_id,
    iif(min(name) = max(name), min(name), NULL) AS name,
    iif(min(invoice_id) = max(invoice_id), min(invoice_id), NULL) AS invoice_id,
    min(todo) AS todo, min(again_days) AS again_days
  FROM claims_with_task GROUP BY task_kind, about
)
SELECT task_kind, about, json_array(reason, missing_since), min(since_on, as_of), NULL, name, member_id,
  invoice_id, todo,
  iif(claims = 1, ifnull(title || ', ', '') || 'forfall ', claims || ' krav, det eldste med forfall ')
    || tall_dato(since_on) || ': ' || kroner(open_ore),
  again_days
FROM day, grouped_claims;

-- name: limitation_warnings()
-- The open claims that are time-barred in a year or less. The evidence changes six and three months before the last day, so an answered task comes back then.
WITH
last_days AS (
  SELECT *, limitation_on(due_on, acknowledged) AS barred_on FROM claims_of_two_years
),
warned_claims AS (
  SELECT last_days.*, CASE
    WHEN as_of >= date(barred_on, '-3 months', 'floor') THEN 3
    WHEN as_of >= date(barred_on, '-6 months', 'floor') THEN 6
    ELSE 12 END AS months
  FROM day, last_days WHERE as_of BETWEEN date(barred_on, '-12 months', 'floor') AND barred_on
)
SELECT 'decide_claim', claim_id || ':limitation', json_array(barred_on, months),
  date(barred_on, '-' || months || ' months', 'floor'), NULL, name, member_id, invoice_id,
  'Foreldes snart: hva skal skje med kravet?',
  title_and_due(title, due_on) || ': ' || kroner(open_ore)
    || ', foreldes etter ' || tall_dato(barred_on),
  NULL
FROM warned_claims;

-- name: maybe_same_claim()
-- The claims that may be the same claim, in two systems or made anew in one.
WITH
groups AS (
  SELECT group_id, min(evidence) AS evidence, min(due_on) AS since_on,
    iif(min(title) = max(title), min(title), min(title) || ' og ' || max(title)) AS title,
    max(open_ore) AS open_ore, min(member_id) AS member_id, min(invoice_id) AS invoice_id,
    min(member_name) AS member_name,
    count(*) AS claims, max(balances.status = 'cancelled') AS has_cancelled,
    count(DISTINCT substr(claim_id, 1, instr(claim_id, ':'))) AS systems,
    group_concat(system_and_number(ifnull(invoice_id, claim_id)), ' og ' ORDER BY claim_id) AS places
  FROM doubts JOIN balances USING (claim_id)
  GROUP BY group_id HAVING max(balances.status = 'review')
)
SELECT 'check_claim', 'maybe:' || group_id, evidence, since_on, NULL, ifnull(name, member_name), member_id,
  invoice_id, iif(claims > 2, 'Er noen av disse samme krav? Annuller i så fall det som er for mye',
    iif(systems = 1, 'Er dette samme krav under nytt nummer, eller to krav?',
      'Er dette ett krav i to systemer, eller to krav?')
      || iif(has_cancelled, ' Det ene er annullert: skal det andre ikke betales, annuller det også', '')),
  title_and_due(title, since_on) || ': ' || kroner(open_ore) || ', ' || places,
  NULL
FROM groups LEFT JOIN member_names USING (member_id);

-- name: same_claim()
-- The claims that are twice and still open where they are not kept, and must be cancelled there.
SELECT 'check_claim', 'same:' || other_id, json_array(balances.claim_id, other_id), other_due_on, NULL, name,
  balances.member_id, other_invoice_id, 'Annuller det ene av de to kravene',
  title_and_due(balances.title, other_due_on) || ': annuller '
    || system_and_number(ifnull(other_invoice_id, other_id)) || ', behold '
    || system_and_number(ifnull(balances.invoice_id, balances.claim_id)),
  14
FROM same_claims JOIN balances ON balances.claim_id = same_claims.claim_id
  JOIN claims AS others ON others.claim_id = other_id
  LEFT JOIN invoices ON invoices.invoice_id = other_invoice_id
  LEFT JOIN member_names ON member_names.member_id = balances.member_id
WHERE open_ore > 0 AND ifnull(others.status, invoices.status) NOT IN ('cancelled', 'exempt')
  AND ifnull(others.missing_since, invoices.missing_since) IS NULL;

-- name: unread(kept)
-- The rows and values that could not be read, or cannot be right. A whole row, a payment, a value of a kept field or a doubt blocks claims; the other values are backlog. An answer to a doubt hides it for good.
WITH
first_read AS (
  SELECT title, record, field, value, min(imported_on) AS imported_on
  FROM rejected JOIN files USING (sha256) GROUP BY title, record, field, value
),
blocking_fields (field) AS (SELECT value FROM json_each(:kept)),
unread_places AS (
  SELECT about, min(place) AS place, json_group_array(DISTINCT value ORDER BY value) AS evidence,
    max(whole_row OR kind = 'payments' OR blocking_fields.field IS NOT NULL OR fault IS NOT NULL)
      AS is_blocking,
    max(fault IS NOT NULL) AS is_doubt
  FROM set_aside LEFT JOIN blocking_fields USING (field)
  WHERE repaired IS NULL GROUP BY about
)
SELECT iif(is_blocking, 'unread_row', 'tidy'), CASE WHEN is_doubt THEN 'doubt:' WHEN is_blocking THEN '' ELSE 'value:' END || digest(about),
  evidence, imported_on, NULL, name, member_id, invoice_id,
  CASE WHEN is_doubt THEN 'Rett det i medlemssystemet, eller svar at det stemmer'
    WHEN whole_row THEN 'Rett raden, så den kan leses'
    ELSE 'Rett verdien, så den kan leses' END,
  file || ', rad ' || row || ', ' || column || ': ' || ifnull('«' || nullif(value, '') || '» – ', '')
    || reason || ifnull('; forslag: «' || proposal || '»', ''),
  iif(is_blocking, 14, NULL)
FROM unread_places JOIN set_aside USING (about, place)
  LEFT JOIN first_read USING (title, record, field, value) LEFT JOIN member_names USING (member_id);

-- name: credits_to_approve()
-- The credits that the club must say yes to before they count.
SELECT 'credit_claim', 'credit:' || credit_id, json_array(claim_id, own_credits.amount_ore), made_on,
  NULL, name, own_credits.member_id, invoice_id, 'Kan dette krediteres?',
  ifnull(title || ', ', '') || ifnull('forfall ' || tall_dato(due_on) || ': ', '')
    || kroner(own_credits.amount_ore) || ', ' || reason,
  NULL
FROM own_credits LEFT JOIN balances USING (claim_id)
  LEFT JOIN member_names ON member_names.member_id = own_credits.member_id
WHERE NOT is_approved AND NOT is_refused;

-- name: credits_standing()
-- What is owed to members whose payer owes something: it is to be used, paid back, or to stand.
SELECT 'check_claim', 'standing:' || credit_id, evidence, made_on, NULL, name, standing_credits.member_id,
  NULL,
  CASE WHEN payments.payment_id IS NOT NULL
    THEN 'Bruk det som står til gode: plasser innbetalingen på kravet med «workbench place»; skal den '
      || 'fortsatt stå, svar at det er gjort'
    ELSE 'Bruk det som står til gode: krediter kravet, og ta dette tilbake, med «workbench credit» '
      || 'eller i medlemssystemet; er det betalt tilbake eller skal det fortsatt stå, svar at det er gjort'
  END,
  kroner(standing_credits.amount_ore) || ' står til gode, ' || standing_credits.reason || ' ('
    || credit_id || ')', NULL
FROM standing_credits LEFT JOIN payments ON payment_id = credit_id
  LEFT JOIN member_names ON member_names.member_id = standing_credits.member_id;

-- name: credits_to_register()
-- The credits of claims that the member system does not show yet; of an invoice that was made here the payer is to have a credit note.
SELECT 'follow_up', 'credit:' || credit_id, json_array(claim_id, own_credits.amount_ore), made_on,
  NULL, name, own_credits.member_id, balances.invoice_id,
  iif(claim_id GLOB 'faktura:*', 'Send en kreditnota til betaleren',
    'Registrer krediteringen i medlemssystemet'),
  title_and_due(balances.title, balances.due_on) || ': '
    || kroner(own_credits.amount_ore) || ', ' || reason,
  iif(claim_id GLOB 'faktura:*', NULL, 14)
FROM own_credits JOIN claims_to_credit USING (claim_id) JOIN balances USING (claim_id)
  LEFT JOIN member_names ON member_names.member_id = own_credits.member_id
WHERE is_approved;

-- name: tell_of_credits()
-- The days on which closed or frozen time was credited: the payers are to be told.
SELECT 'follow_up', 'credited:' || made_on, json_array(count(*), sum(amount_ore)), made_on, NULL,
  NULL, NULL, NULL, 'Si fra til dem som har fått kreditert stengt eller fryst tid',
  count(*) || ' krav, ' || kroner(sum(amount_ore)) || ' i alt; de står i listen «messages»', NULL
FROM own_credits JOIN credit_kinds ON credit_kind = kind
WHERE is_approved AND is_for_days
GROUP BY made_on;

-- name: credited_after_payment()
-- The credited claims of which the member system states that more was paid than is left of them: the rest is the payer's. Where the payment itself was read, it is among the unplaced money.
WITH
credited AS (
  SELECT claim_id, max(base_ore) AS base_ore FROM own_credits
  WHERE is_approved AND claim_id IS NOT NULL GROUP BY claim_id
),
-- a claim that is stated as paid, without a sum, was paid as it stood
credited_claims AS (
  SELECT claim_id,
    max(ifnull(paid_ore, 0), iif(status IN ('paid', 'paid_manual'), max(amount_ore, base_ore), 0))
      AS paid_ore
  FROM credited JOIN counted_claims USING (claim_id)
)
SELECT 'follow_up', 'repay:' || claim_id, json_array(credited_claims.paid_ore - owed.amount_ore),
  settled_on, NULL, name, member_id, invoice_id, 'Betalt og kreditert: betal tilbake, eller før det på neste krav',
  title_and_due(title, due_on) || ': ' || kroner(credited_claims.paid_ore - owed.amount_ore), NULL
FROM credited_claims JOIN named_balances AS owed USING (claim_id)
WHERE credited_claims.paid_ore > owed.amount_ore
  AND claim_id NOT IN (SELECT claim_id FROM unplaced WHERE claim_id IS NOT NULL);

-- name: paused_fees()
-- What is still to be settled of fees for closed and frozen days: credits of claims that are paid (an open one rests in the plan until then), what was credited too much, and fees of which nobody knows the days.
SELECT 'check_claim', claim_id || ':' || paused_fees.kind, json_array(days, paused_fees.amount_ore),
  NULL, NULL, name, member_id, invoice_id,
  iif(paused_fees.amount_ore < 0,
    'Mer er kreditert enn dagene er verdt nå: avtal det med betaleren, eller la det stå',
    'Gjelder også dager som var stengt eller fryst: krediter med «workbench pause»'),
  title_and_due(title, due_on) || ': '
    || kroner(abs(paused_fees.amount_ore)) || ' for ' || days || ' av ' || of_days || ' dager',
  iif(paused_fees.amount_ore < 0, NULL, 7)
FROM paused_fees JOIN named_balances USING (claim_id)
WHERE paused_fees.amount_ore <> 0
  AND (paused_fees.amount_ore < 0 OR claim_id NOT IN (SELECT claim_id FROM plan))
UNION ALL
SELECT 'check_claim', 'period:' || digest(ifnull(title, '')), json_group_array(claim_id ORDER BY claim_id),
  NULL, NULL, NULL, NULL, NULL,
  'Hvilke dager gjelder kravene? Skriv avgiften i club.toml, eller krediter hvert krav for seg; '
    || 'gjelder de ikke stengte dager, svar at det er gjort',
  ifnull(title, 'uten tittel') || ': ' || count(*) || ' krav forfaller ved stengt tid', NULL
FROM paused_fees JOIN balances USING (claim_id)
WHERE of_days = 0
GROUP BY title;

-- name: fee_questions()
-- The invoices that are asked about before they are made. A run that the club has not approved is one question, whose answer stands in its settings.
SELECT fee_notes.task, about, fee_questions.evidence, NULL, NULL, name, fee_proposals.member_id,
  balances.invoice_id,
  iif(fee_notes.task = 'decide_fee', 'Skal fakturaen lages?', 'Avklar dette, så fakturaen kan lages'),
  fee_proposals.title || ', ' || kroner(fee_proposals.amount_ore) || ': ' || text
    || iif(why = 'not_agreed', ifnull('; svaret: ' || answers.note, ''), '')
    || ifnull('; slutter ' || tall_dato(left_on), '')
    || iif(frozen_days > 0, '; dager fryst: ' || frozen_days, '')
    || iif(claim_id IS NULL, '', '; kravet som finnes: ' || concat_ws(', ', balances.title,
      'forfall ' || tall_dato(balances.due_on), kroner(balances.amount_ore),
      system_and_number(ifnull(balances.invoice_id, claim_id)))),
  30
FROM fee_questions JOIN fee_proposals USING (number) JOIN fee_notes ON fee_notes.note = why
  LEFT JOIN balances USING (claim_id) LEFT JOIN answers ON answers.task = 'decide_fee:' || about
  LEFT JOIN member_names ON member_names.member_id = fee_proposals.member_id
WHERE why <> 'not_approved'
UNION ALL
SELECT task, concat_ws(':', 'run', rule_id, start_on), json_array(why, title), NULL, NULL, NULL, NULL,
  NULL, 'Kan fakturaene sendes? Hvem som godkjente, og når, skrives i club.toml',
  title || ', ' || count(*) || ' fakturaer, ' || kroner(sum(amount_ore)) || ': ' || text, 30
FROM fee_proposals JOIN fee_notes ON note = why
WHERE why = 'not_approved'
GROUP BY rule_id, start_on;

-- name: unshown_invoices()
-- The files of invoices of which a list of claims that was read a week later does not show all, or that were made a month ago; with the first three.
WITH
newest_list AS (SELECT max(read_on) AS read_on FROM freshness WHERE kind = 'claims'),
own_lists AS (SELECT system, read_on FROM freshness WHERE kind = 'claims'),
files_made AS (SELECT DISTINCT file, made_on FROM filed_invoices),
unshown AS (
  SELECT fee_proposals.*, made_on,
    row_number() OVER (PARTITION BY file ORDER BY number) AS place
  FROM day, newest_list, fee_proposals JOIN files_made USING (file)
    LEFT JOIN own_lists ON system = substr(member_id, 1, instr(member_id, ':') - 1)
  WHERE coalesce(own_lists.read_on, newest_list.read_on) >= date(made_on, '7 days')
    OR as_of >= date(made_on, '28 days')
)
SELECT 'check_claim', 'invoices:' || file,
  json_group_array(concat_ws(':', member_id, rule_id, start_on, claim_id) ORDER BY number), made_on,
  NULL, NULL, NULL, NULL,
  'Vises ikke i medlemssystemet: last opp det som mangler; er filen ikke brukt, kjør '
    || '«workbench invoices» med --forget ' || file,
  file || ': ' || count(*) || ' på til sammen ' || kroner(sum(filed_ore)) || ': '
    || group_concat(concat_ws(', ', name, iif(claim_id IS NULL, NULL, 'krediter'), title,
      kroner(filed_ore)), '; ' ORDER BY number) FILTER (WHERE place <= 3)
    || iif(count(*) > 3, ' …', ''),
  14
FROM unshown LEFT JOIN member_names USING (member_id)
GROUP BY file;

-- name: changed_invoices()
-- The files of invoices of which the member system does not show all, and some have another sum by the fees of today; with the first three.
WITH
changed AS (
  SELECT *, row_number() OVER (PARTITION BY file ORDER BY number) AS place
  FROM fee_proposals WHERE file IS NOT NULL AND filed_ore <> amount_ore
)
SELECT 'check_claim', 'changed_invoices:' || file,
  json_group_array(concat_ws(':', member_id, rule_id, start_on, amount_ore) ORDER BY number), NULL,
  NULL, NULL, NULL, NULL,
  'Summen er en annen enn i filen: bruk den ikke, og kjør «workbench invoices» med --forget ' || file
    || '; er den brukt, foreslås kreditering når kravene vises',
  file || ': ' || count(*) || ' med en annen sum: '
    || group_concat(concat_ws(', ', name, title, kroner(filed_ore) || ' i filen', kroner(amount_ore)
      || ' nå'), '; ' ORDER BY number) FILTER (WHERE place <= 3)
    || iif(count(*) > 3, ' …', ''),
  NULL
FROM changed LEFT JOIN member_names USING (member_id)
GROUP BY file;

-- name: words_without_question()
-- What the club wrote in words about something that nobody asks any more. What a question is about begins with the id of its claim or, where an invoice is asked about, of its member.
WITH
kinds_of_fee AS (SELECT DISTINCT task AS task_kind, 1 AS is_of_fee FROM fee_notes),
words AS (
  SELECT answers.task, answer, note, given_on, task_kinds.text AS kind_text,
    substr(answers.task, instr(answers.task, ':') + 1) || ':' AS about,
    is_of_fee IS NOT NULL AS is_of_fee
  FROM answers JOIN task_kinds ON task_kind = substr(answers.task, 1, instr(answers.task, ':') - 1)
    LEFT JOIN kinds_of_fee USING (task_kind)
  WHERE evidence = '[]' AND answer = 'noted'
),
claims_meant AS (
  SELECT task, claim_id,
    row_number() OVER (PARTITION BY task ORDER BY length(claim_id) DESC) AS place
  FROM words JOIN balances ON substr(about, 1, length(claim_id) + 1) = claim_id || ':'
  WHERE NOT is_of_fee
),
claim_meant AS (SELECT task, claim_id FROM claims_meant WHERE place = 1)
SELECT 'follow_up', 'club:' || task, json_array(answer, note), given_on, NULL,
  ifnull(member_names.name, member_name), ifnull(balances.member_id, member_names.member_id),
  invoice_id, 'Klubben skrev om noe det ikke spørres om lenger: les det',
  note || ' (' || ifnull(title || ', ', '') || kind_text || ')', NULL
FROM words LEFT JOIN claim_meant USING (task) LEFT JOIN balances USING (claim_id)
  LEFT JOIN member_names ON member_names.member_id = balances.member_id
    OR (is_of_fee AND substr(about, 1, length(member_names.member_id) + 1) = member_names.member_id || ':');

-- name: money()
-- The payments that may be for an open claim, or that came for a claim that does not need them. The evidence has the claims that were suggested, the earliest due date first.
WITH
suggested AS (
  SELECT payment_id, likeness, json_group_array(claim_id ORDER BY due_on, claim_id) AS claims,
    group_concat(concat_ws(', ', name, title, 'forfall ' || tall_dato(due_on))
      || ': ' || kroner(open_ore), ' eller ' ORDER BY due_on, claim_id) AS places,
    iif(min(member_id) = max(member_id), min(member_id), NULL) AS member_id,
    iif(min(invoice_id) = max(invoice_id), min(invoice_id), NULL) AS invoice_id
  FROM suggestions JOIN named_balances USING (claim_id)
  GROUP BY payment_id, likeness
),
waiting AS (
  SELECT payment_id, unplaced.amount_ore, state, payment_states.text, todo, likenesses.text AS why,
    paid_on, payments.kid, payer_name, message, ifnull(claims, '[]') AS claims, places,
    ifnull(suggested.member_id, own.member_id) AS member_id,
    ifnull(suggested.invoice_id, own.invoice_id) AS invoice_id
  FROM unplaced JOIN payments USING (payment_id) JOIN payment_states USING (state)
    LEFT JOIN balances AS own USING (claim_id)
    LEFT JOIN suggested USING (payment_id) LEFT JOIN likenesses USING (likeness)
  WHERE has_claim OR claims IS NOT NULL
)
SELECT 'check_claim', 'payment:' || payment_id, json_array(amount_ore, state, json(claims)), paid_on,
  NULL, ifnull(name, payer_name), member_id, invoice_id, todo,
  kroner(amount_ore) || ' innbetalt ' || tall_dato(paid_on)
    || ifnull(' av ' || payer_name, '') || ifnull(', KID ' || kid, '')
    || ifnull(' («' || message || '»)', '') || ': ' || text
    || ifnull('; kan være ' || places || ' (' || why || ')', ''),
  14
FROM waiting LEFT JOIN member_names USING (member_id);

-- name: place_payment()
-- The payments with a KID or an order that belong to no claim, and are like none; and what was taken back without having come. Money without a KID that is like no claim is only on a list: most of it is for something else.
SELECT 'place_payment', payment_id, json_array(unplaced.amount_ore, kid), paid_on, NULL, payer_name,
  NULL, invoice_id, 'Hva gjelder innbetalingen?',
  kroner(unplaced.amount_ore) || ' innbetalt ' || tall_dato(paid_on) || ifnull(', KID ' || kid, '')
    || ': ' || text,
  90
FROM unplaced JOIN payments USING (payment_id) JOIN payment_states USING (state)
WHERE NOT has_claim AND state <> 'no_kid' AND payment_id NOT IN (SELECT payment_id FROM suggestions);

-- name: unregistered()
-- The claims that the bank shows as paid, and that the member system still calls open a week later: somebody has not registered the payment, or it was taken back.
SELECT 'check_claim', 'unregistered:' || claim_id, json_array(settled.paid_ore), settled_on, NULL, name,
  settled.member_id, settled.invoice_id,
  'Innbetalt, men åpent i medlemssystemet: registrer det der, eller finn ut om det er tilbakeført',
  title_and_due(settled.title, settled.due_on) || ': ' || kroner(settled.paid_ore) || ' innbetalt '
    || tall_dato(settled_on),
  14
FROM named_balances AS settled JOIN counted_claims USING (claim_id)
  JOIN freshness ON system = substr(claim_id, 1, instr(claim_id, ':') - 1) AND kind = 'claims'
WHERE settled.status = 'open' AND open_ore = 0 AND settled.amount_ore > 0
  AND ifnull(counted_claims.paid_ore, 0) < settled.amount_ore
  AND read_on >= date(settled_on, '7 days');

-- name: tell_of_reversal()
-- The claims that are open again since a payment was taken back in the last month: the payer is told in writing, and not phoned for a week.
SELECT 'follow_up', 'reversed:' || claim_id, json_array(reversed_on), reversed_on, NULL, name,
  member_id, invoice_id, 'Skriv til betaleren at betalingen er tilbakeført',
  title_and_due(title, due_on) || ': ' || kroner(open_ore) || ' er åpent igjen',
  NULL
FROM day, named_balances
WHERE open_ore > 0 AND reversed_on >= date(as_of, '-30 days')
  AND claim_id NOT IN (SELECT claim_id FROM own_handovers WHERE closed_on IS NULL);

-- name: tell_of_ended_mandate()
-- The claims that are not due yet, and that no mandate of AvtaleGiro draws any more: it ended in the quarter before the due date. The payer may count on it.
SELECT 'follow_up', 'mandate:' || claim_id, json_array(ended_on), ended_on, NULL, name,
  member_id, invoice_id, 'AvtaleGiro er stanset: si fra før forfall',
  title_and_due(title, due_on) || ': ' || kroner(open_ore)
    || ' trekkes ikke, siden avtalen ble stanset ' || tall_dato(ended_on),
  NULL
FROM day, claim_mandates JOIN named_balances USING (claim_id, due_on)
WHERE open_ore > 0 AND due_on >= as_of AND ended_on < due_on AND ended_on >= date(due_on, '-92 days');

-- name: drawings_to_cancel()
-- What the bank has been asked to draw and should not: the claim has changed, must not be drawn, is to be settled first, or was asked for twice.
WITH
asked AS (
  SELECT own_drawings.*,
    row_number() OVER (PARTITION BY claim_id ORDER BY due_on DESC, asked_id) > 1 AS is_double
  FROM day, own_drawings WHERE cancelled_on IS NULL AND due_on > as_of
),
stopped AS (
  SELECT asked.*, coalesce(stopped_drawings.draw_stop, iif(is_double, 'twice', NULL)) AS draw_stop
  FROM asked LEFT JOIN stopped_drawings USING (claim_id)
)
SELECT 'follow_up', concat_ws(':', 'drawing', asked_id, stopped.due_on),
  json_array(stopped.amount_ore, open_ore, balances.due_on, draw_stop, iif(is_not_drawn, reason, NULL)),
  made_on, working_days_before(stopped.due_on, cancel_bank_days),
  ifnull(name, balances.member_name), balances.member_id, invoice_id,
  'Be banken om ikke å trekke kravet: «workbench avtalegiro» med --cancel ' || claim_id,
  ifnull(title || ', ', '') || 'trekkes ' || tall_dato(stopped.due_on) || ': '
    || kroner(stopped.amount_ore) || ', '
    || coalesce(draw_stops.text, iif(is_not_drawn, plan_reasons.text, NULL), kroner(open_ore) || ' er åpent'),
  NULL
FROM day, stopped LEFT JOIN balances USING (claim_id) LEFT JOIN draw_stops USING (draw_stop)
  LEFT JOIN plan USING (claim_id) LEFT JOIN plan_reasons USING (reason)
  LEFT JOIN member_names ON member_names.member_id = balances.member_id
WHERE draw_stop IS NOT NULL OR is_not_drawn OR balances.due_on <> stopped.due_on
  OR open_ore <> stopped.amount_ore;

-- name: tell_of_pending_mandate()
-- The claims due in the next fortnight of members who agreed to AvtaleGiro in the quarter before, and whose mandate has not come: they are paid as any invoice. Of a mandate that ended the task is another.
WITH
agreed AS (
  SELECT member_id, max(start_on) AS agreed_on FROM standing_holds
  WHERE kind = 'mandate_pending' GROUP BY member_id
),
spared AS (
  SELECT member_id FROM standing_holds JOIN hold_kinds ON hold_kind = kind
  WHERE is_personal AND member_id IS NOT NULL
),
drawn AS (
  SELECT claim_id FROM claim_mandates WHERE ended_on IS NULL OR ended_on >= date(due_on, '-92 days')
)
SELECT 'follow_up', 'pending:' || claim_id, json_array(agreed_on, due_on), agreed_on, due_on, name,
  member_id, invoice_id, 'AvtaleGiro er ikke på plass: minn om fakturaen før forfall',
  title_and_due(title, due_on) || ': ' || kroner(open_ore)
    || ' trekkes ikke ennå; AvtaleGiro ble avtalt ' || tall_dato(agreed_on),
  NULL
FROM day, agreed JOIN named_balances USING (member_id)
WHERE open_ore > 0 AND due_on BETWEEN as_of AND date(as_of, '14 days') AND agreed_on <= as_of
  AND agreed_on >= date(due_on, '-92 days') AND claim_id NOT IN (SELECT claim_id FROM drawn)
  AND member_id NOT IN (SELECT member_id FROM spared);

-- name: tell_of_end_of_freeze()
-- The freezes of memberships in their last fortnight, which no other freeze continues: the payer is told the day, what falls due next, and whether AvtaleGiro draws it. Nobody is told who has left, or whose hold is a personal one.
WITH
freezes AS (
  SELECT hold_id, member_id, start_on, end_on FROM standing_holds
  WHERE kind = 'freeze' AND invoice_id IS NULL
),
continued AS (
  SELECT freezes.hold_id
  FROM freezes JOIN freezes AS further USING (member_id)
  WHERE further.start_on <= date(freezes.end_on, '1 day')
    AND ifnull(further.end_on, '9999') > freezes.end_on
),
spared AS (
  SELECT member_id FROM standing_holds JOIN hold_kinds ON hold_kind = kind WHERE is_personal
  UNION
  SELECT member_id FROM people WHERE status = 'left'
),
ending AS (
  SELECT DISTINCT member_id, end_on FROM day, freezes
  WHERE start_on <= as_of AND as_of BETWEEN date(end_on, '-13 days') AND end_on
    AND hold_id NOT IN (SELECT hold_id FROM continued)
    AND member_id NOT IN (SELECT member_id FROM spared WHERE member_id IS NOT NULL)
),
-- invoices to be made, and those in files that the member system does not show yet
coming (member_id, due_on, ore) AS (
  SELECT member_id, due_on, amount_ore FROM answered_fees WHERE act = 'new'
  UNION ALL
  SELECT member_id, due_on, filed_ore FROM fee_proposals WHERE file IS NOT NULL AND claim_id IS NULL
),
-- what falls due, on each day: claims, else invoices that come
dues (place, member_id, due_on, ore) AS (
  SELECT 1, member_id, due_on, sum(open_ore) FROM balances WHERE open_ore > 0 GROUP BY member_id, due_on
  UNION ALL
  SELECT 2, member_id, due_on, sum(ore) FROM coming GROUP BY member_id, due_on
),
dues_after AS (
  SELECT ending.*, due_on, ore,
    row_number() OVER (PARTITION BY ending.member_id ORDER BY dues.place, due_on) AS place
  FROM ending LEFT JOIN dues ON dues.member_id = ending.member_id AND due_on > end_on
),
drawn AS (
  SELECT member_id, max(ended_on IS NULL) AS stands, max(ended_on) AS ended_on
  FROM claim_mandates JOIN balances USING (claim_id, due_on) GROUP BY member_id
)
SELECT 'follow_up', 'freeze:' || member_id, json_array(end_on, due_on, ore, iif(stands, NULL, ended_on)),
  date(end_on, '-13 days'), end_on, name, member_id, NULL,
  'Frysen slutter: si fra om dagen, og hva som forfaller',
  'til og med ' || tall_dato(end_on) || '; '
    || ifnull('neste forfall ' || tall_dato(due_on) || ': ' || kroner(ore), 'neste forfall er ikke kjent')
    || CASE WHEN stands THEN ', trekkes med AvtaleGiro'
      WHEN ended_on IS NOT NULL THEN ', trekkes ikke: AvtaleGiro ble stanset ' || tall_dato(ended_on)
      ELSE '' END,
  NULL
FROM dues_after LEFT JOIN drawn USING (member_id) LEFT JOIN member_names USING (member_id)
WHERE place = 1;

-- name: findings(findings)
-- The findings of the register. A member with open claims and no contact details has the task find_contact already.
WITH
all_findings AS (
  SELECT value ->> 0 AS kind, value ->> 1 AS member_id, value ->> 2 AS detail
  FROM json_each(:findings)
),
sought_members AS MATERIALIZED (
  SELECT DISTINCT substr(task, length('find_contact:') + 1) AS member_id
  FROM plan WHERE task LIKE 'find_contact:%'
)
SELECT finding_kinds.task, kind || ':' || all_findings.member_id,
  json_array(detail, iif(is_news_again, members.event_id, NULL)), NULL, NULL, name,
  all_findings.member_id, NULL, upper(substr(text, 1, 1)) || substr(text, 2), detail, again_days
FROM all_findings JOIN finding_kinds ON finding_kind = kind
  LEFT JOIN members ON members.member_id = all_findings.member_id
  LEFT JOIN member_names ON member_names.member_id = all_findings.member_id
WHERE finding_kinds.task IS NOT NULL
  AND (kind <> 'no_contact' OR all_findings.member_id NOT IN (SELECT member_id FROM sought_members));
