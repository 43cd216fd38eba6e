"""Who is rung next, when they come back, and how lists get in. Rooms below know it as protocols only."""
