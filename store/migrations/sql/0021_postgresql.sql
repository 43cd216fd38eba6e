-- The policy's rules are append-only, like the decisions made by them. Statements are parted by an empty line.
CREATE TRIGGER rule_books_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_books
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a version of the rules cannot be changed or deleted')
