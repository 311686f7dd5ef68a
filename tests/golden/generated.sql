CREATE TRIGGER guardians_added AFTER INSERT ON guardians BEGIN
  SELECT RAISE(ABORT, 'guardians: rows are written inside an event')
    WHERE NEW.event_id IS NOT (SELECT ifnull(max(id), 0) + 1 FROM events);
  INSERT INTO changes (event_id, noun, key, field)
    VALUES (NEW.event_id, 'guardians', json_array(NEW.member_id, NEW.role, NEW.number), '');
END;

CREATE TRIGGER guardians_changed AFTER UPDATE ON guardians BEGIN
  SELECT RAISE(ABORT, 'guardians: rows are written inside an event, under their key')
    WHERE NEW.event_id IS NOT (SELECT ifnull(max(id), 0) + 1 FROM events)
      OR json_array(NEW.member_id, NEW.role, NEW.number) IS NOT json_array(OLD.member_id, OLD.role, OLD.number);
  INSERT INTO changes (event_id, noun, key, field, before, after)
    SELECT NEW.event_id, 'guardians', json_array(NEW.member_id, NEW.role, NEW.number), field, before, after FROM (
      SELECT 'name' AS field, OLD.name AS before, NEW.name AS after UNION ALL
      SELECT 'email' AS field, OLD.email AS before, NEW.email AS after UNION ALL
      SELECT 'phone' AS field, OLD.phone AS before, NEW.phone AS after
    ) WHERE before IS NOT after;
END;

CREATE TRIGGER guardians_not_deleted BEFORE DELETE ON guardians BEGIN
  SELECT RAISE(ABORT, 'guardians: rows are never deleted');
END;

INSERT INTO guardians (member_id, role, number, name, email, phone, event_id) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (member_id, role, number) DO UPDATE SET name = excluded.name, email = excluded.email, phone = excluded.phone, event_id = excluded.event_id WHERE (name, email, phone) IS NOT (excluded.name, excluded.email, excluded.phone);

CREATE TRIGGER calls_added AFTER INSERT ON calls BEGIN
  SELECT RAISE(ABORT, 'calls: rows are written inside an event')
    WHERE NEW.event_id IS NOT (SELECT ifnull(max(id), 0) + 1 FROM events);
  INSERT INTO changes (event_id, noun, key, field)
    VALUES (NEW.event_id, 'calls', NEW.call_id, '');
END;

CREATE TRIGGER calls_not_changed BEFORE UPDATE ON calls BEGIN
  SELECT RAISE(ABORT, 'calls: rows are never changed');
END;

CREATE TRIGGER calls_not_deleted BEFORE DELETE ON calls BEGIN
  SELECT RAISE(ABORT, 'calls: rows are never deleted');
END;

INSERT INTO calls (call_id, called_on, called_at, agent, outcome, reason, reached, again_on, again_at, confirm, language, event_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (call_id) DO UPDATE SET called_on = excluded.called_on, called_at = excluded.called_at, agent = excluded.agent, outcome = excluded.outcome, reason = excluded.reason, reached = excluded.reached, again_on = excluded.again_on, again_at = excluded.again_at, confirm = excluded.confirm, language = excluded.language, event_id = excluded.event_id WHERE (called_on, called_at, agent, outcome, reason, reached, again_on, again_at, confirm, language) IS NOT (excluded.called_on, excluded.called_at, excluded.agent, excluded.outcome, excluded.reason, excluded.reached, excluded.again_on, excluded.again_at, excluded.confirm, excluded.language);

CREATE TRIGGER call_claims_added AFTER INSERT ON call_claims BEGIN
  SELECT RAISE(ABORT, 'call_claims: rows are written inside an event')
    WHERE NEW.event_id IS NOT (SELECT ifnull(max(id), 0) + 1 FROM events);
  INSERT INTO changes (event_id, noun, key, field)
    VALUES (NEW.event_id, 'call_claims', json_array(NEW.call_id, NEW.claim_id), '');
END;

CREATE TRIGGER call_claims_not_changed BEFORE UPDATE ON call_claims BEGIN
  SELECT RAISE(ABORT, 'call_claims: rows are never changed');
END;

CREATE TRIGGER call_claims_not_deleted BEFORE DELETE ON call_claims BEGIN
  SELECT RAISE(ABORT, 'call_claims: rows are never deleted');
END;

INSERT INTO call_claims (call_id, claim_id, event_id) VALUES (?, ?, ?) ON CONFLICT (call_id, claim_id) DO NOTHING;

CREATE TABLE balances (
  claim_id TEXT NOT NULL,
  due_on TEXT NOT NULL,
  status TEXT NOT NULL,
  amount_ore INTEGER NOT NULL,
  paid_ore INTEGER NOT NULL,
  open_ore INTEGER NOT NULL,
  fee_type TEXT NOT NULL,
  invoice_id TEXT,
  member_id TEXT,
  kid TEXT,
  title TEXT,
  issued_on TEXT,
  settled_on TEXT,
  member_name TEXT,
  reversed_on TEXT,
  PRIMARY KEY (claim_id)
) STRICT, WITHOUT ROWID;
