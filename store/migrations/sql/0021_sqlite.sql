-- The policy's rules are append-only, like the decisions made by them. Statements are parted by an empty line.
CREATE TRIGGER rule_books_no_update BEFORE UPDATE ON rule_books
BEGIN SELECT RAISE(ABORT, 'a version of the rules cannot be changed'); END

CREATE TRIGGER rule_books_no_delete BEFORE DELETE ON rule_books
BEGIN SELECT RAISE(ABORT, 'a version of the rules cannot be deleted'); END

CREATE TRIGGER rule_books_not_replaced BEFORE INSERT ON rule_books
WHEN EXISTS (SELECT 1 FROM rule_books WHERE version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'a version of the rules cannot be replaced'); END
