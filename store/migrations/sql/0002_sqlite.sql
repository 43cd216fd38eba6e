-- The guards on SQLite: what no program may do, whatever its mistakes. Statements are parted by an empty line.
-- "…_not_replaced": INSERT OR REPLACE would take a row away without any delete trigger.
CREATE TRIGGER ledger_entries_no_update BEFORE UPDATE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an entry cannot be changed'); END

CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an entry cannot be deleted'); END

CREATE TRIGGER ledger_entries_not_replaced BEFORE INSERT ON ledger_entries
WHEN EXISTS (SELECT 1 FROM ledger_entries WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an entry cannot be replaced'); END

CREATE TRIGGER flows_no_update BEFORE UPDATE ON flows
BEGIN SELECT RAISE(ABORT, 'a version of a flow cannot be changed: publish another'); END

CREATE TRIGGER flows_no_delete BEFORE DELETE ON flows
BEGIN SELECT RAISE(ABORT, 'a version of a flow cannot be deleted'); END

CREATE TRIGGER flows_not_replaced BEFORE INSERT ON flows
WHEN EXISTS (SELECT 1 FROM flows WHERE version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'a version of a flow cannot be replaced'); END

CREATE TRIGGER optouts_no_delete BEFORE DELETE ON optouts
BEGIN SELECT RAISE(ABORT, 'an opt-out is never deleted'); END

CREATE TRIGGER optouts_not_moved BEFORE UPDATE OF id, number_id, at ON optouts
BEGIN SELECT RAISE(ABORT, 'an opt-out stays with its number'); END

CREATE TRIGGER optouts_not_replaced BEFORE INSERT ON optouts
WHEN EXISTS (SELECT 1 FROM optouts WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'an opt-out is never replaced'); END

CREATE TRIGGER permits_spent_once BEFORE UPDATE ON permits
WHEN NOT (OLD.spent_at IS NULL AND NEW.spent_at IS NOT NULL AND NEW.id = OLD.id
    AND NEW.attempt_id = OLD.attempt_id AND NEW.number_id = OLD.number_id AND NEW.entry_id = OLD.entry_id
    AND NEW.issued_at = OLD.issued_at AND NEW.expires_at = OLD.expires_at)
BEGIN SELECT RAISE(ABORT, 'a permit is spent once, and nothing else of it changes'); END

CREATE TRIGGER permits_not_replaced BEFORE INSERT ON permits
WHEN EXISTS (SELECT 1 FROM permits WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a permit cannot be replaced'); END

CREATE TRIGGER attempts_permit_on_insert BEFORE INSERT ON attempts
WHEN NEW.permit_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM permits WHERE id = NEW.permit_id
    AND attempt_id = NEW.id AND number_id = NEW.number_id AND spent_at IS NULL AND expires_at > NEW.dialled_at)
BEGIN SELECT RAISE(ABORT, 'no dial without an unspent permit for this attempt and number'); END

CREATE TRIGGER attempts_permit_on_update BEFORE UPDATE ON attempts
WHEN NEW.permit_id IS NOT NULL AND NEW.permit_id IS NOT OLD.permit_id
    AND NOT EXISTS (SELECT 1 FROM permits WHERE id = NEW.permit_id
    AND attempt_id = NEW.id AND number_id = NEW.number_id AND spent_at IS NULL AND expires_at > NEW.dialled_at)
BEGIN SELECT RAISE(ABORT, 'no dial without an unspent permit for this attempt and number'); END

CREATE TRIGGER attempts_keep_their_number BEFORE UPDATE OF id, number_id ON attempts
WHEN NEW.id <> OLD.id OR NEW.number_id <> OLD.number_id
BEGIN SELECT RAISE(ABORT, 'an attempt keeps its number: make another attempt'); END
