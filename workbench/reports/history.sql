-- The evidence of a claim: one query for each noun, and each row of it a line of the page. All have
-- `noun`, `key` and `event_id` of the row that the line is made of, and `heading` and `text` in
-- bokmål. Some have `day` and `who` (the event's where missing), `at`, and `note`: what was noted about
-- a person in a call, which is shown to those alone who ask for it.
--
-- A noun whose rows are written once is one query more here, which reads its own table. One whose
-- rows are changed has its rows in `keys` too, and its query reads `versions`: the row after each event
-- that wrote it (`now`), the row before it (`before`, missing if it was new), and what was changed
-- in words (`changed`). `subjects` has the ids of the claim: its own, and those that are the same claim.

-- name: lay_subjects()!
-- Create a table for the ids of the claim that is shown, and of those that are the same claim.
CREATE TEMP TABLE subjects (claim_id TEXT PRIMARY KEY);

-- name: lay_versions()!
-- Create a table for the rows that are about the claim, as each was after each event that wrote it.
CREATE TEMP TABLE versions (noun, key, event_id, day, kind, now, before, changed);

-- name: claims_named(text, digits)
-- The claims with this id, order number or KID, or with the text in the name of the member or recipient, also those that are settled or gone; each under the id that is kept, with what it is called.
WITH
names AS (
  SELECT claims.claim_id, concat_ws(' ', first_name, last_name, member_name,
    claims.recipient_name, invoices.recipient_name) AS name
  FROM claims LEFT JOIN members USING (member_id) LEFT JOIN invoices USING (invoice_id)
)
SELECT DISTINCT ifnull(same_claims.claim_id, claims.claim_id) AS claim_id,
  concat_ws(', ', claims.title, 'forfall ' || tall_dato(claims.due_on)) AS title
FROM claims JOIN names USING (claim_id) LEFT JOIN same_claims ON other_id = claims.claim_id
WHERE claims.claim_id = :text
  OR :digits IN (kid, invoice_id, substr(invoice_id, instr(invoice_id, ':') + 1), substr(claims.claim_id, instr(claims.claim_id, ':') + 1))
  OR (length(:text) > 2 AND instr(fold(name), fold(:text)))
GROUP BY 1 ORDER BY claims.due_on DESC, 1;

-- name: ids(claim)
-- The ids of a claim: the one that is kept, and those in other systems or before it was made anew.
SELECT claim_id FROM claims WHERE claim_id = :claim
UNION SELECT other_id FROM same_claims WHERE claim_id = :claim;

-- name: facts(claim)
-- What a claim is and how it stands, as questions with answers.
WITH
stated AS (
  SELECT claims.*, ifnull(nullif(name, ''), member_name) AS name,
    ifnull(claims.recipient_name, invoices.recipient_name) AS recipient
  FROM claims LEFT JOIN member_names USING (member_id) LEFT JOIN invoices USING (invoice_id)
  WHERE claim_id = :claim
),
others AS (
  SELECT group_concat(system_and_number(other_id), ', ' ORDER BY other_id) AS others
  FROM same_claims WHERE claim_id = :claim
),
owing AS (
  SELECT liable_party, basis, name AS liable
  FROM own_liabilities LEFT JOIN member_names ON member_id = liable_member_id WHERE claim_id = :claim
),
all_facts (question, answer) AS (
  SELECT 'Krav', concat_ws(', ', title, system_and_number(ifnull(invoice_id, claim_id))) FROM stated
  UNION ALL SELECT 'Samme krav', others FROM others
  UNION ALL SELECT 'Medlem', name FROM stated
  UNION ALL SELECT 'Mottaker', recipient FROM stated
  UNION ALL SELECT 'Hvem som skylder', concat_ws(', ', code_text('LiableParty', liable_party),
    nullif(liable, '')) FROM owing
  UNION ALL SELECT 'Hvorfor', basis FROM owing
  UNION ALL SELECT 'KID', ifnull(balances.kid, stated.kid)
    FROM stated LEFT JOIN balances USING (claim_id)
  UNION ALL SELECT 'Utstedt', tall_dato(issued_on) FROM stated
  UNION ALL SELECT 'Forfall', tall_dato(ifnull(balances.due_on, stated.due_on))
    FROM stated LEFT JOIN balances USING (claim_id)
  UNION ALL SELECT 'Beløp', kroner(ifnull(balances.amount_ore, stated.amount_ore))
    FROM stated LEFT JOIN balances USING (claim_id)
  UNION ALL SELECT 'Betalt', kroner(paid_ore) || ifnull(', gjort opp ' || tall_dato(settled_on), '')
    FROM balances WHERE claim_id = :claim
  UNION ALL SELECT 'Åpent i dag', kroner(open_ore) FROM balances WHERE claim_id = :claim
  UNION ALL SELECT 'I medlemssystemet', code_text('ClaimStatus', ifnull(balances.status, stated.status))
      || ifnull(', borte fra listen siden ' || tall_dato(missing_since), '')
    FROM stated LEFT JOIN balances USING (claim_id)
)
SELECT question, answer FROM all_facts WHERE answer <> '';

-- name: keys()
-- The rows that are about the claim, of the nouns whose rows are changed.
WITH
stated AS (SELECT claims.* FROM claims JOIN subjects USING (claim_id)),
orders AS (SELECT DISTINCT invoice_id FROM stated WHERE invoice_id IS NOT NULL),
persons AS (
  SELECT member_id FROM stated WHERE member_id IS NOT NULL
  UNION SELECT aliases.member_id FROM aliases JOIN stated ON old_id = stated.member_id
  UNION SELECT old_id FROM aliases JOIN stated ON aliases.member_id = stated.member_id
),
phoned AS (SELECT DISTINCT call_id FROM call_claims JOIN subjects USING (claim_id)),
-- money that came with the claim's KID or order, that settles it, or that was placed on it
money AS (
  SELECT payment_id FROM payments WHERE kid IN (SELECT kid FROM stated)
  UNION SELECT payment_id FROM payments JOIN orders USING (invoice_id)
  UNION SELECT payment_id FROM allocations JOIN subjects USING (claim_id)
  UNION SELECT payment_id FROM placements JOIN subjects ON claim_id = target
),
credited AS (SELECT credit_id FROM credits JOIN subjects USING (claim_id)),
-- agreements on the order, and on memberships: from a call about it, or since the claim arose
agreed AS (
  SELECT hold_id FROM holds JOIN orders USING (invoice_id)
  UNION SELECT hold_id FROM holds JOIN phoned USING (call_id) WHERE invoice_id IS NULL
  UNION
  SELECT hold_id FROM holds JOIN persons USING (member_id) JOIN stated
    ON ifnull(end_on, '9999') >= coalesce(stated.issued_on, stated.due_on, '')
  WHERE holds.invoice_id IS NULL
),
written AS (SELECT DISTINCT message_id FROM message_claims JOIN subjects USING (claim_id)),
-- what answers such a message, or lets what the member owes rest
enquired AS (
  SELECT enquiry_id FROM enquiries JOIN written USING (message_id)
  UNION
  SELECT enquiry_id FROM enquiries JOIN agreed ON substr(hold_id, 1, 40) = 'enquiry:' || enquiry_id
),
mandates_of AS (SELECT DISTINCT account, kid FROM claim_mandates JOIN subjects USING (claim_id)),
-- whatever a task may be about that concerns the claim
named AS (
  SELECT claim_id AS id FROM subjects UNION SELECT call_id FROM phoned
  UNION SELECT hold_id FROM agreed UNION SELECT message_id FROM written
  UNION SELECT enquiry_id FROM enquired
  UNION SELECT 'credit:' || credit_id FROM credited UNION SELECT 'payment:' || payment_id FROM money
),
-- also where the claim is one of several that the task follows from
asked AS (
  SELECT DISTINCT task FROM answers JOIN named
    ON instr(':' || replace(task, '+', ':') || ':', ':' || id || ':')
  UNION
  SELECT task FROM answers JOIN subjects ON instr(evidence, '"' || claim_id || '"')
)
SELECT 'claims' AS noun, claim_id AS key FROM subjects
UNION ALL SELECT 'invoices', invoice_id FROM orders
UNION ALL SELECT 'liabilities', claim_id FROM subjects
UNION ALL SELECT 'reminders', json_array(invoice_id, step_id) FROM reminders JOIN orders USING (invoice_id)
UNION ALL SELECT 'payments', payment_id FROM money
UNION ALL SELECT 'placements', json_array(payment_id, target) FROM placements JOIN money USING (payment_id)
UNION ALL SELECT 'mandates', json_array(account, kid) FROM mandates_of
UNION ALL SELECT 'drawings', json_array(claim_id, due_on) FROM drawings JOIN subjects USING (claim_id)
UNION ALL SELECT 'filed_invoices', json_array(file, number) FROM filed_invoices JOIN subjects USING (claim_id)
UNION ALL SELECT 'credits', credit_id FROM credited
UNION ALL SELECT 'holds', hold_id FROM agreed
UNION ALL SELECT 'corrections', correction_id FROM corrections JOIN phoned USING (call_id)
UNION ALL SELECT 'messages', message_id FROM written
UNION ALL SELECT 'enquiries', enquiry_id FROM enquired
UNION ALL SELECT 'handovers', json_array(claim_id, file) FROM handovers JOIN subjects USING (claim_id)
UNION ALL SELECT 'answers', task FROM asked
UNION ALL SELECT 'steps', json_array(claim_id, step_id, due_version) FROM steps JOIN subjects USING (claim_id)
UNION ALL SELECT 'policy_choices', target FROM policy_choices JOIN subjects ON target = claim_id
UNION ALL SELECT 'policy_choices', target FROM policy_choices JOIN persons ON target = member_id
UNION ALL SELECT 'proposals', json_array(run_on, claim_id, step_id, due_version)
  FROM proposals JOIN subjects USING (claim_id)
UNION ALL SELECT 'rejected', json_array(sha256, sheet, row, column)
  FROM rejected JOIN subjects ON record = claim_id
UNION ALL SELECT 'rejected', json_array(sha256, sheet, row, column)
  FROM rejected JOIN orders ON rejected.invoice_id = orders.invoice_id
WHERE record NOT IN (SELECT claim_id FROM subjects);

-- name: events(events)
-- When each of these events was recorded, by whom, and its hash in the chain.
SELECT id, day, who, kind, sha256 FROM events WHERE id IN (SELECT value FROM json_each(:events));

-- name: chain_end()
-- The last event of the books and its hash, which all events before it are part of.
SELECT id, day, who, kind, sha256 FROM events ORDER BY id DESC LIMIT 1;

-- name: files(events)
-- The files that each of these imports read, with the noun of their rows and the member system, which is missing where they may be about ids of any.
WITH
nouns_of (kind, noun) AS (
  VALUES ('bills', 'claims'), ('bills', 'invoices'), ('bills', 'reminders'), ('bills', 'payments'),
    ('claims', 'claims'), ('invoices', 'invoices'), ('payments', 'payments'), ('holds', 'holds'),
    ('steps', 'reminders'), ('mandates', 'mandates')
),
-- the change rows of an event follow each other
brought AS (
  SELECT DISTINCT changes.event_id, key
  FROM events
    JOIN changes ON changes.id > first_change AND changes.id <= first_change + events.changes
  WHERE noun = 'files' AND events.id IN (SELECT value FROM json_each(:events))
)
SELECT brought.event_id, noun, iif(noun IN ('claims', 'invoices'), system, NULL) AS system, name, sha256
FROM brought JOIN files ON sha256 = key JOIN nouns_of USING (kind)
ORDER BY name;

-- name: line_claims()
-- What the files state of the claim, wherever it is new or another than before.
SELECT noun, key, event_id, iif(kind = 'import', 'medlemssystemet', NULL) AS who,
  CASE
    WHEN before IS NULL THEN 'Nytt krav'
    WHEN before ->> 'missing_since' IS NULL AND now ->> 'missing_since' IS NOT NULL THEN 'Borte fra listen'
    WHEN before ->> 'missing_since' IS NOT NULL AND now ->> 'missing_since' IS NULL THEN 'På listen igjen'
    ELSE 'Kravet endret'
  END AS heading,
  system_and_number(ifnull(now ->> 'invoice_id', key)) || ': ' || ifnull(changed, concat_ws(', ', now ->> 'title',
    kroner(now ->> 'amount_ore'), 'forfall ' || tall_dato(now ->> 'due_on'),
    code_text('ClaimStatus', now ->> 'status'), 'KID ' || (now ->> 'kid'))) AS text
FROM versions WHERE noun = 'claims';

-- name: line_invoices()
-- What the files state of the claim's order, likewise.
SELECT noun, key, event_id, iif(kind = 'import', 'medlemssystemet', NULL) AS who,
  CASE
    WHEN before IS NULL THEN 'Ny faktura'
    WHEN before ->> 'missing_since' IS NULL AND now ->> 'missing_since' IS NOT NULL THEN 'Fakturaen borte fra listen'
    WHEN before ->> 'missing_since' IS NOT NULL AND now ->> 'missing_since' IS NULL THEN 'Fakturaen på listen igjen'
    ELSE 'Fakturaen endret'
  END AS heading,
  system_and_number(key) || ': ' || ifnull(changed, concat_ws(', ', now ->> 'title',
    kroner(now ->> 'amount_ore'), 'utstedt ' || tall_dato(now ->> 'issued_on'),
    'forfall ' || tall_dato(now ->> 'due_on'), code_text('ClaimStatus', now ->> 'status'),
    'til ' || (now ->> 'recipient_name'))) AS text
FROM versions WHERE noun = 'invoices';

-- name: line_liabilities()
-- Who owes the claim, and why.
SELECT noun, key, versions.event_id, 'Hvem som skylder' AS heading,
  concat_ws(', ', code_text('LiableParty', now ->> 'liable_party'),
    nullif(name, '')) || ': ' || (now ->> 'basis') AS text
FROM versions LEFT JOIN member_names ON member_id = now ->> 'liable_member_id'
WHERE noun = 'liabilities';

-- name: line_reminders()
-- Reminders that were sent by the member system, as files state them.
SELECT noun, key, event_id, now ->> 'sent_on' AS day,
  iif(kind = 'import', 'medlemssystemet', NULL) AS who, 'Påminnelse sendt' AS heading,
  step_name(now ->> 'step_id') || ' fra medlemssystemet' || ifnull(': ' || changed, '') AS text
FROM versions WHERE noun = 'reminders';

-- name: line_payments()
-- Money that came for the claim or was taken back, and how much of it settles the claim today.
WITH settled AS (
  SELECT payment_id, sum(amount_ore) AS settled_ore FROM allocations JOIN subjects USING (claim_id)
  GROUP BY payment_id
)
SELECT noun, key, event_id, now ->> 'paid_on' AS day, iif(kind = 'import', 'banken', NULL) AS who,
  iif(now ->> 'amount_ore' < 0, 'Tilbakeført', 'Innbetaling') AS heading,
  concat_ws(', ', kroner(now ->> 'amount_ore'), 'KID ' || (now ->> 'kid'), 'fra ' || (now ->> 'payer_name'),
    '«' || (now ->> 'message') || '»', 'kilde ' || (now ->> 'source'),
    iif(now ->> 'amount_ore' > 0, 'på kravet i dag: ' || kroner(ifnull(settled_ore, 0)), NULL), changed) AS text
FROM versions LEFT JOIN settled ON payment_id = key WHERE noun = 'payments';

-- name: line_placements()
-- What somebody decided that money is for.
SELECT noun, key, versions.event_id,
  iif(now ->> 'amount_ore' = 0, 'Plassering tatt tilbake', 'Innbetaling plassert') AS heading,
  concat_ws(', ', kroner(now ->> 'amount_ore') || ' av det som kom ' || tall_dato(paid_on),
    iif(payment_use IS NULL, 'på ' || system_and_number(now ->> 'target'), code_text('PaymentUse', payment_use)),
    changed) AS text
FROM versions LEFT JOIN payments ON payment_id = now ->> 'payment_id'
  LEFT JOIN payment_uses ON payment_use = now ->> 'target'
WHERE noun = 'placements';

-- name: line_mandates()
-- The mandate of AvtaleGiro by which the claim is drawn.
SELECT noun, key, event_id, iif(before IS NULL, now ->> 'first_seen_on', now ->> 'stated_on') AS day,
  iif(kind = 'import', 'banken', NULL) AS who, 'Avtale om AvtaleGiro' AS heading,
  'KID ' || (now ->> 'kid') || ': ' || ifnull(changed,
    ifnull('stanset ' || tall_dato(now ->> 'ended_on'), 'gjelder')) AS text
FROM versions WHERE noun = 'mandates';

-- name: line_drawings()
-- What the bank was asked to draw of the claim, and asked not to.
SELECT noun, key, event_id, iif(before IS NULL, now ->> 'made_on', now ->> 'cancelled_on') AS day,
  iif(now ->> 'cancelled_on' IS NULL, 'Trekk bestilt', 'Trekk stanset') AS heading,
  kroner(now ->> 'amount_ore') || ' med AvtaleGiro ' || tall_dato(now ->> 'due_on') || ', fil '
    || ifnull(now ->> 'cancel_file', now ->> 'file') AS text
FROM versions WHERE noun = 'drawings';

-- name: line_filed_invoices()
-- That the member system was asked to reverse the claim.
SELECT noun, key, event_id, iif(before IS NULL, now ->> 'made_on', now ->> 'unused_on') AS day,
  iif(now ->> 'unused_on' IS NULL, 'Fil til medlemssystemet', 'Filen ble ikke brukt') AS heading,
  concat_ws(', ', code_text('FeeAct', now ->> 'act'), kroner(now ->> 'amount_ore'), 'fil ' || (now ->> 'file')) AS text
FROM versions WHERE noun = 'filed_invoices';

-- name: line_credits()
-- What was taken off the claim and why, and what of that was taken back.
SELECT noun, key, event_id, iif(before IS NULL, now ->> 'made_on', now ->> 'taken_back_on') AS day,
  iif(now ->> 'taken_back_on' IS NULL, 'Kreditert', 'Kreditering tatt tilbake') AS heading,
  concat_ws(', ', kroner(ifnull(before, now) ->> 'amount_ore'), code_text('CreditKind', now ->> 'kind'),
    'fordi: ' || (now ->> 'reason'),
    iif(now ->> 'needs_approval' AND before IS NULL, 'teller når klubben har sagt ja', NULL)) AS text
FROM versions WHERE noun = 'credits';

-- name: line_calls()
-- The calls about the claim: when, by whom, with whom, and what came of each; of the number only the end.
WITH phoned AS (SELECT DISTINCT call_id FROM call_claims JOIN subjects USING (claim_id))
SELECT 'calls' AS noun, call_id AS key, calls.event_id, called_on AS day, called_at AS at, agent AS who,
  'Samtale' AS heading,
  concat_ws(', ', code_text('Outcome', outcome), code_text('Reason', reason),
    iif(reached, 'snakket med ' || ifnull(contact_name, 'betaleren'), 'nådde ikke betaleren'),
    'nummer som slutter på ' || substr(phone, -3),
    'ringes igjen ' || tall_dato(again_on) || ifnull(' kl. ' || again_at, ''),
    iif(confirm, 'vil ha avtalen på SMS', NULL)) AS text,
  note
FROM calls JOIN phoned USING (call_id) LEFT JOIN call_contacts USING (call_id);

-- name: line_instalments()
-- The instalments that were agreed in a call.
WITH phoned AS (SELECT DISTINCT call_id FROM call_claims JOIN subjects USING (claim_id))
SELECT 'instalments' AS noun, call_id AS key, instalments.event_id, called_on AS day, called_at AS at, agent AS who,
  'Avdrag avtalt' AS heading,
  group_concat(tall_dato(due_on) || ': ' || kroner(amount_ore), '; ' ORDER BY number) AS text
FROM instalments JOIN calls USING (call_id) JOIN phoned USING (call_id)
GROUP BY call_id;

-- name: line_holds()
-- What was agreed: with whom, from when until when, and how it ended. A file of the office's states what was agreed before.
WITH
paid AS (SELECT settled_on FROM balances JOIN subjects USING (claim_id)),
today AS (SELECT as_of, settled_on FROM day LEFT JOIN paid)
SELECT noun, key, event_id, iif(before IS NULL AND now ->> 'call_id' IS NULL, min(versions.day, now ->> 'start_on'), NULL) AS day,
  CASE
    WHEN before IS NULL THEN 'Avtale'
    WHEN before ->> 'end_on' IS NULL THEN 'Avtalen avsluttet'
    ELSE 'Avtalen endret'
  END AS heading,
  concat_ws(', ', code_text('HoldKind', now ->> 'kind'),
    'fra ' || tall_dato(now ->> 'start_on')
      || ifnull(' til og med ' || tall_dato(now ->> 'end_on'), ', inntil videre'),
    'avtalt med ' || (now ->> 'agreed_with'),
    CASE
      WHEN NOT awaits_payment OR now ->> 'end_on' >= as_of THEN NULL
      WHEN settled_on <= now ->> 'end_on' THEN 'betalt i tide'
      ELSE 'ikke meldt betalt innen da'
    END,
    iif(before ->> 'end_on' IS NULL, NULL, changed)) AS text
FROM versions JOIN hold_kinds ON hold_kind = now ->> 'kind' JOIN today
WHERE noun = 'holds';

-- name: line_corrections()
-- The corrections of contacts that calls about the claim brought; of a number only the end.
SELECT noun, key, event_id, now ->> 'made_on' AS day, 'Kontakt rettet' AS heading,
  iif(now ->> 'field' = 'phone', 'telefon', 'e-post') || CASE
    WHEN now ->> 'value' IS NULL THEN ': det som står, er feil'
    WHEN now ->> 'field' = 'phone' THEN ': nummer som slutter på ' || substr(now ->> 'value', -3)
    ELSE ': ny adresse'
  END AS text
FROM versions WHERE noun = 'corrections';

-- name: line_messages()
-- What was written to the payer about the claim, and what became of it; of a number only the end.
SELECT noun, key, versions.event_id, iif(now ->> 'state' = 'sent', now ->> 'sent_on', NULL) AS day,
  iif(now ->> 'state' = 'sent', now ->> 'sent_at', NULL) AS at,
  iif(now ->> 'state' IN ('delivered', 'failed', 'bounced'), 'leverandøren', NULL) AS who,
  CASE now ->> 'state'
    WHEN 'sending' THEN 'Melding laget' WHEN 'sent' THEN 'Melding sendt'
    WHEN 'delivered' THEN 'Melding levert' WHEN 'bounced' THEN 'Melding kom i retur'
    WHEN 'failed' THEN 'Melding kom ikke fram' WHEN 'unknown' THEN 'Ukjent om meldingen ble sendt'
    ELSE 'Meldingen ble ikke sendt'
  END AS heading,
  concat_ws(', ', message_kinds.text, code_text('Channel', now ->> 'channel'),
    code_text('Language', now ->> 'language'), 'til ' || contact_name, iif(instr(address, '@'), 'adresse hos ' || substr(address, instr(address, '@') + 1),
      'nummer som slutter på ' || nullif(substr(address, -3), '')),
    'leverandørens nummer ' || (now ->> 'provider_id'), now ->> 'note')
    || iif(before IS NULL, ifnull(': «' || nullif(concat_ws(' – ', nullif(subject, ''), message_texts.text), '') || '»', ''), '')
    AS text
FROM versions JOIN message_kinds ON message_kind = now ->> 'kind'
  LEFT JOIN message_texts ON message_id = key
WHERE noun = 'messages';

-- name: line_enquiries()
-- What the payer wrote or said, and that somebody found out who it was.
SELECT noun, key, versions.event_id, iif(before IS NULL, now ->> 'received_on', NULL) AS day,
  iif(before IS NULL, now ->> 'received_at', NULL) AS at, iif(before IS NULL, 'betaleren', NULL) AS who,
  CASE
    WHEN before IS NOT NULL THEN 'Avsender funnet'
    WHEN now ->> 'is_automatic' THEN 'Automatisk svar' ELSE 'Henvendelse mottatt'
  END AS heading,
  concat_ws(', ', code_text('Channel', now ->> 'channel'),
    'gjelder ' || nullif(name, ''),
    iif(instr(enquiry_texts.address, '@'), 'adresse hos ' || substr(enquiry_texts.address, instr(enquiry_texts.address, '@') + 1),
      'nummer som slutter på ' || nullif(substr(enquiry_texts.address, -3), '')))
    || iif(before IS NULL, ifnull(': «' || nullif(concat_ws(' – ', nullif(subject, ''), text), '') || '»', ''), '')
    AS text
FROM versions LEFT JOIN enquiry_texts ON enquiry_id = key
  LEFT JOIN member_names ON member_id = now ->> 'member_id'
WHERE noun = 'enquiries';

-- name: line_handovers()
-- That the claim went to the collection partner, by whose word, and how that ended.
SELECT noun, key, event_id, iif(now ->> 'closed_on' IS NULL, now ->> 'made_on', now ->> 'closed_on') AS day,
  iif(now ->> 'closed_on' IS NULL, 'Sendt til inkassopartneren', 'Ikke lenger hos inkassopartneren') AS heading,
  concat_ws(', ', now ->> 'partner', kroner(now ->> 'open_ore'), 'sak ' || (now ->> 'case_ref'),
    'fil ' || (now ->> 'file'), 'klubbens ja: ' || (now ->> 'approved_by'),
    code_text('Closing', now ->> 'closed_why'), now ->> 'closed_note') AS text
FROM versions WHERE noun = 'handovers';

-- name: line_partner_news()
-- What the partner was told of the claim, and what it told.
SELECT 'partner_news' AS noun, json_array(claim_id, handover, kind, ref) AS key, event_id, happened_on AS day,
  'Inkassopartneren' AS heading,
  concat_ws(', ', code_text('NewsKind', kind), iif(amount_ore <> 0, kroner(amount_ore), NULL), 'fil ' || file)
    AS text
FROM partner_news JOIN subjects USING (claim_id);

-- name: line_answers()
-- What was answered to tasks about the claim.
SELECT noun, key, event_id, now ->> 'given_on' AS day, 'Svar' AS heading,
  task_kinds.text || ': ' || concat_ws(', ', code_text('TaskAnswer', now ->> 'answer'),
    'merknad: ' || (now ->> 'note'), 'hviler til ' || tall_dato(now ->> 'until_on')) AS text
FROM versions LEFT JOIN task_kinds ON task_kind = substr(key, 1, instr(key, ':') - 1)
WHERE noun = 'answers';

-- name: line_policy_choices()
-- Which policy was chosen for the claim, or for its member.
SELECT noun, key, event_id, 'Purreløp valgt' AS heading,
  ifnull(now ->> 'policy', 'unntatt fra purring') || iif(subjects.claim_id IS NULL, ', for alt medlemmet skylder', '')
    || ifnull(', etter ' || step_name(now ->> 'after_step'), '') AS text
FROM versions LEFT JOIN subjects ON claim_id = key WHERE noun = 'policy_choices';

-- name: line_proposals()
-- The steps that were proposed, and what somebody decided about each.
SELECT noun, key, event_id, ifnull(now ->> 'decided_on', now ->> 'run_on') AS day,
  CASE now ->> 'state'
    WHEN 'proposed' THEN 'Foreslått' WHEN 'approved' THEN 'Godkjent' WHEN 'sent' THEN 'Meldt sendt'
    WHEN 'not_sent' THEN 'Meldt ikke sendt' WHEN 'set_aside' THEN 'Lagt til side' ELSE 'Falt bort'
  END AS heading,
  concat_ws(', ', step_name(now ->> 'step_id'), code_text('Channel', now ->> 'channel'),
    'til ' || tall_dato(now ->> 'until_on'),
    'fordi: ' || CASE now ->> 'note'
      WHEN 'settled' THEN 'ingenting er åpent lenger' WHEN 'merged' THEN 'kravet er det samme som et annet'
      WHEN 'discarded' THEN 'planen ble forkastet' ELSE code_text('PlanReason', now ->> 'note')
    END) AS text
FROM versions WHERE noun = 'proposals';

-- name: line_steps()
-- The steps that were taken.
SELECT noun, key, event_id, now ->> 'sent_on' AS day, 'Steg tatt' AS heading,
  concat_ws(', ', step_name(now ->> 'step_id'), code_text('Channel', now ->> 'channel'), changed) AS text
FROM versions WHERE noun = 'steps';

-- name: line_rejected()
-- What the files said of the claim or its order that was set aside, and how it was read in the end.
SELECT noun, key, versions.event_id, iif(before IS NULL, 'medlemssystemet', NULL) AS who,
  iif(now ->> 'repaired' IS NULL, 'Lagt til side i filen', 'Verdi rettet') AS heading,
  concat_ws(', ', files.name || ' rad ' || (now ->> 'row'), now ->> 'column', '«' || (now ->> 'value') || '»',
    now ->> 'reason', 'rettet til «' || (now ->> 'repaired') || '»') AS text
FROM versions LEFT JOIN files ON sha256 = now ->> 'sha256' WHERE noun = 'rejected';
