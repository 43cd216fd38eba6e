-- The seal is append-only, like what it seals. Statements are parted by an empty line.
CREATE TRIGGER ledger_order_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_order
FOR EACH STATEMENT EXECUTE FUNCTION refuse('the seal is append-only: it cannot be changed or deleted')

CREATE TRIGGER ledger_heads_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_heads
FOR EACH STATEMENT EXECUTE FUNCTION refuse('the seal is append-only: it cannot be changed or deleted')

CREATE TRIGGER ledger_keys_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_keys
FOR EACH STATEMENT EXECUTE FUNCTION refuse('the seal is append-only: it cannot be changed or deleted')
