"""The rules, one small named function each, by what they look at."""
