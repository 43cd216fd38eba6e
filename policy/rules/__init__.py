"""The rules, one small named function each, by what they look at. Each takes a case and returns its verdict."""
