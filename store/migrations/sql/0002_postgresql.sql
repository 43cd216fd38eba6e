-- The guards on PostgreSQL: what no program may do, whatever its mistakes. Statements are parted by an empty line.
-- Row security is no help here: the owner of a table is above it, and may be the service itself.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation'; END $$

CREATE TRIGGER ledger_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
FOR EACH STATEMENT EXECUTE FUNCTION refuse('the ledger is append-only: an entry cannot be changed or deleted')

CREATE TRIGGER flows_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON flows
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a version of a flow cannot be changed: publish another')

CREATE TRIGGER optouts_no_delete BEFORE DELETE OR TRUNCATE ON optouts
FOR EACH STATEMENT EXECUTE FUNCTION refuse('an opt-out is never deleted')

CREATE TRIGGER optouts_not_moved BEFORE UPDATE OF id, number_id, at ON optouts
FOR EACH STATEMENT EXECUTE FUNCTION refuse('an opt-out stays with its number')

CREATE TRIGGER permits_spent_once BEFORE UPDATE ON permits FOR EACH ROW
WHEN (NOT (OLD.spent_at IS NULL AND NEW.spent_at IS NOT NULL AND NEW.id = OLD.id
    AND NEW.attempt_id = OLD.attempt_id AND NEW.number_id = OLD.number_id AND NEW.entry_id = OLD.entry_id
    AND NEW.issued_at = OLD.issued_at AND NEW.expires_at = OLD.expires_at))
EXECUTE FUNCTION refuse('a permit is spent once, and nothing else of it changes')

CREATE FUNCTION refuse_dial_without_permit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM permits WHERE id = NEW.permit_id
        AND attempt_id = NEW.id AND number_id = NEW.number_id AND spent_at IS NULL AND expires_at > NEW.dialled_at;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING MESSAGE = 'no dial without an unspent permit for this attempt and number',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$

CREATE TRIGGER attempts_permit_on_insert BEFORE INSERT ON attempts FOR EACH ROW
WHEN (NEW.permit_id IS NOT NULL) EXECUTE FUNCTION refuse_dial_without_permit()

CREATE TRIGGER attempts_permit_on_update BEFORE UPDATE ON attempts FOR EACH ROW
WHEN (NEW.permit_id IS NOT NULL AND NEW.permit_id IS DISTINCT FROM OLD.permit_id)
EXECUTE FUNCTION refuse_dial_without_permit()

CREATE TRIGGER attempts_keep_their_number BEFORE UPDATE OF id, number_id ON attempts FOR EACH ROW
WHEN (NEW.id <> OLD.id OR NEW.number_id <> OLD.number_id)
EXECUTE FUNCTION refuse('an attempt keeps its number: make another attempt')
