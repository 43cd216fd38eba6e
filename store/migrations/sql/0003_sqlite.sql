-- The seal is append-only, like what it seals. Statements are parted by an empty line.
CREATE TRIGGER ledger_order_no_update BEFORE UPDATE ON ledger_order
BEGIN SELECT RAISE(ABORT, 'the seal is append-only: it cannot be changed'); END

CREATE TRIGGER ledger_order_no_delete BEFORE DELETE ON ledger_order
BEGIN SELECT RAISE(ABORT, 'the seal is append-only: it cannot be deleted'); END

CREATE TRIGGER ledger_order_not_replaced BEFORE INSERT ON ledger_order
WHEN EXISTS (SELECT 1 FROM ledger_order WHERE place = NEW.place)
BEGIN SELECT RAISE(ABORT, 'the seal is append-only: it cannot be replaced'); END

CREATE TRIGGER ledger_heads_no_update BEFORE UPDATE ON ledger_heads
BEGIN SELECT RAISE(ABORT, 'the seal is append-only: it cannot be changed'); END

CREATE TRIGGER ledger_heads_no_delete BEFORE DELETE ON ledger_heads
BEGIN SELECT RAISE(ABORT, 'the seal is append-only: it cannot be deleted'); END

CREATE TRIGGER ledger_heads_not_replaced BEFORE INSERT ON ledger_heads
WHEN EXISTS (SELECT 1 FROM ledger_heads WHERE size = NEW.size)
BEGIN SELECT RAISE(ABORT, 'the seal is append-only: it cannot be replaced'); END

CREATE TRIGGER ledger_keys_no_update BEFORE UPDATE ON ledger_keys
BEGIN SELECT RAISE(ABORT, 'the seal is append-only: it cannot be changed'); END

CREATE TRIGGER ledger_keys_no_delete BEFORE DELETE ON ledger_keys
BEGIN SELECT RAISE(ABORT, 'the seal is append-only: it cannot be deleted'); END

CREATE TRIGGER ledger_keys_not_replaced BEFORE INSERT ON ledger_keys
WHEN EXISTS (SELECT 1 FROM ledger_keys WHERE key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'the seal is append-only: it cannot be replaced'); END
